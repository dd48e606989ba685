import { expect, it } from "vitest";
import { formatBytes, gibibytes } from "../../src/core/bytes.ts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1023, "1023 bytes"],
  [1024, "1 KiB"],
  [6144, "6 KiB"],
  [1.5 * 2 ** 20, "1.5 MiB"],
  [12.34 * 2 ** 30, "12 GiB"],
  [2 ** 40, "1 TiB"],
  [2 ** 62, "4096 PiB"],
])("%s bytes are shown as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it("a GB is 2^30 bytes, as AWS charges", () => {
  expect(gibibytes(3 * 2 ** 30)).toBe(3);
});

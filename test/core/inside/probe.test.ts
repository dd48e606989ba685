import { expect, it } from "vitest";
import { probeScript } from "../../../src/core/inside/probe.ts";

it("has at most 8 kB, of plain characters that every terminal and shell passes on unchanged", () => {
  expect(Buffer.byteLength(probeScript())).toBeLessThanOrEqual(8192);
  expect(probeScript()).toMatch(/^[\n\x20-\x7e]+$/);
});

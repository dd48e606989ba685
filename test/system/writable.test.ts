import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tryWriting } from "../../src/system/writable.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "studioctl-"))));
afterEach(() => rmSync(folder, { recursive: true }));

it("a missing folder is made, and nothing is left in it", async () => {
  await tryWriting(join(folder, "a", "b"));
  expect(readdirSync(join(folder, "a", "b"))).toEqual([]);
});

it("a folder that cannot be written to is named, with an alternative", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(tryWriting(join(file, "state"))).rejects.toMatchObject({
    message: `cannot write to ${join(file, "state")}`,
    why: expect.stringContaining("ENOTDIR"),
    fix: expect.stringContaining("STUDIOCTL_STATE_HOME"),
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logFiles } from "../../src/system/log-files.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "studioctl-"))));
afterAll(() => rmSync(folder, { recursive: true }));

it("makes a log and its folders, for its owner alone", async () => {
  const log = join(folder, "a/b c/run.log");
  await logFiles.prepare(log);
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

it("keeps what a log holds", async () => {
  const log = join(folder, "old.log");
  writeFileSync(log, "earlier\n");
  await logFiles.prepare(log);
  expect(readFileSync(log, "utf8")).toBe("earlier\n");
});

it("says which log cannot be written, and why", async () => {
  await expect(logFiles.prepare(folder)).rejects.toMatchObject({
    code: "failed",
    message: `the log "${folder}" cannot be written`,
    why: expect.stringContaining("EISDIR"),
  });
});

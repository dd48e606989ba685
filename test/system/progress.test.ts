import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { terminalProgress } from "../../src/system/progress.ts";
import { fakeIo } from "../fakes/io.ts";

/** What a terminal of so many columns shows of these updates. */
async function shown(updates: readonly (readonly [text: string, share?: number])[], columns = 80): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the spinner uses of a terminal
  const progress = await terminalProgress(fakeIo({ terminal: true, columns }).stderr, stream as unknown as NodeJS.WriteStream);
  for (const [text, share] of updates) progress.update(text, share);
  progress.stop();
  return stripVTControlCharacters(String(stream.read()));
}

it("draws a bar where it is known how much is done", async () => {
  expect(await shown([["12/40 users", 12 / 40]])).toContain("██████░░░░░░░░░░░░░░ 12/40 users");
});

it("draws none where it is not", async () => {
  expect(await shown([["waiting"]])).toMatch(/ waiting/);
  expect(await shown([["waiting"]])).not.toMatch(/[█░]/);
});

it("keeps to one line, and to the ends of the bar", async () => {
  expect(await shown([["x".repeat(200), 7]], 40)).not.toMatch(/x{40}/);
  expect(await shown([["all", 7]])).toContain("████████████████████ all");
});

it("writes nothing but notes where there is no terminal", async () => {
  const io = fakeIo();
  const progress = await terminalProgress(io.stderr, process.stderr);
  progress.update("12/40 users", 0.3);
  progress.note("a note");
  expect(io.written.stderr).toBe("a note\n");
});

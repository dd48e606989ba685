import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { terminalProgress } from "../../src/system/progress.ts";
import type { Progress } from "../../src/ports/progress.ts";
import { type FakeClock, fakeClock } from "../fakes/clock.ts";
import { fakeIo } from "../fakes/io.ts";

/** What a terminal of so many columns shows of these updates. */
async function shown(updates: readonly (readonly [text: string, share?: number])[], columns = 80, clock = fakeClock()): Promise<string> {
  const update = (progress: Progress): void => {
    for (const [text, share] of updates) {
      progress.update(text, share);
      clock.advance(10_000);
    }
  };
  return await drawnBy(clock, update, columns);
}

/** What a terminal shows of some work. */
async function drawnBy(clock: FakeClock, work: (progress: Progress) => void, columns = 80): Promise<string> {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the spinner uses of a terminal
  const progress = await terminalProgress(fakeIo({ terminal: true, columns }).stderr, stream as unknown as NodeJS.WriteStream, clock);
  work(progress);
  const last = stream.read();
  progress.stop();
  return stripVTControlCharacters(`${String(last)}${String(stream.read())}`);
}

it("a bar is drawn where the share done is known", async () => {
  expect(await shown([["12/40 users", 12 / 40]])).toContain("██████░░░░░░░░░░░░░░ 12/40 users");
});

it("no bar is drawn where it is unknown", async () => {
  expect(await shown([["waiting"]])).toMatch(/ waiting/);
  expect(await shown([["waiting"]])).not.toMatch(/[█░]/);
});

it("a bar stays on one line, and within its ends", async () => {
  expect(await shown([["x".repeat(200), 7]], 40)).not.toMatch(/x{40}/);
  expect(await shown([["all", 7]])).toContain("████████████████████ all");
});

it("only notes are written where there is no terminal", async () => {
  const io = fakeIo();
  const progress = await terminalProgress(io.stderr, process.stderr, fakeClock());
  progress.update("12/40 users", 0.3);
  progress.note("a note");
  expect(io.written.stderr).toBe("a note\n");
});

it("the remaining time is shown once the pace is known", async () => {
  expect(
    await shown([
      ["0/40", 0],
      ["1/40", 1 / 40],
    ]),
  ).toContain("1/40, about 6m 30s left");
  expect(await shown([["0/40", 0]])).not.toContain("left");
});

it("work that restarts counts as other work, and finished work stays finished", async () => {
  expect(
    await shown([
      ["30/40", 0.75],
      ["0/10", 0],
    ]),
  ).not.toMatch(/0\/10, about/);
  expect(
    await shown([
      ["0/40", 0],
      ["40/40", 1],
    ]),
  ).not.toContain("left");
});

it("progress is a line now and then where the terminal cannot draw over lines", async () => {
  const [io, clock] = [fakeIo({ terminal: true, plain: true }), fakeClock()];
  const progress = await terminalProgress(io.stderr, process.stderr, clock);
  for (const text of ["1/40", "2/40", "2/40"]) {
    progress.update(text, 0.1);
    clock.advance(6_000);
  }
  progress.update("3/40", 0.1);
  expect(io.written.stderr).toBe("1/40\n2/40\n");
});

it("bar and remaining time are of all parts of the work together, also of those that begin later", async () => {
  const clock = fakeClock();
  const text = await drawnBy(clock, (progress) => {
    const [servers, stops] = [progress.part?.(20), progress.part?.(10)];
    for (let done = 0; done <= 20; done += 1) {
      servers?.update(done, `${done}/20 servers`);
      clock.advance(1_000);
    }
    stops?.resize(20);
    stops?.update(4, "4/20 apps");
  });
  expect(text).toContain("██████░░░░░░░░░░░░░░ 10/20 servers, about 20s left");
  expect(text).toMatch(/████████████░{8} 4\/20 apps, about \d+s left/);
});

it("the remaining time follows the pace of the last minute: of calls that are throttled after a while", async () => {
  const clock = fakeClock();
  const text = await drawnBy(clock, (progress) => {
    const part = progress.part?.(1_000);
    for (let done = 0; done <= 500; done += 100) {
      part?.update(done, `${done}/1000`);
      clock.advance(1_000);
    }
    for (let done = 501; done <= 520; done += 1) {
      clock.advance(10_000);
      part?.update(done, `${done}/1000`);
    }
  });
  expect(text).toContain("520/1000, about 1h 20m left");
});

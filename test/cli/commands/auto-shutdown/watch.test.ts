import { describe, expect, it } from "vitest";
import { watch, watched } from "../../../../src/cli/commands/auto-shutdown/watch.ts";
import { commandList } from "../../../../src/cli/commands/command-list.ts";
import type { Context } from "../../../../src/cli/context.ts";
import type { OutputFormat } from "../../../../src/cli/globals.ts";
import { parseCommandLine } from "../../../../src/cli/program.ts";
import { type Result, rows } from "../../../../src/cli/result.ts";
import { StudioctlError } from "../../../../src/core/errors.ts";
import { fakeClock } from "../../../fakes/clock.ts";
import { fakeIo } from "../../../fakes/io.ts";

const minute = 60_000;
const interrupted = new StudioctlError("interrupted", "interrupted");

/** A watch of sweeps that do what they are told, one after another; Ctrl-C comes while waiting after the last. */
async function watching(sweeps: readonly (Result | Error | ((stop: () => void) => Result))[], output: OutputFormat = "tsv") {
  const io = fakeIo();
  const stop = new AbortController();
  const clock = fakeClock("2026-03-02T12:00:00Z");
  const parsed = await parseCommandLine(["auto-shutdown", "plan", "-o", output], commandList, "0");
  if ("help" in parsed) throw new Error(parsed.help);
  const opened: AbortSignal[] = [];
  let closed = 0;
  let done = 0;
  const sleep: typeof clock.sleep = async (milliseconds, signal) => {
    if (done === sweeps.length) stop.abort(interrupted);
    await clock.sleep(milliseconds, signal);
  };
  const context = { ...parsed, io, signal: stop.signal, clock: { ...clock, sleep } };
  const renewed = (signal: AbortSignal): Context => {
    opened.push(signal);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a sweep here asks its context for nothing
    return {
      ...context,
      leftOut: new Map<string, string>(),
      answers: [] as string[],
      close: async () => void (closed += 1),
    } as unknown as Context;
  };
  const ended = watch({ ...context, renewed }, 15 * minute, async () => {
    const next = sweeps[done];
    done += 1;
    if (next instanceof Error || next === undefined) throw next;
    return typeof next === "function" ? next(() => stop.abort(interrupted)) : next;
  });
  const result = await ended.catch((error: unknown) => error);
  return { result, ...io.written, opened, closed: () => closed, done: () => done };
}

const found = (App: string): Result =>
  rows([{ App }], [{ header: "APP", value: (row) => row.App }], { document: { App }, name: () => undefined, empty: "" });

describe("a watch", () => {
  it("shows every sweep under its number and time, and ends with 0 between two", async () => {
    const { result, stdout, stderr } = await watching([found("one"), found("two")]);
    expect(stdout).toBe("one\ntwo\n");
    expect(stderr).toBe("sweep 1, 2026-03-02T12:00:00.000Z\n\nsweep 2, 2026-03-02T12:15:00.000Z\n");
    expect(result).toEqual({ kind: "nothing", exitCode: 0 });
  });

  it("gives each sweep a context of its own, and ends that with it", async () => {
    const { opened, closed } = await watching([found("one"), found("two"), found("three")]);
    expect(new Set(opened).size).toBe(3);
    expect(closed()).toBeGreaterThanOrEqual(3);
  });

  it("shows what was done by a sweep that is interrupted, and ends with 130", async () => {
    const { result, stdout, opened } = await watching([
      (stop) => {
        stop();
        return { ...found("half"), exitCode: 130 };
      },
      found("never"),
    ]);
    expect([stdout, result]).toEqual(["half\n", { kind: "nothing", exitCode: 130 }]);
    expect(opened.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("ends with 0 where Ctrl-C comes when a sweep is over already", async () => {
    const { result, stdout } = await watching([
      (stop) => {
        stop();
        return found("whole");
      },
      found("never"),
    ]);
    expect([stdout, result]).toEqual(["whole\n", { kind: "nothing", exitCode: 0 }]);
  });

  it("reports a sweep that fails and continues", async () => {
    const { stdout, stderr } = await watching([found("one"), new StudioctlError("no-credentials", "they have expired"), found("three")]);
    expect(stdout).toBe("one\nthree\n");
    expect(stderr).toContain("error: they have expired\n");
  });

  it.each(["usage", "no-credentials", "declined"] as const)("ends with the first sweep where waiting mends nothing: %s", async (code) => {
    const { result, done } = await watching([new StudioctlError(code, "no"), found("never")]);
    expect([result, done()]).toMatchObject([{ code }, 1]);
  });

  it("writes one report a line with jsonl, errors too", async () => {
    const { stdout, stderr } = await watching([found("one"), new StudioctlError("throttled", "too much"), found("three")], "jsonl");
    expect(stdout).toBe('{"App":"one"}\n{"App":"three"}\n');
    expect(stderr).toContain('{"Error":{"Code":"throttled","Message":"too much"}}\n');
  });

  it("writes a YAML document for each sweep", async () => {
    expect((await watching([found("one"), found("two")], "yaml")).stdout).toBe("---\nApp: one\n---\nApp: two\n");
  });

  it.each(["exitCode", "strict"] as const)("takes no flag that is about its exit code: %s", async (flag) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- refused before the context is looked at
    const refused = watched({} as Context, { watch: minute, exitCode: false, strict: false, [flag]: true }, async () => found(""));
    await expect(refused).rejects.toMatchObject({ code: "usage" });
  });
});

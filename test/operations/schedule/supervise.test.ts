import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { supervise } from "../../../src/operations/schedule/supervise.ts";
import type { CommandEnd, ScheduledCommand } from "../../../src/ports/scheduler.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLastRuns } from "../../fakes/scheduler.ts";

const run = { name: "night", log: "/var/night.log", words: ["auto-shutdown", "run", "--yes", "--endpoint-url", "https://me:hush@host"] };
const installed = { InstalledAt: new Date("2026-03-01T00:00:00Z") };

/** A command that writes these lines, takes two minutes, and ends so. */
function world(lines: readonly (readonly ["stdout" | "stderr", string])[], end: CommandEnd | Error) {
  const clock = fakeClock("2026-03-02T12:00:00Z");
  const lastRuns = fakeLastRuns({ "/var/night.log night": installed });
  const logged: string[] = [];
  const command: ScheduledCommand = {
    pid: 77,
    async run(_words, onLine) {
      for (const [stream, line] of lines) await onLine(stream, line);
      clock.advance(120_000);
      if (end instanceof Error) throw end;
      return end;
    },
  };
  const log = { add: async (line: string) => void logged.push(line), close: async (line: string) => void logged.push(line) };
  const supervised = (over = {}) => supervise({ command, log, lastRuns, clock, ...over }, run, new AbortController().signal);
  return { clock, lastRuns, logged, supervised };
}

it("every line of a run is logged with the time, between its start and its end, and a run without errors prints nothing", async () => {
  const { logged, supervised, lastRuns } = world(
    [
      ["stdout", "alice/x stopped"],
      ["stderr", "1 app, 1 stopped"],
    ],
    { exitCode: 0 },
  );
  expect(await supervised()).toEqual({ exitCode: 0, heard: [] });
  expect(logged).toEqual([
    "2026-03-02T12:00:00Z started: auto-shutdown run --yes --endpoint-url https://[secret]@host",
    "2026-03-02T12:00:00Z alice/x stopped",
    "2026-03-02T12:00:00Z 1 app, 1 stopped",
    "2026-03-02T12:02:00Z ended: exit 0 after 2m",
  ]);
  expect(lastRuns.written).toEqual([
    { ...installed, StartedAt: new Date("2026-03-02T12:00:00Z"), Pid: 77 },
    {
      ...installed,
      StartedAt: new Date("2026-03-02T12:00:00Z"),
      FinishedAt: new Date("2026-03-02T12:02:00Z"),
      ExitCode: 0,
      Message: "1 app, 1 stopped",
    },
  ]);
});

describe("a run that fails", () => {
  it("prints its errors first, then its output, and where all of it is; its exit code is passed on", async () => {
    const { supervised, lastRuns, logged } = world(
      [
        ["stdout", "alice/x failed"],
        ["stderr", "note: a"],
        ["stderr", "error: no AWS credentials found"],
        ["stderr", "fix: run: aws sso login"],
      ],
      { exitCode: 4 },
    );
    const { exitCode, heard } = await supervised();
    expect(exitCode).toBe(4);
    expect(heard).toEqual([
      "note: a",
      "error: no AWS credentials found",
      "fix: run: aws sso login",
      "alice/x failed",
      'studioctl: schedule "night": exit 4 after 2m: no AWS credentials found; all of it: /var/night.log',
    ]);
    expect(logged.at(-1)).toBe("2026-03-02T12:02:00Z ended: exit 4 after 2m: no AWS credentials found");
    expect(lastRuns.kept.get("/var/night.log night")).toMatchObject({ ExitCode: 4, Message: "no AWS credentials found" });
  });

  it("in part shows the last line of stderr, where there is no error", async () => {
    const { supervised, lastRuns } = world(
      [
        ["stderr", "3 apps, 1 failed"],
        ["stderr", ""],
      ],
      { exitCode: 3 },
    );
    expect((await supervised()).exitCode).toBe(3);
    expect(lastRuns.written.at(-1)).toMatchObject({ ExitCode: 3, Message: "3 apps, 1 failed" });
  });

  it.each([
    [{ signal: "SIGKILL" }, "killed by SIGKILL"],
    [new StudioctlError("failed", "/usr/bin/node could not be run"), "not started"],
    [new TypeError("odd"), "not started"],
  ])("is recorded and printed, and never exits 0, where the output does not end by itself: %s", async (end, said) => {
    const { supervised, lastRuns, logged } = world([], end);
    expect(await supervised()).toMatchObject({ exitCode: 1, heard: [expect.stringContaining(said)] });
    expect(logged.at(-1)).toContain(`ended: ${said}`);
    expect(lastRuns.written.at(-1)).toHaveProperty("FinishedAt");
    expect(lastRuns.written.at(-1)).not.toHaveProperty("ExitCode");
  });

  it("mails a bounded part of its output, and keeps a message of one line", async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => ["stdout", `row ${i}`] as const);
    const { supervised, lastRuns, logged } = world([...lines, ["stderr", `error: ${"x".repeat(5_000)}`]], { exitCode: 1 });
    const { heard } = await supervised();
    expect(heard.length).toBeLessThan(250);
    expect(logged).toHaveLength(5_003);
    expect(lastRuns.written.at(-1)?.Message?.length).toBeLessThanOrEqual(201);
  });
});

const full = () => Promise.reject(new Error("ENOSPC: no space left on device"));

it("a run starts although its log or its record cannot be written, and says so once", async () => {
  const { supervised } = world(
    [
      ["stdout", "a"],
      ["stdout", "b"],
    ],
    { exitCode: 0 },
  );
  const { exitCode, heard } = await supervised({ log: { add: full, close: full }, lastRuns: { read: async () => undefined, write: full } });
  expect(exitCode).toBe(0);
  expect(heard).toEqual([
    "warning: the result of this run cannot be kept (ENOSPC: no space left on device)",
    "warning: the log /var/night.log cannot be written (ENOSPC: no space left on device)",
  ]);
});

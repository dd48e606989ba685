import { expect, it } from "vitest";
import { type Circumstances, healthOf, type InstalledEntry, type LastRun } from "../../../src/core/schedule/health.ts";
import { intervalOf } from "../../../src/core/schedule/entry.ts";

const now = new Date("2026-03-02T12:00:00Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const entry: InstalledEntry = {
  name: "default",
  kind: "cron",
  interval: intervalOf(15 * 60_000),
  program: ["/usr/bin/node", "/opt/studioctl.js"],
  words: ["auto-shutdown", "run"],
  log: "/var/x.log",
};

const health = (lastRun: LastRun | undefined, over: Partial<Circumstances> = {}, differences: Partial<InstalledEntry> = {}) =>
  healthOf({ ...entry, ...differences }, { lastRun, active: true, exists: () => true, now, ...over });

it.each([
  ["worked", { StartedAt: before(5), FinishedAt: before(4), ExitCode: 0 }, "4m ago"],
  [
    "partly failed",
    { StartedAt: before(5), FinishedAt: before(4), ExitCode: 3, Message: "3 apps, 1 failed" },
    "4m ago, exit 3: 3 apps, 1 failed",
  ],
  [
    "failed",
    { StartedAt: before(5), FinishedAt: before(4), ExitCode: 4, Message: "no AWS credentials found" },
    "4m ago, exit 4: no AWS credentials found",
  ],
  ["failed", { StartedAt: before(5), FinishedAt: before(4), Message: "x" }, "4m ago, ended by a signal: x"],
  ["failed", { StartedAt: before(5), Pid: 7, Alive: false }, "the run that began 5m ago was killed"],
  ["running", { StartedAt: before(5), Pid: 7, Alive: true }, "since 5m ago (process 7)"],
  ["never ran", { InstalledAt: before(5) }, "installed 5m ago"],
  ["overdue", { InstalledAt: before(36) }, "installed 36m ago, and nothing since"],
  [
    "overdue",
    { InstalledAt: before(500), StartedAt: before(36), FinishedAt: before(35), ExitCode: 0 },
    "last run 36m ago, and nothing since",
  ],
  ["worked", { InstalledAt: before(500), StartedAt: before(34), FinishedAt: before(33), ExitCode: 0 }, "33m ago"],
  ["unknown", undefined, "there is no record of a run beside /var/x.log"],
] as const)("a schedule is %s after %j", (result, lastRun, detail) => {
  expect(health(lastRun)).toMatchObject({ result, detail });
});

it("a run that found another one active says so, although it did not fail", () => {
  const Message = "another run is active on 123456789012/us-east-1: nothing was done here";
  expect(health({ ...worked, Message })).toEqual({ result: "worked", detail: `4m ago: ${Message}` });
});

const worked = { StartedAt: before(5), FinishedAt: before(4), ExitCode: 0 };

it("a missing program is reported first, with how to install it again", () => {
  expect(health(worked, { exists: (path) => path !== "/opt/studioctl.js" })).toEqual({
    result: "program missing",
    detail: "/opt/studioctl.js is not there: no run can start",
    fix: "install it again: studioctl auto-shutdown schedule install --every 15m and its other flags",
  });
});

it("health reports a timer that is not enabled, an entry of an early version, and the log of a failure", () => {
  expect(health(worked, { active: false }, { kind: "systemd", name: "night" })).toMatchObject({
    result: "inactive",
    fix: expect.stringContaining("--kind systemd --name night"),
  });
  expect(health(worked, {}, { log: undefined })).toMatchObject({ result: "unknown" });
  expect(health({ ...worked, ExitCode: 1 })).toMatchObject({ fix: "tail /var/x.log" });
});

it("health names what wakes the scheduler that has not run the entry", () => {
  const late = { InstalledAt: before(500) };
  expect(health(late).fix).toContain("cron");
  expect(health(late, {}, { kind: "systemd" }).fix).toMatch(/systemctl --user status.*enable-linger/);
  expect(health(late, {}, { interval: undefined })).toMatchObject({ result: "never ran" });
});

import { describe, expect, it } from "vitest";
import type { Logs } from "../../../../src/ports/logs.ts";
import { fakeLogs } from "../../../fakes/logs.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { gateway, studioctl } from "../../run.ts";

const stream = "d-1/alice/KernelGateway/fit";
const lines = {
  [stream]: [
    ["2026-03-02T11:58:00Z", "kernel died"],
    ["2026-03-02T09:00:00Z", "started"],
  ],
  [`${stream}/LifecycleConfigOnStart`]: [["2026-03-02T08:59:00Z", "set up"]],
} as const;
const studio = () => fakeStudio({ domains: [{ DomainId: "d-1" }], apps: [gateway("fit", { Status: "Failed" })] });
const failed = () =>
  fakeStudio({
    domains: [{ DomainId: "d-1" }],
    apps: [{ ...gateway("fit", { Status: "Failed" }), FailureReason: "LifecycleConfig failed" }],
  });
const world = () => ({ studio: studio(), logs: fakeLogs(lines) });

describe("app logs", () => {
  it("shows time and text, oldest first, and what the lifecycle config wrote", async () => {
    expect(await studioctl("app logs fit", world())).toMatchObject({
      code: 0,
      stdout: "2026-03-02T08:59:00Z\t[lifecycle config] set up\n2026-03-02T09:00:00Z\tstarted\n2026-03-02T11:58:00Z\tkernel died\n",
    });
  });

  it("limits by number or by time", async () => {
    expect(await studioctl("app logs fit --lines 1", world())).toMatchObject({ stdout: expect.not.stringContaining("started") });
    expect(await studioctl("app logs fit --since 1h", world())).toMatchObject({ stdout: "2026-03-02T11:58:00Z\tkernel died\n" });
  });

  it("has the service's names in json", async () => {
    const { stdout } = await studioctl("app logs fit --since 1h -o json", world());
    expect(JSON.parse(stdout)).toEqual([{ timestamp: "2026-03-02T11:58:00.000Z", message: "kernel died", logStreamName: stream }]);
  });

  it("app logs names the log streams if they are empty", async () => {
    expect(await studioctl("app logs fit", { studio: studio() })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining(`${stream} in /aws/sagemaker/studio`),
    });
  });

  it("follows until Ctrl-C, which ends it with 0", async () => {
    const logs = fakeLogs(lines);
    const interrupt = new AbortController();
    let rounds = 0;
    const told: Logs = {
      ...logs,
      since(...args) {
        rounds += 1;
        if (rounds === 1) logs.write(stream, "2026-03-02T12:00:01Z", "one more");
        if (rounds === 3) interrupt.abort(new Error("interrupted"));
        return logs.since(...args);
      },
    };
    const ran = await studioctl("app logs fit --follow", { studio: studio(), logs: told, signal: interrupt.signal });
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/kernel died\n.*one more\n$/) });
  });

  it.each(["json", "yaml"])("does not follow as one %s document", async (format) => {
    expect(await studioctl(`app logs fit -f -o ${format}`, world())).toMatchObject({
      code: 2,
      error: { fix: expect.stringContaining("jsonl") },
    });
  });
});

describe("app why", () => {
  it("shows status, cause, fix and the last lines", async () => {
    const { stdout } = await studioctl("app why fit --lines 1", { studio: failed(), logs: fakeLogs(lines) });
    expect(stdout).toMatch(/Status +Failed\n/);
    expect(stdout).toMatch(/Cause +its lifecycle config failed.*set up\n/);
    expect(stdout).toMatch(/Fix +AWS no longer starts Studio Classic apps; use a space: studioctl space create/);
    expect(stdout).toMatch(/Log +\[lifecycle config\] set up\n +kernel died\n/);
  });

  it("gives scripts the app, the diagnosis and the lines", async () => {
    const { stdout } = await studioctl("app why fit -o json", { studio: failed(), logs: fakeLogs(lines) });
    expect(JSON.parse(stdout)).toMatchObject({
      AppName: "fit",
      Diagnosis: { Cause: expect.any(String), Fix: expect.any(String) },
      Logs: { length: 3 },
    });
  });

  it("app why works without an unreadable log", async () => {
    expect(await studioctl("app why fit", { studio: failed(), logs: fakeLogs(lines, { denied: true }) })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Cause/),
      stderr: expect.stringContaining("not allowed to read logs"),
    });
  });
});

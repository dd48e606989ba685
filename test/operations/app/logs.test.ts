import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { appLines, appStreams, follow } from "../../../src/operations/app/logs.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { explainApp } from "../../../src/operations/app/why.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLogs } from "../../fakes/logs.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const app: App = {
  DomainId: "d-1",
  UserProfileName: "ben",
  AppType: "KernelGateway",
  AppName: "fit",
  Status: "Failed",
  CreationTime: new Date("2026-03-02T11:00:00Z"),
};
const stream = "d-1/ben/KernelGateway/fit";
const script = `${stream}/LifecycleConfigOnStart`;
const logs = fakeLogs({
  [stream]: [
    ["2026-03-02T11:58:00Z", "two"],
    ["2026-03-02T11:57:00Z", "one"],
  ],
  [script]: [["2026-03-02T11:56:00Z", "set up"]],
  [`${stream}-2`]: [["2026-03-02T11:56:00Z", "another app's"]],
});
const messages = (lines: readonly { readonly message: string }[]): string[] => lines.map(({ message }) => message);

describe("the lines of an app", () => {
  it("are its own and its lifecycle config's, in the order of time", async () => {
    expect(messages(await appLines(logs, await appStreams(logs, app), { lines: 10 }))).toEqual(["set up", "one", "two"]);
  });

  it("are the last of each stream, or all from a moment on", async () => {
    const streams = await appStreams(logs, app);
    expect(messages(await appLines(logs, streams, { lines: 1 }))).toEqual(["set up", "two"]);
    expect(messages(await appLines(logs, streams, { lines: 1, from: new Date("2026-03-02T11:57:00Z") }))).toEqual(["one", "two"]);
  });

  it("are none where there is no log group, and no stream", async () => {
    expect(await appStreams(fakeLogs(), app)).toEqual([]);
    expect(await appLines(logs, [], { lines: 10 })).toEqual([]);
  });
});

it("following shows each line once as it comes, also one that is written again in the same millisecond, until the signal", async () => {
  const written = fakeLogs({ [stream]: [["2026-03-02T11:59:59Z", "first"]] });
  const clock = fakeClock("2026-03-02T12:00:00Z");
  const interrupt = new AbortController();
  const shown = await appLines(written, [stream], { lines: 10 });
  written.write(stream, "2026-03-02T11:59:59Z", "first");
  const seen: string[][] = [];
  const following = async (): Promise<void> => {
    for await (const lines of follow({ logs: written, clock, signal: interrupt.signal }, app, shown)) {
      seen.push(messages(lines));
      if (seen.length === 1) written.write(script, "2026-03-02T12:00:03Z", "late script");
      if (seen.length === 2) written.write(stream, "2026-03-02T12:00:01Z", "came late");
      if (seen.length === 3) interrupt.abort(new Error("enough"));
    }
  };
  await expect(following()).rejects.toThrow("enough");
  expect(seen).toEqual([["first"], ["late script"], ["came late"]]);
});

it("following waits for an app that has not written yet", async () => {
  const written = fakeLogs();
  const clock = fakeClock("2026-03-02T12:00:00Z");
  const lines = follow({ logs: written, clock, signal: new AbortController().signal }, app, [])[Symbol.asyncIterator]();
  const next = lines.next();
  written.write(stream, "2026-03-02T12:00:01Z", "hello");
  expect((await next).value).toMatchObject([{ message: "hello" }]);
});

describe("the explanation of an app", () => {
  const studio = fakeStudio({ apps: [{ ...app, FailureReason: "InternalFailure" }] });
  const clock = fakeClock();

  it("takes in the last lines of its log", async () => {
    const { diagnosis, lines } = await explainApp(
      { studio, logs: fakeLogs({ [stream]: [["2026-03-02T11:58:00Z", "exec /x: exec format error"]] }), clock },
      app,
      5,
    );
    expect(diagnosis.Cause).toContain("x86_64");
    expect(messages(lines)).toEqual(["exec /x: exec format error"]);
  });

  it("does without a log that may not be read, and says so", async () => {
    expect(await explainApp({ studio, logs: fakeLogs({ [stream]: [] }, { denied: true }), clock }, app, 5)).toMatchObject({
      diagnosis: { Cause: "InternalFailure" },
      lines: [],
      unread: "not allowed to read logs",
    });
  });

  it.each([
    [
      "is out of reach",
      () => Promise.reject(new StudioctlError("unavailable", "cannot reach CloudWatch Logs")),
      "cannot reach CloudWatch Logs",
    ],
    ["hangs", () => new Promise<never>(() => {}), "no answer within 5 s"],
  ])("does without a log service that %s, and says so", async (_what, tail, unread) => {
    const logs = { ...fakeLogs({ [stream]: [] }), tail };
    expect(await explainApp({ studio, logs, clock }, app, 5)).toMatchObject({ diagnosis: { Cause: "InternalFailure" }, lines: [], unread });
  });

  it("needs credentials that are valid for its log too", async () => {
    const expired = new StudioctlError("no-credentials", "the AWS credentials have expired");
    const logs = { ...fakeLogs({ [stream]: [] }), tail: () => Promise.reject(expired) };
    await expect(explainApp({ studio, logs, clock }, app, 5)).rejects.toBe(expired);
  });
});

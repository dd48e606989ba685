import { expect, it } from "vitest";
import { type App, type AppStatus, appReference } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { stopApps } from "../../../src/operations/app/stop.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const app = (AppName: string, Status: AppStatus = "InService", DomainId = "d-1"): App => ({
  DomainId,
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status,
  CreationTime: new Date("2026-03-01T00:00:00Z"),
});
const waiting = { timeoutMs: 60_000 };
const stop = (studio: FakeStudio, apps: readonly App[], how: { timeoutMs: number; signal?: AbortSignal } | undefined = waiting) =>
  stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps, how);

it("stopping deletes each app and waits until all that is listed is deleted", async () => {
  const apps = [app("one"), app("two", "Pending")];
  const studio = fakeStudio({ apps });
  const outcomes = await stop(studio, apps);
  expect(outcomes.map(({ result }) => result)).toEqual(["stopped", "stopped"]);
  expect(studio.subjects("deleteApp")).toEqual(apps.map(appReference));
});

it("stopping without waiting returns what the service accepted", async () => {
  const apps = [app("one")];
  const studio = fakeStudio({ apps });
  const outcomes = await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps, undefined);
  expect(outcomes).toMatchObject([{ result: "stopping", reason: "delete accepted" }]);
  expect(studio.count("listApps")).toBe(0);
});

it.each<AppStatus>(["Failed", "Deleting", "Deleted"])("an app that is %s is reported and left alone", async (status) => {
  const studio = fakeStudio({ apps: [app("one", status)] });
  expect(await stop(studio, [app("one", status)])).toMatchObject([{ result: "skipped", reason: `it is ${status}` }]);
  expect(studio.calls).toEqual([]);
});

it("one failure leaves the others alone", async () => {
  const apps = [app("one"), app("two"), app("three")];
  const studio = fakeStudio({ apps });
  studio.fail("deleteApp", "two", new StudioctlError("denied", "not allowed to delete"));
  const outcomes = await stop(studio, apps);
  expect(outcomes.map(({ result, reason }) => [result, reason])).toEqual([
    ["stopped", "deleted"],
    ["failed", "not allowed to delete"],
    ["stopped", "deleted"],
  ]);
});

it("an app that somebody else deleted meanwhile is not a failure", async () => {
  const studio = fakeStudio();
  expect(await stop(studio, [app("one")])).toMatchObject([{ result: "skipped", reason: "it no longer exists" }]);
});

it("an app whose deletion ended as Failed is reported as failed", async () => {
  const apps = [app("one")];
  const [outcome] = await stop(fakeStudio({ apps, endsAs: "Failed" }), apps);
  expect(outcome).toMatchObject({ result: "failed", timedOut: false, reason: expect.stringContaining("the app is Failed") });
});

it("waiting lists each domain once a round, for any number of its apps", async () => {
  const apps = [app("one"), app("two"), app("three", "InService", "d-2")];
  const studio = fakeStudio({ apps });
  await stop(studio, apps);
  const listed = studio.subjects("listApps");
  const looks = listed.filter((filter) => filter.includes("d-2")).length;
  expect(looks).toBeGreaterThan(0);
  expect(listed.filter((filter) => filter.includes("d-1")).length).toBeLessThanOrEqual(looks + 1);
});

it("waiting ends when an app is not gone in time", async () => {
  const apps = [app("one")];
  const studio = fakeStudio({ apps, endsAs: "Deleting" });
  const [outcome] = await stop(studio, apps);
  expect(outcome).toMatchObject({ result: "failed", timedOut: true, reason: expect.stringContaining("after 1m") });
});

it("an interrupted stop deletes no more apps", async () => {
  const studio = fakeStudio({ apps: [app("one")] });
  const signal = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
  await expect(stop(studio, [app("one")], { ...waiting, signal })).rejects.toMatchObject({ code: "interrupted" });
  expect(studio.calls).toEqual([]);
});

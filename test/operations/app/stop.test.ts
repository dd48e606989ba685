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

it("deletes each app and waits until none is listed as anything but deleted", async () => {
  const apps = [app("one"), app("two", "Pending")];
  const studio = fakeStudio({ apps });
  const outcomes = await stop(studio, apps);
  expect(outcomes.map(({ result }) => result)).toEqual(["stopped", "stopped"]);
  expect(studio.subjects("deleteApp")).toEqual(apps.map(appReference));
});

it("without waiting tells what the service accepted", async () => {
  const apps = [app("one")];
  const studio = fakeStudio({ apps });
  const outcomes = await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps, undefined);
  expect(outcomes).toMatchObject([{ result: "stopping", reason: "delete accepted" }]);
  expect(studio.count("listApps")).toBe(0);
});

it.each<AppStatus>(["Failed", "Deleting", "Deleted"])("reports an app that is %s and leaves it alone", async (status) => {
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

it("an app that somebody else deleted meanwhile is no failure", async () => {
  const studio = fakeStudio();
  expect(await stop(studio, [app("one")])).toMatchObject([{ result: "skipped", reason: "it no longer exists" }]);
});

it("says of an app whose deletion ended as Failed that it failed", async () => {
  const apps = [app("one")];
  const [outcome] = await stop(fakeStudio({ apps, endsAs: "Failed" }), apps);
  expect(outcome).toMatchObject({ result: "failed", timedOut: false, reason: expect.stringContaining("the app is Failed") });
});

it("lists each domain once a look, however many of its apps are waited for", async () => {
  const apps = [app("one"), app("two"), app("three", "InService", "d-2")];
  const studio = fakeStudio({ apps });
  await stop(studio, apps);
  const listed = studio.subjects("listApps");
  const looks = listed.filter((filter) => filter.includes("d-2")).length;
  expect(looks).toBeGreaterThan(0);
  expect(listed.filter((filter) => filter.includes("d-1")).length).toBeLessThanOrEqual(looks + 1);
});

it("gives up when an app is not gone in time", async () => {
  const apps = [app("one")];
  const studio = fakeStudio({ apps, endsAs: "Deleting" });
  const [outcome] = await stop(studio, apps);
  expect(outcome).toMatchObject({ result: "failed", timedOut: true, reason: expect.stringContaining("after 1m") });
});

it("once interrupted deletes nothing more", async () => {
  const studio = fakeStudio({ apps: [app("one")] });
  const signal = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
  await expect(stop(studio, [app("one")], { ...waiting, signal })).rejects.toMatchObject({ code: "interrupted" });
  expect(studio.calls).toEqual([]);
});

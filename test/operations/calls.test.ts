import { describe, expect, it } from "vitest";
import { type App, appReference } from "../../src/core/app/app.ts";
import { parseAppReference } from "../../src/core/reference.ts";
import { findAllReferenced, findReferenced } from "../../src/operations/app/find.ts";
import { keepApp } from "../../src/operations/app/keep.ts";
import { stopApps } from "../../src/operations/app/stop.ts";
import { createUserProfiles } from "../../src/operations/profile/create.ts";
import { applySweep } from "../../src/operations/sweep/apply.ts";
import { requireOwners } from "../../src/operations/sweep/scope.ts";
import { listSpaces } from "../../src/operations/sweep/servers.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import { fakeClock } from "../fakes/clock.ts";
import { requestsOf } from "../fakes/requests.ts";
import { fakeStudio } from "../fakes/studio.ts";
import { classic, kernel, server, world } from "./sweep/sweep.ts";

/*
 * How many requests the operations need in a small and in a large account, pages of lists counted. What is listed once for the work itself
 * grows by pages of a hundred; nothing else may grow.
 */

const sizes = [
  { users: 100, pages: 3 },
  { users: 1_000, pages: 30 },
] as const;
const usersOf = (count: number) => Array.from({ length: count }, (_, at) => `user-${at}`);
/** Three apps for each user. */
const appsOf = (count: number): App[] => usersOf(count).flatMap((user) => [server(user), classic(user, "a"), classic(user, "b")]);
const waiting = { timeoutMs: 600_000 };

describe.each(sizes)("with $users users", ({ users, pages }) => {
  it("the end of one stopped app is read from its owner's apps", async () => {
    const apps = appsOf(users);
    const { studio, counts } = requestsOf(fakeStudio({ apps }));
    await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps.slice(1, 2), waiting);
    expect(counts()).toEqual({ deleteApp: 1, listApps: 2 });
  });

  it("the end of all stopped apps is read from the list of the domain", async () => {
    const apps = appsOf(users);
    const { studio, counts } = requestsOf(fakeStudio({ apps }));
    await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps, waiting);
    expect(counts()).toEqual({ deleteApp: 3 * users, listApps: 2 * pages });
  });

  it("apps of one owner are waited for by one call", async () => {
    const apps = appsOf(users);
    const { studio, counts } = requestsOf(fakeStudio({ apps }));
    await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, apps.slice(0, 3), waiting);
    expect(counts()).toEqual({ deleteApp: 3, listApps: 2 });
  });

  it("a list of unknown length is abandoned once reading it costs more than asking each owner", async () => {
    const apps = appsOf(users);
    const { studio, counts } = requestsOf(fakeStudio({ apps, endsAs: "Deleting" }));
    const stopped = [apps[1], apps[4]].filter((app) => app !== undefined);
    await stopApps({ studio, clock: fakeClock(), progress: silentProgress }, stopped, { timeoutMs: 0 });
    // Two pages of the list, then one call for each owner.
    expect(counts()).toEqual({ deleteApp: 2, listApps: 2 + 2 });
  });

  it("a complete reference takes one DescribeApp, one with an owner one page", async () => {
    for (const [reference, expected] of [
      ["user-7/KernelGateway/b", { describeApp: 1 }],
      ["user-7/b", { listApps: 1 }],
      ["USER-7/KernelGateway/b", { describeApp: 1, listApps: pages }],
      ["unique", { listApps: pages }],
    ] as const) {
      const { studio, counts } = requestsOf(fakeStudio({ apps: [...appsOf(users - 1), classic("user-7", "unique")] }));
      const { app } = await findReferenced({ studio }, "d-one", parseAppReference(reference));
      expect(app).toMatchObject({ UserProfileName: "user-7", Status: "InService" });
      expect(counts()).toEqual(expected);
    }
  });

  it("references that name their owners list these, or all where that is less", async () => {
    const ofSome = appsOf(users).filter(({ AppName }) => AppName === "a");
    for (const [count, expected] of [
      [2, 2],
      [10, 10],
      [users, pages],
    ] as const) {
      const { studio, counts } = requestsOf(fakeStudio({ apps: appsOf(users) }));
      const references = ofSome.slice(0, count).map((app) => parseAppReference(appReference(app)));
      const found = await findAllReferenced({ studio }, "d-one", references, { described: false });
      expect(found.map(({ app }) => app)).toEqual(ofSome.slice(0, count));
      expect(counts()).toEqual({ listApps: expected });
    }
  });

  it("tagging apps by complete references describes each once and lists nothing", async () => {
    const { studio, counts } = requestsOf(fakeStudio({ apps: appsOf(users) }));
    const { app, detail } = await findReferenced({ studio }, "d-one", parseAppReference("user-7/KernelGateway/b"));
    await keepApp({ studio }, detail ?? app, "forever");
    expect(counts()).toEqual({ describeApp: 1, addTags: 1 });
  });

  it("a user named with --user is looked up by name, a wrong name in the whole list", async () => {
    const profiles = usersOf(users).map((UserProfileName) => ({ DomainId: "d-1", UserProfileName }));
    for (const [names, expected] of [
      [["user-7"], 1],
      [["user-7", "user-70"], 2],
      [["USER-7"], 1 + users / 100],
    ] as const) {
      const { studio, counts } = requestsOf(fakeStudio({ profiles }));
      await requireOwners([studio], { domains: ["d-1"], users: names, spaces: [] });
      expect(counts()).toEqual({ listUserProfiles: expected });
    }
    const { studio } = requestsOf(fakeStudio({ profiles }));
    await expect(requireOwners([studio], { domains: ["d-1"], users: ["usr-7"], spaces: [] })).rejects.toMatchObject({
      fix: 'did you mean "user-7"?',
    });
  });

  it("the space of an app is read up to that space, though other names contain its name", async () => {
    const spaces = usersOf(users).map((SpaceName) => ({ DomainId: "d-one", SpaceName }));
    const { studio, counts } = requestsOf(fakeStudio({ spaces }));
    const found = await listSpaces({ studio }, [{ DomainId: "d-one", SpaceName: "user-1" }]);
    expect(found({ DomainId: "d-one", SpaceName: "user-1" })).toMatchObject({ SpaceName: "user-1" });
    expect(counts()).toEqual({ listSpaces: 1 });
  });

  it("one created user profile is waited for by describing it", async () => {
    const profiles = usersOf(users).map((UserProfileName) => ({ DomainId: "d-1", UserProfileName }));
    const { studio, counts } = requestsOf(fakeStudio({ domains: [{ DomainId: "d-1" }], profiles }));
    await createUserProfiles(
      { studio, clock: fakeClock(), progress: silentProgress },
      {
        DomainId: "d-1",
        users: [{ UserProfileName: "new" }],
        ifNotExists: false,
        dryRun: false,
        waiting,
        signal: new AbortController().signal,
      },
    );
    // It is listed once, to find out whether it exists already.
    expect(counts()).toEqual({ describeDomain: 1, listUserProfiles: users / 100, createUserProfile: 1, describeUserProfile: 2 });
  });

  it("a sweep that stops three apps looks at three owners again", async () => {
    const servers = Object.fromEntries(
      usersOf(users).map((user, at) => [
        `${user} JupyterServer`,
        { kernels: [kernel("a", at < 3 ? 120 : 0, at < 3 ? "idle" : "busy"), kernel("b", 0, "busy")] },
      ]),
    );
    const here = world({ apps: appsOf(users) }, servers);
    const { studio, counts } = requestsOf(here.studio);
    const ports = { ...here.ports, regions: here.ports.regions.map((region) => ({ ...region, studio })) };
    const report = await applySweep(ports, await here.planWith(ports), { ...here.work, timeoutMs: waiting.timeoutMs });
    expect(report.Summary.Stopped).toBe(3);
    const { listApps = 0, ...others } = counts();
    expect(others).toEqual({ describeDomain: 1, describeApp: 3, listTags: 2 * 3, deleteApp: 3 });
    // The plan's list, one look at each owner just before the stop, and at most two polls of three calls until the apps are gone.
    expect(listApps).toBeGreaterThan(pages + 3);
    expect(listApps).toBeLessThanOrEqual(pages + 3 + 2 * 3);
  });

  it("apps behind one server share the look at it just before they stop", async () => {
    const idle = usersOf(users / 10);
    const servers = Object.fromEntries(idle.map((user) => [`${user} JupyterServer`, { kernels: [kernel("a", 120), kernel("b", 120)] }]));
    const here = world({ apps: appsOf(users / 10) }, servers);
    const { studio, counts } = requestsOf(here.studio);
    const ports = { ...here.ports, regions: here.ports.regions.map((region) => ({ ...region, studio })) };
    const stops = 2 * idle.length;
    const report = await applySweep(ports, await here.planWith(ports), here.work);
    expect(report.Summary.Stopped).toBe(stops);
    expect(counts()).toMatchObject({ describeApp: stops, listTags: 2 * stops, deleteApp: stops });
    expect(counts().listApps).toBe(Math.ceil((3 * idle.length) / 100) + idle.length);
  });
});

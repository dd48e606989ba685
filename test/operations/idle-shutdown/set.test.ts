import { describe, expect, it } from "vitest";
import type { Domain, IdleSettings, UserSettings } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type IdleRequest, applyIdleShutdown, isUnchanged, planIdleShutdown } from "../../../src/operations/idle-shutdown/set.ts";
import type { Waiting } from "../../../src/operations/waiters.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const siblings = { CustomImages: [{ ImageName: "torch", AppImageConfigName: "torch" }], LifecycleConfigArns: ["arn:lcc"] };
const added = { ImageName: "new", AppImageConfigName: "new" };
const lab = (IdleSettings: IdleSettings, more = {}): UserSettings => ({
  JupyterLabAppSettings: { ...more, AppLifecycleManagement: { IdleSettings } },
});
const inDomain: IdleRequest = {
  DomainId: "d-1",
  owner: undefined,
  type: "JupyterLab",
  change: { LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 120 },
};
const ofAlice: IdleRequest = { ...inDomain, owner: { UserProfileName: "alice" } };
const ofSpace: IdleRequest = { ...inDomain, owner: { SpaceName: "team" }, change: { IdleTimeoutInMinutes: 240 } };

const studioWith = (domain: Partial<Domain> = {}) =>
  fakeStudio({
    domains: [
      {
        DomainId: "d-1",
        DefaultUserSettings: { ExecutionRole: "arn:role", JupyterLabAppSettings: siblings, CodeEditorAppSettings: siblings },
        ...domain,
      },
    ],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: { JupyterLabAppSettings: siblings } }],
    spaces: [
      {
        DomainId: "d-1",
        SpaceName: "team",
        SpaceSettings: { AppType: "JupyterLab", JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.large" } } },
      },
      { DomainId: "d-1", SpaceName: "classic", SpaceSettings: { AppType: "JupyterServer" } },
    ],
  });

async function set(studio: FakeStudio, request: IdleRequest, waiting: Waiting | undefined = { timeoutMs: 60_000 }) {
  const plan = await planIdleShutdown({ studio }, request);
  return await applyIdleShutdown({ clock: fakeClock(), progress: silentProgress }, plan, waiting);
}

/** A domain for which somebody turns it off so many times after it has been written. */
function undoing(times: number): FakeStudio {
  const studio = studioWith();
  let undone = 0;
  studio.when("describeDomain", "", () => {
    if (studio.count("updateDomain") <= undone || undone === times) return;
    undone += 1;
    studio.setDomain("d-1", { DefaultUserSettings: lab({ LifecycleManagement: "DISABLED" }), Status: "InService" });
  });
  return studio;
}

const written = (studio: FakeStudio): unknown[] =>
  (["updateDomain", "updateUserProfile", "updateSpace"] as const)
    .flatMap((method) => studio.subjects(method))
    .map((subject) => JSON.parse(subject));

describe("what is written", () => {
  const after = { LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 120 } as const;

  it("is the whole of that app type's settings with the siblings, and nothing beside it: for a domain", async () => {
    const studio = studioWith();
    expect(await set(studio, inDomain)).toEqual({ Status: "InService", before: {}, after });
    expect(written(studio)).toEqual([{ DomainId: "d-1", DefaultUserSettings: lab(after, siblings) }]);
  });

  it("for a user profile", async () => {
    const studio = studioWith();
    await set(studio, ofAlice);
    expect(written(studio)).toEqual([{ DomainId: "d-1", UserProfileName: "alice", UserSettings: lab(after, siblings) }]);
  });

  it("for a space, without its app type", async () => {
    const studio = studioWith();
    await set(studio, ofSpace);
    const settings = lab({ IdleTimeoutInMinutes: 240 }, { DefaultResourceSpec: { InstanceType: "ml.t3.large" } });
    expect(written(studio)).toEqual([{ DomainId: "d-1", SpaceName: "team", SpaceSettings: settings }]);
  });

  it("is nothing where it is so already", async () => {
    const studio = studioWith({ DefaultUserSettings: lab({ ...after, MaxIdleTimeoutInMinutes: 480 }) });
    expect(isUnchanged(await planIdleShutdown({ studio }, inDomain))).toBe(true);
    await set(studio, inDomain);
    expect(written(studio)).toEqual([]);
  });

  it("keeps what somebody else changed between the plan and the write", async () => {
    const studio = studioWith();
    const plan = await planIdleShutdown({ studio }, inDomain);
    studio.setDomain("d-1", { DefaultUserSettings: { JupyterLabAppSettings: { CustomImages: [added] } } });
    await applyIdleShutdown({ clock: fakeClock(), progress: silentProgress }, plan, { timeoutMs: 60_000 });
    expect(written(studio)).toEqual([{ DomainId: "d-1", DefaultUserSettings: lab(after, { CustomImages: [added] }) }]);
  });
});

describe("somebody else at work at the same time", () => {
  const updating = new StudioctlError("not-ready", "it is in Updating status");

  it("is waited for before the write", async () => {
    const studio = studioWith({ Status: "Updating" });
    let busy = 3;
    studio.when("describeDomain", "", () => studio.setDomain("d-1", { Status: busy-- > 0 ? "Updating" : "InService" }));
    await set(studio, inDomain);
    expect(studio.count("updateDomain")).toBe(1);
    expect(busy).toBeLessThan(0);
  });

  it("is waited for as often as the service answers so: read and written again", async () => {
    const studio = studioWith();
    studio.when("updateDomain", "", () => {
      if (studio.count("updateDomain") < 3) throw updating;
    });
    expect(await set(studio, inDomain)).toMatchObject({ Status: "InService" });
    expect(studio.count("updateDomain")).toBe(3);
  });

  it("that does not end in time leaves nothing written", async () => {
    const studio = studioWith();
    studio.fail("updateDomain", "", updating);
    await expect(set(studio, inDomain)).rejects.toMatchObject({ code: "timeout", why: expect.stringContaining("nothing was written") });
  });

  it("who undoes it is written over", async () => {
    const studio = undoing(1);
    expect(await set(studio, inDomain)).toMatchObject({
      before: { LifecycleManagement: "DISABLED" },
      after: { LifecycleManagement: "ENABLED" },
    });
    expect(studio.count("updateDomain")).toBe(2);
  });

  it("who undoes it again has the last word", async () => {
    const studio = undoing(3);
    await expect(set(studio, inDomain)).rejects.toMatchObject({ code: "in-use", message: "domain d-1 did not keep the new settings" });
    expect(studio.count("updateDomain")).toBe(3);
  });
});

describe("waiting", () => {
  it("ends with the reason of an update that failed", async () => {
    const studio = studioWith();
    studio.when("describeDomain", "", () => {
      if (studio.count("updateDomain") === 1) studio.setDomain("d-1", { Status: "Update_Failed", FailureReason: "no such role" });
    });
    await expect(set(studio, inDomain)).rejects.toMatchObject({
      code: "failed",
      message: "domain d-1 is Update_Failed",
      why: "no such role",
    });
  });

  it("continues after an earlier update that failed", async () => {
    const studio = studioWith({ Status: "Update_Failed" });
    expect(await set(studio, inDomain)).toMatchObject({ Status: "InService" });
  });

  it("is left out on request: accepted, or refused where something is under way", async () => {
    const studio = studioWith();
    const plan = await planIdleShutdown({ studio }, inDomain);
    const ports = { clock: fakeClock(), progress: silentProgress };
    expect(await applyIdleShutdown(ports, plan, undefined)).toMatchObject({ Status: "Updating" });
    studio.setDomain("d-1", { Status: "Updating", DefaultUserSettings: {} });
    await expect(applyIdleShutdown(ports, plan, undefined)).rejects.toMatchObject({
      message: "another change of domain d-1 is in progress",
      why: "it is Updating",
      fix: expect.stringContaining("--no-wait"),
    });
    expect(studio.count("updateDomain")).toBe(1);
  });

  it("changes nothing in what is being deleted", async () => {
    const studio = studioWith({ Status: "Deleting" });
    await expect(set(studio, inDomain)).rejects.toMatchObject({ message: "domain d-1 is Deleting" });
    expect(studio.count("updateDomain")).toBe(0);
  });
});

describe("is refused before any write", () => {
  it.each<[string, Partial<Domain>, IdleRequest, string]>([
    [
      "a time outside the range that is there",
      { DefaultUserSettings: lab({ MaxIdleTimeoutInMinutes: 90 }) },
      inDomain,
      "domain d-1: 120 minutes is above the maximum of 90",
    ],
    [
      "a space's time outside the range it stands under",
      { DefaultUserSettings: lab({ LifecycleManagement: "ENABLED", MaxIdleTimeoutInMinutes: 180 }) },
      ofSpace,
      "space d-1/team: 240 minutes is above the maximum of 180",
    ],
    ["a type that the space is not for", {}, { ...ofSpace, type: "CodeEditor" }, 'space "team" is for JupyterLab, not for CodeEditor'],
    [
      "a space of Classic",
      {},
      { ...ofSpace, owner: { SpaceName: "classic" } },
      'space "classic" has no idle shutdown: it is for neither JupyterLab nor CodeEditor',
    ],
  ])("%s", async (_what, domain, request, message) => {
    const studio = studioWith(domain);
    await expect(planIdleShutdown({ studio }, request)).rejects.toMatchObject({ code: "invalid", message });
    expect(written(studio)).toEqual([]);
  });

  it("but not when turning it off, for any times", async () => {
    const studio = studioWith({ DefaultUserSettings: lab({ IdleTimeoutInMinutes: 90, MinIdleTimeoutInMinutes: 120 }) });
    expect(await set(studio, { ...inDomain, change: { LifecycleManagement: "DISABLED" } })).toMatchObject({
      after: { LifecycleManagement: "DISABLED", IdleTimeoutInMinutes: 90 },
    });
  });

  it("for an unknown user, with the name that was meant", async () => {
    await expect(planIdleShutdown({ studio: studioWith() }, { ...ofAlice, owner: { UserProfileName: "alicia" } })).rejects.toMatchObject({
      code: "not-found",
      fix: expect.stringContaining("alice"),
    });
  });
});

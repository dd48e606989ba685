import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type Kind, entityReference } from "../../../src/core/teardown/tree.ts";
import { type TeardownOutcome, applyTeardown } from "../../../src/operations/teardown/apply.ts";
import { planDomainTeardown, planProfileTeardown } from "../../../src/operations/teardown/plan.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { created, domain } from "../../fakes/entities.ts";
import { type FakeStudio, type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: created,
  ...more,
});
const inSpace = (SpaceName: string): App => ({
  DomainId: "d-1",
  SpaceName,
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: created,
});

/** alice with an app and a space that runs; bob with an app. */
const account = (more: FakeStudioOptions = {}): FakeStudio =>
  fakeStudio({
    domains: [{ DomainId: "d-1" }],
    profiles: [
      { DomainId: "d-1", UserProfileName: "alice" },
      { DomainId: "d-1", UserProfileName: "bob" },
    ],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "alice" } }],
    apps: [app("churn"), inSpace("nlp"), app("fit", { UserProfileName: "bob" })],
    ...more,
  });

const everything = [
  "d-1",
  "d-1/alice",
  "d-1/alice/KernelGateway/churn",
  "d-1/space:nlp",
  "d-1/space:nlp/JupyterLab/default",
  "d-1/bob",
  "d-1/bob/KernelGateway/fit",
];

interface Manner {
  readonly timeoutMs?: number;
  readonly wait?: boolean;
  readonly interrupt?: AbortController;
}

async function cascade(studio: FakeStudio, { timeoutMs = 1_200_000, wait = true, interrupt = new AbortController() }: Manner = {}) {
  const { tree } = await planDomainTeardown({ studio }, "d-1");
  const [clock, notes, { signal }] = [fakeClock(), [] as string[], interrupt];
  const ports = { studio, clock, progress: { update: () => {}, note: (text: string) => void notes.push(text) } };
  const planned = studio.calls.length;
  const outcome = await applyTeardown(ports, tree, { homeFileSystem: "Retain", waiting: wait ? { timeoutMs, signal } : undefined, signal });
  return { outcome, clock, notes, calls: studio.calls.slice(planned) };
}

const told = ({ steps }: TeardownOutcome) => Object.fromEntries(steps.map(({ entity, Result }) => [entityReference(entity), Result]));
const reasonOf = ({ steps }: TeardownOutcome, kind: Kind) => steps.find(({ entity }) => entity.Kind === kind)?.Reason;
const all = (result: string, others: Readonly<Record<string, string>> = {}) => ({
  ...Object.fromEntries(everything.map((name) => [name, result])),
  ...others,
});
const deletes = (calls: FakeStudio["calls"]) => calls.filter(([method]) => method.startsWith("delete")).map(([, subject]) => subject);

describe("a cascade", () => {
  it("deletes everything, each after what belongs to it, and says when all of a kind are gone", async () => {
    const { outcome, calls, notes } = await cascade(account());
    expect([told(outcome), outcome.ended]).toEqual([all("deleted"), undefined]);
    const order = deletes(calls);
    for (const [first, then] of [
      ["d-1/space:nlp/JupyterLab/default", "d-1/nlp"],
      ["d-1/nlp", "d-1/alice"],
      ["d-1/alice/KernelGateway/churn", "d-1/alice"],
      ["d-1/bob/KernelGateway/fit", "d-1/bob"],
    ] as const) {
      expect(order.indexOf(first)).toBeLessThan(order.indexOf(then));
    }
    expect(order.at(-1)).toBe("d-1 Retain");
    expect(notes).toEqual(["deleted: 3 apps", "deleted: 1 space", "deleted: 2 user profiles", "deleted: 1 domain"]);
  });

  it("does not keep bob waiting for alice's space", async () => {
    const order = deletes((await cascade(account())).calls);
    expect(order.indexOf("d-1/bob")).toBeLessThan(order.indexOf("d-1/alice"));
  });

  it("looks by lists, and only of what it waits for", async () => {
    const { calls } = await cascade(account());
    expect(calls.filter(([method]) => method.startsWith("describe"))).toEqual([]);
    expect(calls.slice(calls.findIndex(([, subject]) => subject === "d-1 Retain") + 1).every(([method]) => method === "listDomains")).toBe(
      true,
    );
  });

  it("leaves Failed apps, ignores Deleted ones, and waits for what is Deleting already", async () => {
    const studio = account({
      apps: [
        app("churn", { Status: "Failed" }),
        app("old", { Status: "Deleted" }),
        inSpace("nlp"),
        app("fit", { UserProfileName: "bob", Status: "Deleting" }),
      ],
    });
    studio.when("listUserProfiles", "", () => studio.set(app("fit", { UserProfileName: "bob" }), { Status: "Deleted" }));
    const { outcome, calls } = await cascade(studio);
    expect(told(outcome)).toEqual(all("deleted", { "d-1/alice/KernelGateway/churn": "skipped" }));
    expect(deletes(calls).filter((subject) => subject.includes("KernelGateway"))).toEqual([]);
  });

  it("continues where the delete of an app ends in Failed, which blocks nothing", async () => {
    const { outcome } = await cascade(account({ endsAs: "Failed" }));
    expect(told(outcome)).toMatchObject({ "d-1/alice/KernelGateway/churn": "skipped", "d-1": "deleted" });
  });

  it("one failure leaves what waits for it, and nothing else", async () => {
    const studio = account();
    studio.fail("deleteApp", "bob");
    const { outcome } = await cascade(studio);
    expect(told(outcome)).toEqual(all("deleted", { "d-1": "left", "d-1/bob": "left", "d-1/bob/KernelGateway/fit": "failed" }));
    expect(reasonOf(outcome, "Domain")).toBe("1 in it still exists");
  });

  it("counts as deleted what somebody else deletes meanwhile", async () => {
    const studio = account();
    studio.fail("deleteApp", "bob", new StudioctlError("not-found", "it no longer exists"));
    expect(told((await cascade(studio)).outcome)).toEqual(all("deleted"));
  });

  it("asks again where the service still sees what the lists do not, for half a minute", async () => {
    const studio = account();
    let refusals = 3;
    studio.when("deleteUserProfile", "bob", () => {
      if (refusals-- > 0) throw new StudioctlError("in-use", "cannot delete it", { why: "because App(s) are associated with it." });
    });
    expect(told((await cascade(studio)).outcome)).toEqual(all("deleted"));
    const stubborn = account();
    stubborn.fail(
      "deleteUserProfile",
      "bob",
      new StudioctlError("in-use", "cannot delete it", { why: "because App(s) are associated with it." }),
    );
    const { outcome } = await cascade(stubborn);
    expect(told(outcome)).toEqual(all("deleted", { "d-1": "left", "d-1/bob": "failed" }));
    expect(outcome.steps.find(({ entity }) => entityReference(entity) === "d-1/bob")?.Reason).toBe(
      "because App(s) are associated with it.",
    );
    expect(stubborn.count("deleteUserProfile")).toBe(1 + 5);
  });

  it("shows the service's own reason for a delete that failed", async () => {
    const studio = account({ apps: [], spaces: [], profiles: [] });
    const failed = domain({ DomainId: "d-1", Status: "Delete_Failed", FailureReason: "the VPC is in use" });
    const asked = (): boolean => studio.count("deleteDomain") > 0;
    const { outcome } = await cascade({
      ...studio,
      listDomains: async function* () {
        yield* asked() ? [failed] : [domain({ DomainId: "d-1" })];
      },
      describeDomain: async (id) => (asked() ? failed : await studio.describeDomain(id)),
    });
    expect(outcome.steps).toMatchObject([{ Result: "failed", Reason: "it is Delete_Failed: the VPC is in use" }]);
  });

  it("survives lists that fail for a moment", async () => {
    const studio = account();
    let times = 2;
    studio.when("listSpaces", "", () => {
      if (studio.count("deleteSpace") > 0 && times-- > 0) throw new StudioctlError("throttled", "slow down");
    });
    expect(told((await cascade(studio)).outcome)).toEqual(all("deleted"));
  });

  it("gives up after the timeout, and says what is on its way and what is left", async () => {
    const studio = account();
    studio.when("listApps", "", () => studio.set(inSpace("nlp"), { Status: "Deleting" }));
    const { outcome, clock } = await cascade(studio, { timeoutMs: 90_000 });
    expect([outcome.ended?.code, told(outcome)]).toEqual([
      "timeout",
      expect.objectContaining({ "d-1/space:nlp/JupyterLab/default": "deleting", "d-1/space:nlp": "left", "d-1/bob": "deleted" }),
    ]);
    expect(clock.sleeps.reduce((sum, each) => sum + each, 0)).toBe(90_000);
    expect(clock.sleeps.length).toBeLessThan(40);
  });

  it("starts no more where it is interrupted, and another run continues", async () => {
    const studio = account();
    const interrupt = new AbortController();
    studio.when("deleteSpace", "", () => interrupt.abort(new StudioctlError("interrupted", "interrupted")));
    const { outcome, calls } = await cascade(studio, { interrupt });
    expect([outcome.ended?.code, told(outcome)["d-1/alice"], told(outcome)["d-1"]]).toEqual(["interrupted", "left", "left"]);
    expect(deletes(calls)).not.toContain("d-1/alice");
    const again = await cascade(studio);
    expect(Object.values(told(again.outcome)).every((result) => result === "deleted")).toBe(true);
    expect(again.outcome.steps.length).toBeLessThan(everything.length);
  });

  it("starts no more where the credentials run out", async () => {
    const studio = account();
    studio.fail("deleteApp", "bob", new StudioctlError("no-credentials", "the credentials have expired"));
    const { outcome, calls } = await cascade(studio);
    expect([
      outcome.ended?.code,
      deletes(calls).filter((subject) => !subject.includes("/KernelGateway/") && !subject.includes("/JupyterLab/")),
    ]).toEqual(["no-credentials", []]);
  });

  it("without waiting deletes what is free", async () => {
    const { outcome } = await cascade(account({ apps: [], spaces: [], profiles: [] }), { wait: false });
    expect([outcome.steps[0]?.Result, outcome.ended]).toEqual(["deleting", undefined]);
  });

  it("has ten calls in flight at most", async () => {
    const studio = account({ apps: Array.from({ length: 40 }, (_, i) => app(`a${i}`)) });
    let [running, most] = [0, 0];
    const busy = {
      ...studio,
      deleteApp: async (key: App) => {
        most = Math.max(most, (running += 1));
        await new Promise(setImmediate);
        await studio.deleteApp(key);
        running -= 1;
      },
    };
    await cascade(busy);
    expect(most).toBe(10);
  });
});

it("of a profile deletes what is its own, and not the domain", async () => {
  const studio = account();
  const { tree } = await planProfileTeardown({ studio }, { DomainId: "d-1", UserProfileName: "alice" });
  const progress = { update: () => {}, note: () => {} };
  const { signal } = new AbortController();
  const outcome = await applyTeardown({ studio, clock: fakeClock(), progress }, tree, {
    homeFileSystem: "Retain",
    waiting: { timeoutMs: 60_000 },
    signal,
  });
  expect(told(outcome)).toEqual({
    "d-1/alice": "deleted",
    "d-1/alice/KernelGateway/churn": "deleted",
    "d-1/space:nlp": "deleted",
    "d-1/space:nlp/JupyterLab/default": "deleted",
  });
  expect([studio.count("deleteDomain"), studio.subjects("deleteUserProfile")]).toEqual([0, ["d-1/alice"]]);
});

it.each([
  ["domain", (studio: FakeStudio) => planDomainTeardown({ studio }, "d-9")],
  ["user profile", (studio: FakeStudio) => planProfileTeardown({ studio }, { DomainId: "d-1", UserProfileName: "alise" })],
])("an unknown %s is not-found, with what was probably meant", async (_what, plan) => {
  await expect(plan(account())).rejects.toMatchObject({ code: "not-found", fix: expect.stringMatching(/"(d-1|alice)"/) });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { exhausted, increaseCommand, type Inventory, ownerSlots, type Quota, studioQuotas } from "../../../src/core/quota/quota.ts";
import { appStatuses } from "../../../src/core/service-model.ts";

const quota = (QuotaName: string, Value = 2): Quota => ({ QuotaCode: `L-${QuotaName.length}`, QuotaName, Value, Adjustable: true });
const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});
const { UserProfileName: _user, ...ofNobody } = app("default");
const lab: App = { ...ofNobody, SpaceName: "nlp", AppType: "JupyterLab" };
const canvas = app("default", { AppType: "Canvas", ResourceSpec: { InstanceType: "system" } });
const inventory: Inventory = { domains: 2, profiles: 9, spaces: 4, apps: [app("one"), app("two", { DomainId: "d-2" }), lab, canvas] };
const onMedium = "Studio KernelGateway Apps running on ml.t3.medium instance";

describe("a quota", () => {
  it.each([
    [onMedium, 2, { AppType: "KernelGateway", InstanceType: "ml.t3.medium" }],
    ["Studio JupyterLab Apps running on ml.t3.medium instances", 1, { AppType: "JupyterLab", InstanceType: "ml.t3.medium" }],
    ["Canvas Apps running on system instances", 1, { AppType: "Canvas", InstanceType: "system" }],
    ["Studio CodeEditor Apps running on ml.t3.medium instances", 0, { AppType: "CodeEditor", InstanceType: "ml.t3.medium" }],
    ["Studio FutureLab Apps running on ml.z9.large instances", 0, { AppType: "FutureLab", InstanceType: "ml.z9.large" }],
    ["Total domains", 2, {}],
    ["Maximum number of Studio user profiles allowed per account", 9, {}],
    ["Maximum number of Studio spaces allowed per account", 4, {}],
    ["Maximum number of running Studio apps allowed per account", 4, {}],
  ])("named %s counts %i, in all domains", (name, Used, of) => {
    const given = quota(name, 40);
    expect(studioQuotas([given], inventory)).toEqual([{ ...given, ...of, Used, Left: 40 - Used }]);
  });

  it.each([
    "ml.t3.medium for notebook instance usage",
    "ml.m5.xlarge for training job usage",
    "Rate of CreateStudioLifecycleConfig requests",
    "Total number of notebook instances",
    "",
  ])("named %j is none of Studio", (name) => {
    expect(studioQuotas([quota(name)], inventory)).toEqual([]);
  });

  it.each(appStatuses)("counts an app that is %s where its container is its instance", (Status) => {
    const [found] = studioQuotas([quota(onMedium)], { ...inventory, apps: [app("one", { Status })] });
    expect(found?.Used).toBe(Status === "InService" || Status === "Pending" ? 1 : 0);
  });

  it("that was lowered below what runs has nothing left, not less than nothing", () => {
    const [found] = studioQuotas([quota(onMedium, 1)], inventory);
    expect([found, found && exhausted(found)]).toEqual([expect.objectContaining({ Used: 2, Left: 0 }), true]);
  });

  it("of nothing is exhausted only where something runs in spite of it", () => {
    const [found] = studioQuotas([quota("Studio CodeEditor Apps running on ml.t3.medium instances", 0)], inventory);
    expect(found && exhausted(found)).toBe(false);
  });
});

it.each([
  [1, 3],
  [2, 3],
  [6, 7],
])("a quota of %i, of which 2 are used, is raised to %i", (value, wanted) => {
  const [found] = studioQuotas([quota(onMedium, value)], inventory);
  expect(found && increaseCommand(found, "eu-west-1")).toBe(
    `aws service-quotas request-service-quota-increase --region eu-west-1 --service-code sagemaker --quota-code L-${onMedium.length} --desired-value ${wanted}`,
  );
});

it("quotas nearest to their limit come first: by the share in use, then by what is left", () => {
  const names = [
    ["Studio CodeEditor Apps running on ml.t3.medium instances", 5],
    ["Studio CodeEditor Apps running on ml.g5.xlarge instances", 0],
    ["Maximum number of running Studio apps allowed per account", 40],
    ["Total domains", 3],
    [onMedium, 2],
    ["Canvas Apps running on system instances", 0],
  ] as const;
  const sorted = studioQuotas(
    names.map(([name, value]) => quota(name, value)),
    inventory,
  );
  expect(sorted.map(({ Used, Value }) => `${Used}/${Value}`)).toEqual(["1/0", "2/2", "2/3", "4/40", "0/0", "0/5"]);
});

it("what is left and what is used make the limit, unless more is used than that", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...appStatuses), { maxLength: 12 }), fc.nat(8), (statuses, value) => {
      const apps = statuses.map((Status, i) => app(`app-${i}`, { Status }));
      const [found] = studioQuotas([quota(onMedium, value)], { ...inventory, apps });
      expect(found?.Left).toBe(Math.max(0, value - (found?.Used ?? 0)));
    }),
  );
});

describe("slots", () => {
  const ben = { UserProfileName: "ben" };
  const large = { ResourceSpec: { InstanceType: "ml.m5.large" } };

  it("are those of each owner on each instance, fullest first", () => {
    const apps = [
      app("a"),
      app("b", large),
      app("c", { ...ben, ...large }),
      app("d", { ...ben, ...large, Status: "Pending" }),
      app("e", { DomainId: "d-2" }),
    ];
    expect(ownerSlots(apps)).toEqual([
      { DomainId: "d-1", ...ben, InstanceType: "ml.m5.large", Used: 2, Limit: 4, AppNames: ["c", "d"] },
      { DomainId: "d-1", UserProfileName: "alice", InstanceType: "ml.t3.medium", Used: 1, Limit: 4, AppNames: ["a"] },
      { DomainId: "d-1", UserProfileName: "alice", InstanceType: "ml.m5.large", Used: 1, Limit: 4, AppNames: ["b"] },
      { DomainId: "d-2", UserProfileName: "alice", InstanceType: "ml.t3.medium", Used: 1, Limit: 4, AppNames: ["e"] },
    ]);
  });

  it("of a space are its own, for any user names", () => {
    const shared: App = { ...ofNobody, SpaceName: "alice" };
    expect(ownerSlots([app("a"), shared]).map(({ Used }) => Used)).toEqual([1, 1]);
  });

  it("are not taken by what is stopped, free, or has an instance to itself", () => {
    expect(
      ownerSlots([
        app("a", { Status: "Deleted" }),
        app("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } }),
        lab,
      ]),
    ).toEqual([]);
  });
});

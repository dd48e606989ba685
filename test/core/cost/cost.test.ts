import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { HourlyPrices } from "../../../src/core/cost/billing.ts";
import type { SpaceSummary } from "../../../src/core/domain/domain.ts";
import { billedInstances, costByDomain, costByInstanceType, costByOwner, instanceCost } from "../../../src/core/cost/cost.ts";
import { appStatuses, appTypes } from "../../../src/core/service-model.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const table: Readonly<Record<string, number>> = { "ml.t3.medium": 0.05, "ml.m5.large": 0.115, "ml.g5.xlarge": 1.41 };
const prices: HourlyPrices = {
  hourlyUsd: (_region, type, instance) => (type === "JupyterServer" ? 0 : type === "Canvas" ? undefined : table[instance]),
};

const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime,
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});
const inSpace = (SpaceName: string, more: Partial<App> = {}): App => {
  const { UserProfileName: _user, ...rest } = app("default", { AppType: "JupyterLab", ...more });
  return { ...rest, SpaceName };
};
const space = (SpaceName: string, owner?: string, DomainId = "d-1"): SpaceSummary => ({
  DomainId,
  SpaceName,
  Status: "InService",
  CreationTime,
  ...(owner !== undefined && { OwnershipSettingsSummary: { OwnerUserProfileName: owner } }),
});
const domains = [
  { DomainId: "d-1", DomainName: "research" },
  { DomainId: "d-2", DomainName: "finance" },
];
const billed = (apps: readonly App[], spaces: readonly SpaceSummary[] = []) => billedInstances(apps, spaces, prices, "us-east-1");

describe("an instance that is charged for", () => {
  it("is one, however many Classic apps of its owner share it", () => {
    expect(billed([app("one"), app("two", { Status: "Pending" }), app("three", { Status: "Failed" })])).toEqual([
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        AppType: "KernelGateway",
        InstanceType: "ml.t3.medium",
        AppNames: ["one", "two"],
        HourlyUsd: 0.05,
      },
    ]);
  });

  it("is another for another type of instance, owner, domain, and each space", () => {
    const large = { ResourceSpec: { InstanceType: "ml.m5.large" } };
    expect(
      billed([app("a"), app("b", large), app("c", { UserProfileName: "ben" }), app("d", { DomainId: "d-2" }), inSpace("x"), inSpace("y")]),
    ).toHaveLength(6);
  });

  it.each(appStatuses)("is there for an app that is %s, where that runs", (Status) => {
    expect(billed([app("one", { Status })])).toHaveLength(Status === "InService" || Status === "Pending" ? 1 : 0);
  });

  it("is none for the Jupyter server, which is free", () => {
    expect(billed([app("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } })])).toEqual([]);
  });

  it("of a space counts to the owner, in any case of the space's name, and to no user where the owner is unknown", () => {
    const found = billed([inSpace("NLP"), inSpace("shared"), inSpace("nlp", { DomainId: "d-2" })], [space("nlp", "ben"), space("shared")]);
    expect(found.map(({ SpaceName, UserProfileName }) => [SpaceName, UserProfileName])).toEqual([
      ["NLP", "ben"],
      ["shared", undefined],
      ["nlp", undefined],
    ]);
  });

  it("has no price where none is known, which is not free", () => {
    const found = billed([
      app("a", { ResourceSpec: { InstanceType: "ml.z9.large" } }),
      app("b", { UserProfileName: "ben", ResourceSpec: {} }),
    ]);
    expect(found.map(({ HourlyUsd }) => HourlyUsd)).toEqual([undefined, undefined]);
    expect(instanceCost(found)).toEqual({ Instances: 2, Unpriced: ["KernelGateway on ml.z9.large", "KernelGateway on unknown"] });
  });
});

describe("groups", () => {
  const apps = [
    app("a"),
    app("b"),
    app("gpu", { ResourceSpec: { InstanceType: "ml.g5.xlarge" } }),
    app("c", { UserProfileName: "ben" }),
    app("d", { DomainId: "d-2" }),
    inSpace("nlp", { ResourceSpec: { InstanceType: "ml.m5.large" } }),
    inSpace("orphan"),
  ];
  const instances = billed(apps, [space("nlp", "Ben")]);

  it("by user: a user of two domains twice, spaces with their owner, the dearest first", () => {
    expect(costByOwner(instances, domains)).toEqual([
      {
        DomainId: "d-1",
        DomainName: "research",
        UserProfileName: "alice",
        Instances: 2,
        HourlyUsd: 1.46,
        Unpriced: [],
        InstanceTypes: { "ml.t3.medium": 1, "ml.g5.xlarge": 1 },
        Spaces: [],
      },
      {
        DomainId: "d-1",
        DomainName: "research",
        UserProfileName: "ben",
        Instances: 2,
        HourlyUsd: 0.165,
        Unpriced: [],
        InstanceTypes: { "ml.t3.medium": 1, "ml.m5.large": 1 },
        Spaces: ["nlp"],
      },
      {
        DomainId: "d-2",
        DomainName: "finance",
        UserProfileName: "alice",
        Instances: 1,
        HourlyUsd: 0.05,
        Unpriced: [],
        InstanceTypes: { "ml.t3.medium": 1 },
        Spaces: [],
      },
      {
        DomainId: "d-1",
        DomainName: "research",
        SpaceName: "orphan",
        Instances: 1,
        HourlyUsd: 0.05,
        Unpriced: [],
        InstanceTypes: { "ml.t3.medium": 1 },
        Spaces: ["orphan"],
      },
    ]);
  });

  it("by domain, and by instance type", () => {
    expect(costByDomain(instances, domains)).toEqual([
      { DomainId: "d-1", DomainName: "research", Instances: 5, HourlyUsd: 1.675, Unpriced: [] },
      { DomainId: "d-2", DomainName: "finance", Instances: 1, HourlyUsd: 0.05, Unpriced: [] },
    ]);
    expect(costByInstanceType(instances)).toEqual([
      { InstanceType: "ml.g5.xlarge", Instances: 1, HourlyUsd: 1.41, Unpriced: [] },
      { InstanceType: "ml.t3.medium", Instances: 4, HourlyUsd: 0.2, Unpriced: [] },
      { InstanceType: "ml.m5.large", Instances: 1, HourlyUsd: 0.115, Unpriced: [] },
    ]);
  });

  it("have the same total for every set of apps, and count no instance twice", () => {
    const someApps = fc.array(
      fc.record({
        Status: fc.constantFrom(...appStatuses),
        AppType: fc.constantFrom(...appTypes),
        DomainId: fc.constantFrom("d-1", "d-2"),
        owner: fc.constantFrom("alice", "Alice", "ben", "space:nlp", "space:orphan"),
        InstanceType: fc.constantFrom("ml.t3.medium", "ml.m5.large", "ml.g5.xlarge", "ml.z9.large"),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(someApps, (list) => {
        const all = list.map(({ owner, InstanceType, ...more }, i) => {
          const of = owner.startsWith("space:") ? inSpace(owner.slice(6), more) : app("", { ...more, UserProfileName: owner });
          return { ...of, AppName: `app-${i}`, ResourceSpec: { InstanceType } };
        });
        const found = billed(all, [space("nlp", "ben"), space("nlp", "alice", "d-2")]);
        const names = found.flatMap(({ AppNames }) => AppNames);
        expect(new Set(names).size).toBe(names.length);
        const total = instanceCost(found);
        for (const groups of [costByDomain(found, domains), costByOwner(found, domains), costByInstanceType(found)]) {
          expect(groups.reduce((sum, { Instances }) => sum + Instances, 0)).toBe(total.Instances);
          expect(groups.reduce((sum, { HourlyUsd = 0 }) => sum + HourlyUsd, 0)).toBeCloseTo(total.HourlyUsd ?? 0);
          expect(new Set(groups.flatMap(({ Unpriced }) => Unpriced))).toEqual(new Set(total.Unpriced));
        }
      }),
    );
  });
});

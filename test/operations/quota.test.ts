import { describe, expect, it } from "vitest";
import type { App } from "../../src/core/app/app.ts";
import { type QuotaSelection, readQuotas } from "../../src/operations/quota.ts";
import { fakeQuotas } from "../fakes/quotas.ts";
import { fakeStudio } from "../fakes/studio.ts";

const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date(0),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});
const studio = fakeStudio({
  domains: [{ DomainId: "d-1", DomainName: "research" }, { DomainId: "d-2" }],
  profiles: [
    { DomainId: "d-1", UserProfileName: "alice" },
    { DomainId: "d-2", UserProfileName: "ben" },
    { DomainId: "d-2", UserProfileName: "carla" },
  ],
  spaces: [{ DomainId: "d-1", SpaceName: "nlp" }],
  apps: [
    app("one"),
    app("two"),
    app("three", { DomainId: "d-2", UserProfileName: "ben" }),
    app("gpu", { ResourceSpec: { InstanceType: "ml.g5.xlarge" } }),
  ],
});
const onMedium = "Studio KernelGateway Apps running on ml.t3.medium instance";
const onGpu = "Studio KernelGateway Apps running on ml.g5.xlarge instance";
const labOnMedium = "Studio JupyterLab Apps running on ml.t3.medium instances";
const quotas = fakeQuotas({
  quotas: [
    { QuotaName: onMedium, Value: 4 },
    { QuotaName: onGpu, Value: 1 },
    { QuotaName: labOnMedium },
    { QuotaName: "Total domains", Value: 5 },
    { QuotaName: "Maximum number of Studio user profiles allowed per account", Value: 60 },
    { QuotaName: "ml.t3.medium for notebook instance usage" },
  ],
});
const read = (selection: Partial<QuotaSelection> = {}) => readQuotas({ studio, quotas }, { all: false, types: [], ...selection });
const names = async (selection: Partial<QuotaSelection>) => (await read(selection)).Quotas.map(({ QuotaName }) => QuotaName);

describe("quotas", () => {
  it("are measured over all domains, nearest to the limit first", async () => {
    const { Quotas } = await read({ domainId: "d-1" });
    expect(Quotas.map(({ QuotaName, Used, Left }) => [QuotaName, Used, Left])).toEqual([
      [onGpu, 1, 0],
      [onMedium, 3, 1],
      ["Total domains", 2, 3],
      ["Maximum number of Studio user profiles allowed per account", 3, 57],
    ]);
  });

  it.each<[string, Partial<QuotaSelection>, string[]]>([
    ["all, those not in use too", { all: true, types: ["JupyterLab", "KernelGateway"] }, [onGpu, onMedium, labOnMedium]],
    ["of types", { types: ["KernelGateway"] }, [onGpu, onMedium]],
    ["of a type of which nothing runs", { types: ["JupyterLab"] }, []],
    ["of an instance type, in use or not", { instanceType: "ml.t3.medium" }, [onMedium, labOnMedium]],
    ["of both", { instanceType: "ml.t3.medium", types: ["JupyterLab"] }, [labOnMedium]],
  ])("are chosen: %s", async (_what, selection, expected) => {
    expect(await names(selection)).toEqual(expected);
  });

  it("are refused where Service Quotas refuses", async () => {
    await expect(readQuotas({ studio, quotas: fakeQuotas({ denied: true }) }, { all: false, types: [] })).rejects.toMatchObject({
      code: "denied",
    });
  });
});

describe("slots", () => {
  it.each<[string, Partial<QuotaSelection>, string[]]>([
    ["all", {}, ["alice ml.t3.medium 2", "alice ml.g5.xlarge 1", "ben ml.t3.medium 1"]],
    ["of a domain", { domainId: "d-2" }, ["ben ml.t3.medium 1"]],
    ["of a user, whatever the case of the name", { owner: { UserProfileName: "Alice" } }, ["alice ml.t3.medium 2", "alice ml.g5.xlarge 1"]],
    ["of an instance type", { instanceType: "ml.g5.xlarge" }, ["alice ml.g5.xlarge 1"]],
    ["of other types none", { types: ["JupyterLab"] }, []],
    ["of a user without apps none", { owner: { UserProfileName: "carla" } }, []],
    ["of a space without such apps none", { owner: { SpaceName: "nlp" } }, []],
  ])("are chosen: %s", async (_what, selection, expected) => {
    expect(
      (await read(selection)).Slots.map(({ UserProfileName, InstanceType, Used }) => `${UserProfileName} ${InstanceType} ${Used}`),
    ).toEqual(expected);
  });

  it.each<[string, Partial<QuotaSelection>, string]>([
    ["a user", { owner: { UserProfileName: "alise" } }, "alice"],
    ["a space", { owner: { SpaceName: "nlpp" } }, "nlp"],
    ["a user of the domain", { owner: { UserProfileName: "carly" }, domainId: "d-2" }, "carla"],
    ["a domain", { domainId: "d-22" }, "d-2"],
  ])("are refused for %s that is not there", async (_what, selection, meant) => {
    await expect(read(selection)).rejects.toMatchObject({ code: "not-found", fix: `did you mean "${meant}"?` });
  });
});

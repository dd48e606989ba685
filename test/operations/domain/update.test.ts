import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { Domain } from "../../../src/core/domain/domain.ts";
import type { DomainSettingsRequest } from "../../../src/core/domain/setup.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { applyDomainUpdate, planDomainUpdate } from "../../../src/operations/domain/update.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { arnPrefix, created } from "../../fakes/entities.ts";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const requested: DomainSettingsRequest = { subnets: [], securityGroups: [], tags: [] };
const waiting = { timeoutMs: 1_200_000 };
const arn = `${arnPrefix}:domain/d-1`;

const research: Pick<Domain, "DomainId"> & Partial<Domain> = {
  DomainId: "d-1",
  VpcId: "vpc-1",
  SubnetIds: ["subnet-a", "subnet-b"],
  AppNetworkAccessType: "PublicInternetOnly",
  AppSecurityGroupManagement: "Service",
  DefaultUserSettings: {
    ExecutionRole: roleArn("Old"),
    KernelGatewayAppSettings: {
      DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: "lcc" },
      CustomImages: [{ ImageName: "torch", AppImageConfigName: "torch" }],
    },
    JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 90 } } },
  },
  DefaultSpaceSettings: { ExecutionRole: roleArn("Old") },
};

const app = (AppName: string, Status: App["Status"]): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status,
  CreationTime: created,
});

function ports(options: FakeStudioOptions = {}) {
  return {
    studio: fakeStudio({ domains: [research], ...options }),
    network: async () => fakeNetwork(),
    roles: async () => fakeRoles({ roles: [role("New"), role("Lambda", { AssumeRolePolicyDocument: "{}" })] }),
    clock: fakeClock(),
    progress: silentProgress,
  };
}

async function update(given: ReturnType<typeof ports>, request: Partial<DomainSettingsRequest>) {
  return await applyDomainUpdate(given, await planDomainUpdate(given, "d-1", { ...requested, ...request }), waiting);
}

const requests = ({ studio }: ReturnType<typeof ports>) => studio.subjects("updateDomain").map((text) => JSON.parse(text));

describe("an update of a domain", () => {
  it("writes what differs, each structure as a whole, and nothing beside it", async () => {
    const given = ports();
    const { differences, domain } = await update(given, { defaultInstanceType: "ml.m5.large" });
    const onInstance = { DefaultResourceSpec: { InstanceType: "ml.m5.large" } };
    expect(requests(given)).toEqual([
      {
        DomainId: "d-1",
        DefaultUserSettings: {
          KernelGatewayAppSettings: {
            DefaultResourceSpec: { InstanceType: "ml.m5.large", LifecycleConfigArn: "lcc" },
            CustomImages: [{ ImageName: "torch", AppImageConfigName: "torch" }],
          },
          JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 90 } }, ...onInstance },
          CodeEditorAppSettings: onInstance,
        },
      },
    ]);
    expect(differences).toEqual([
      {
        Setting: "DefaultUserSettings.KernelGatewayAppSettings.DefaultResourceSpec.InstanceType",
        Before: "ml.t3.medium",
        After: "ml.m5.large",
      },
      { Setting: "DefaultUserSettings.JupyterLabAppSettings.DefaultResourceSpec.InstanceType", After: "ml.m5.large" },
      { Setting: "DefaultUserSettings.CodeEditorAppSettings.DefaultResourceSpec.InstanceType", After: "ml.m5.large" },
    ]);
    expect(domain.Status).toBe("InService");
  });

  it.each<[string, Partial<DomainSettingsRequest>, object]>([
    [
      "a role, for shared spaces too where theirs is the same",
      { executionRole: roleArn("New") },
      { DefaultUserSettings: { ExecutionRole: roleArn("New") }, DefaultSpaceSettings: { ExecutionRole: roleArn("New") } },
    ],
    [
      "a network mode, with the VPC and the subnets that the service wants beside it",
      { network: "vpc-only" },
      { AppNetworkAccessType: "VpcOnly", VpcId: "vpc-1", SubnetIds: ["subnet-a", "subnet-b"] },
    ],
    [
      "a network mode and subnets at once",
      { network: "vpc-only", subnets: ["subnet-a"] },
      { AppNetworkAccessType: "VpcOnly", VpcId: "vpc-1", SubnetIds: ["subnet-a"] },
    ],
    ["fewer subnets", { subnets: ["subnet-b"] }, { SubnetIds: ["subnet-b"] }],
    ["security groups", { securityGroups: ["sg-1"] }, { DefaultUserSettings: { SecurityGroups: ["sg-1"] } }],
  ])("changes %s", async (_what, request, sent) => {
    const given = ports();
    await update(given, request);
    expect(requests(given)).toEqual([{ DomainId: "d-1", ...sent }]);
  });

  it("leaves the separate role of shared spaces", async () => {
    const given = ports({ domains: [{ ...research, DefaultSpaceSettings: { ExecutionRole: roleArn("Spaces") } }] });
    await update(given, { executionRole: roleArn("New") });
    expect(requests(given)).toEqual([{ DomainId: "d-1", DefaultUserSettings: { ExecutionRole: roleArn("New") } }]);
  });

  it("adds and changes tags, and asks for no update of the domain for them", async () => {
    const given = ports({
      tags: {
        [arn]: [
          { Key: "team", Value: "nlp" },
          { Key: "stage", Value: "dev" },
        ],
      },
    });
    const { differences } = await update(given, {
      tags: [
        { Key: "team", Value: "vision" },
        { Key: "stage", Value: "dev" },
        { Key: "cost", Value: "1" },
      ],
    });
    expect(differences).toEqual([
      { Setting: "Tags.team", Before: "nlp", After: "vision" },
      { Setting: "Tags.cost", After: "1" },
    ]);
    expect(await given.studio.listTags(arn)).toEqual([
      { Key: "team", Value: "vision" },
      { Key: "stage", Value: "dev" },
      { Key: "cost", Value: "1" },
    ]);
    expect(requests(given)).toEqual([]);
  });

  it("finds nothing to change where all is so already, for any order of subnets", async () => {
    const given = ports({ apps: [app("a", "InService")], tags: { [arn]: [{ Key: "team", Value: "nlp" }] } });
    const plan = await planDomainUpdate(given, "d-1", {
      executionRole: roleArn("Old"),
      network: "public",
      subnets: ["subnet-b", "subnet-a"],
      securityGroups: [],
      tags: [{ Key: "team", Value: "nlp" }],
    });
    expect([plan.differences, plan.change]).toEqual([[], {}]);
  });

  it("goes by the domain as it is when nothing else is under way any more", async () => {
    const given = ports();
    const plan = await planDomainUpdate(given, "d-1", { ...requested, network: "vpc-only", securityGroups: ["sg-1"] });
    given.studio.setDomain("d-1", { Status: "Updating", AppNetworkAccessType: "VpcOnly" });
    await applyDomainUpdate(given, plan, waiting);
    expect(requests(given)).toEqual([{ DomainId: "d-1", DefaultUserSettings: { SecurityGroups: ["sg-1"] } }]);
  });

  it("that fails comes with the service's reason", async () => {
    const given = ports();
    given.studio.when("updateDomain", "d-1", () =>
      given.studio.when("describeDomain", "d-1", () =>
        given.studio.setDomain("d-1", { Status: "Update_Failed", FailureReason: "no route" }),
      ),
    );
    await expect(update(given, { subnets: ["subnet-a"] })).rejects.toMatchObject({
      code: "failed",
      message: "domain d-1 is Update_Failed",
      why: "no route",
      fix: expect.not.stringContaining("delete"),
    });
  });

  it("is done again where the service answers that another change began in between", async () => {
    const given = ports();
    given.studio.when("updateDomain", "d-1", () => {
      if (given.studio.count("updateDomain") === 1) throw new StudioctlError("not-ready", "it is in Updating status");
    });
    expect((await update(given, { subnets: ["subnet-a"] })).domain.Status).toBe("InService");
    expect(requests(given)).toHaveLength(2);
  });

  it("that is refused has written no tag", async () => {
    const given = ports();
    given.studio.fail("updateDomain", "d-1", new StudioctlError("invalid", "the service does not accept the request"));
    await expect(update(given, { subnets: ["subnet-a"], tags: [{ Key: "team", Value: "vision" }] })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(given.studio.count("addTags")).toBe(0);
  });

  it("whose tags are refused says which settings are written already", async () => {
    const given = ports();
    given.studio.fail("addTags", "", new StudioctlError("denied", "not allowed to tag it"));
    await expect(update(given, { subnets: ["subnet-a"], tags: [{ Key: "team", Value: "vision" }] })).rejects.toMatchObject({
      code: "denied",
      why: "done before that: domain d-1 has its new SubnetIds",
      fix: "run the same command again: it writes what is missing",
    });
  });
});

describe("an update of a domain is refused beforehand", () => {
  it.each<[string, Partial<DomainSettingsRequest>]>([
    ["its execution role", { executionRole: roleArn("New") }],
    ["its network access", { network: "vpc-only" }],
    ["its subnets, without subnet-b", { subnets: ["subnet-a"] }],
  ])("where apps run and %s would change, with those apps", async (what, request) => {
    const given = ports({
      apps: [app("one", "InService"), app("two", "Pending"), app("three", "Deleting"), app("four", "Failed"), app("five", "Deleted")],
    });
    await expect(update(given, request)).rejects.toMatchObject({
      code: "in-use",
      message: `domain d-1 cannot change ${what}: 3 apps are in the way`,
      why: "alice/KernelGateway/one, alice/KernelGateway/three (Deleting), alice/KernelGateway/two (Pending)",
      fix: "stop them first: studioctl app stop --all --domain d-1",
    });
    expect(requests(given)).toEqual([]);
  });

  it("not where a change leaves running apps alone", async () => {
    const given = ports({ apps: [app("one", "InService")], domains: [{ ...research, SubnetIds: ["subnet-a"] }] });
    await update(given, { subnets: ["subnet-a", "subnet-b"], defaultInstanceType: "ml.m5.large" });
    expect(requests(given)).toHaveLength(1);
    expect(given.studio.count("listApps")).toBe(0);
  });

  it.each<[string, Partial<DomainSettingsRequest>, object]>([
    [
      "a subnet of another VPC",
      { subnets: ["subnet-a", "subnet-b", "subnet-z"] },
      { code: "invalid", message: "subnet-z is not in vpc-1" },
    ],
    ["a role that SageMaker may not assume", { executionRole: roleArn("Lambda") }, { code: "invalid" }],
    [
      "more than 50 tags",
      { tags: [{ Key: "one-more", Value: "" }] },
      { code: "limit-exceeded", message: "domain d-1 cannot have 51 tags" },
    ],
  ])("for %s", async (_what, request, error) => {
    const tags = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    const given = ports({ tags: { [arn]: tags } });
    await expect(update(given, request)).rejects.toMatchObject(error);
    expect(requests(given)).toEqual([]);
  });
});

const enclosed = { routeTables: [{ RouteTableId: "rtb-1", Associations: [{ Main: true }], Routes: [] }] };
const planned = (request: Partial<DomainSettingsRequest>, network: Parameters<typeof fakeNetwork>[0], domain: Partial<Domain> = {}) =>
  planDomainUpdate({ ...ports({ domains: [{ ...research, ...domain }] }), network: async () => fakeNetwork(network) }, "d-1", {
    ...requested,
    ...request,
  });

describe("a domain that becomes VpcOnly, or gets other subnets then", () => {
  it("is warned of where apps would have no way to SageMaker", async () => {
    expect((await planned({ network: "vpc-only" }, enclosed)).warnings).toEqual([
      expect.stringContaining("apps in subnet-a, subnet-b could not reach SageMaker"),
    ]);
    expect((await planned({ subnets: ["subnet-a"] }, enclosed, { AppNetworkAccessType: "VpcOnly" })).warnings).toHaveLength(1);
  });

  it("is not where they have one, nor where its network is not concerned", async () => {
    expect((await planned({ network: "vpc-only" }, {})).warnings).toEqual([]);
    expect((await planned({ defaultInstanceType: "ml.m5.large" }, enclosed, { AppNetworkAccessType: "VpcOnly" })).warnings).toEqual([]);
    expect((await planned({ subnets: ["subnet-a"] }, enclosed)).warnings).toEqual([]);
  });

  it("says that it could not look where routes may not be read", async () => {
    expect((await planned({ network: "vpc-only" }, { denied: true })).unknown).toContainEqual(
      expect.stringContaining("a way to SageMaker"),
    );
  });
});

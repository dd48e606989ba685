import { describe, expect, it } from "vitest";
import type { NewDomainRequest } from "../../../src/core/domain/setup.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { createDomain, planDomain } from "../../../src/operations/domain/create.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeNetworkOptions, fakeNetwork } from "../../fakes/network.ts";
import { type FakeRolesOptions, fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";
import { StudioctlError } from "../../../src/core/errors.ts";

const asked: NewDomainRequest = {
  name: "research",
  authMode: "IAM",
  vpc: "vpc-1",
  subnets: ["subnet-a", "subnet-b"],
  securityGroups: [],
  executionRole: roleArn("Studio"),
  tags: [],
};

function ports({
  studio = {},
  network = {},
  roles = {},
}: { studio?: FakeStudioOptions; network?: FakeNetworkOptions; roles?: FakeRolesOptions } = {}) {
  return {
    studio: fakeStudio(studio),
    network: fakeNetwork(network),
    roles: fakeRoles({ roles: [role("Studio"), role("Lambda", { AssumeRolePolicyDocument: "{}" })], ...roles }),
    clock: fakeClock(),
    progress: silentProgress,
  };
}

describe("what a domain stands on is looked at before it is created", () => {
  it("asks for what was requested, and gives shared spaces the same role", async () => {
    const plan = await planDomain(ports(), {
      ...asked,
      network: "vpc-only",
      securityGroups: ["sg-1"],
      kmsKey: "alias/studio",
      sharingBucket: "s3://shared",
      sharingKmsKey: "alias/s3",
      defaultInstanceType: "ml.m5.large",
      tags: [{ Key: "team", Value: "nlp" }],
    });
    const onInstance = { DefaultResourceSpec: { InstanceType: "ml.m5.large" } };
    expect(plan).toEqual({
      unknown: [],
      warnings: [],
      request: {
        DomainName: "research",
        AuthMode: "IAM",
        VpcId: "vpc-1",
        SubnetIds: ["subnet-a", "subnet-b"],
        AppNetworkAccessType: "VpcOnly",
        KmsKeyId: "alias/studio",
        DefaultUserSettings: {
          ExecutionRole: roleArn("Studio"),
          SecurityGroups: ["sg-1"],
          KernelGatewayAppSettings: onInstance,
          JupyterLabAppSettings: onInstance,
          CodeEditorAppSettings: onInstance,
          SharingSettings: { NotebookOutputOption: "Allowed", S3OutputPath: "s3://shared", S3KmsKeyId: "alias/s3" },
        },
        DefaultSpaceSettings: { ExecutionRole: roleArn("Studio") },
        Tags: [{ Key: "team", Value: "nlp" }],
      },
    });
  });

  it("says nothing of what was not requested", async () => {
    const { request } = await planDomain(ports(), asked);
    expect(request).toEqual({
      DomainName: "research",
      AuthMode: "IAM",
      VpcId: "vpc-1",
      SubnetIds: ["subnet-a", "subnet-b"],
      AppNetworkAccessType: "PublicInternetOnly",
      DefaultUserSettings: { ExecutionRole: roleArn("Studio") },
      DefaultSpaceSettings: { ExecutionRole: roleArn("Studio") },
    });
  });

  it.each<[string, Partial<NewDomainRequest>, object]>([
    [
      "a subnet of another VPC",
      { subnets: ["subnet-a", "subnet-z"] },
      { code: "invalid", message: "subnet-z is not in vpc-1", why: "subnet-z is in vpc-2", fix: "subnets of vpc-1: subnet-a, subnet-b" },
    ],
    ["a subnet that is not there", { subnets: ["subnet-q"] }, { code: "not-found", message: "subnet-q not found" }],
    ["a VPC that is not there", { vpc: "vpc-9" }, { code: "not-found", message: "vpc-9 not found" }],
    [
      "a security group of another VPC",
      { securityGroups: ["sg-9"] },
      { code: "invalid", message: "sg-9 is not in vpc-1", fix: "security groups of vpc-1: sg-1 (default)" },
    ],
    [
      "a role that is not there",
      { executionRole: roleArn("Studo") },
      { code: "not-found", message: `no role "${roleArn("Studo")}" in this account`, fix: `did you mean "${roleArn("Studio")}"?` },
    ],
    [
      "a role that SageMaker may not assume",
      { executionRole: roleArn("Lambda") },
      { code: "invalid", message: `SageMaker may not assume the role ${roleArn("Lambda")}` },
    ],
  ])("refuses %s", async (_what, more, error) => {
    const given = ports();
    await expect(planDomain(given, { ...asked, ...more })).rejects.toMatchObject(error);
    expect(given.studio.count("createDomain")).toBe(0);
  });

  it("refuses a name that is taken", async () => {
    const given = ports({ studio: { domains: [{ DomainId: "d-1", DomainName: "research", Status: "Failed" }] } });
    await expect(planDomain(given, asked)).rejects.toMatchObject({ code: "in-use", why: "d-1 is Failed" });
  });

  it("says what it may not read, and leaves that to the service", async () => {
    const { unknown } = await planDomain(ports({ network: { denied: true }, roles: { denied: true } }), asked);
    expect(unknown).toEqual(["whether subnet-a, subnet-b belong to vpc-1", `whether SageMaker may assume ${roleArn("Studio")}`]);
  });
});

describe("a domain that is created", () => {
  const waiting = { timeoutMs: 1_200_000 };

  it("is waited for until it is InService, though it cannot be seen at first", async () => {
    const given = ports();
    const { request } = await planDomain(given, asked);
    let hidden = 2;
    given.studio.when("describeDomain", "d-new0", () => {
      if (hidden-- > 0) throw new StudioctlError("not-found", "no domain d-new0");
    });
    expect(await createDomain(given, request, waiting)).toMatchObject({ DomainId: "d-new0", Status: "InService" });
    expect(given.clock.sleeps.length).toBeGreaterThan(2);
  });

  it("is returned as it is without waiting", async () => {
    const given = ports();
    const { request } = await planDomain(given, asked);
    expect(await createDomain(given, request, undefined)).toMatchObject({ Status: "Pending" });
  });

  it("that fails comes with the service's reason", async () => {
    const given = ports();
    const { request } = await planDomain(given, asked);
    given.studio.when("describeDomain", "d-new0", () =>
      given.studio.setDomain("d-new0", { Status: "Failed", FailureReason: "no addresses left in subnet-a" }),
    );
    await expect(createDomain(given, request, waiting)).rejects.toMatchObject({
      code: "failed",
      message: "domain d-new0 is Failed",
      why: "no addresses left in subnet-a",
      fix: expect.stringContaining("studioctl domain delete d-new0"),
    });
  });
});

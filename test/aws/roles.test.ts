import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createRoles } from "../../src/aws/roles.ts";
import { sageMakerTrustPolicy } from "../../src/core/domain/roles.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("us-east-1");
const service = mockClient(session.client(IAMClient));
const roles = createRoles(session);

const inputs = () => service.calls().map((call) => call.args[0].input);
const CreateDate = new Date("2026-01-02T03:04:05Z");
const Arn = (name: string) => `arn:aws:iam::111122223333:role/service-role/${name}`;
const told = (RoleName: string, policy = sageMakerTrustPolicy) => ({
  RoleName,
  Arn: Arn(RoleName),
  Path: "/service-role/",
  RoleId: "AROAEXAMPLE",
  CreateDate,
  AssumeRolePolicyDocument: encodeURIComponent(policy),
});
const lambda = sageMakerTrustPolicy.replace("sagemaker", "lambda");
const $metadata = { httpStatusCode: 404 };

beforeEach(() => void service.reset());

describe("a role", () => {
  it.each(["studio", Arn("studio")])("is read by %s, its trust policy decoded", async (nameOrArn) => {
    service.on(GetRoleCommand).resolves({ Role: told("studio") });
    expect(await roles.getRole(nameOrArn)).toMatchObject({
      RoleName: "studio",
      Arn: Arn("studio"),
      AssumeRolePolicyDocument: sageMakerTrustPolicy,
      CreateDate,
    });
    expect(inputs()).toEqual([{ RoleName: "studio" }]);
  });

  it("of another account is not found, though this one has its name", async () => {
    service.on(GetRoleCommand).resolves({ Role: told("studio") });
    const other = "arn:aws:iam::999999999999:role/service-role/studio";
    await expect(roles.getRole(other)).rejects.toMatchObject({
      code: "not-found",
      message: `role ${other} not found`,
      why: `the role of that name in this account is ${Arn("studio")}`,
    });
  });

  it("that is not there is not found", async () => {
    service.on(GetRoleCommand).rejects(new NoSuchEntityException({ message: "The role with name studio cannot be found.", $metadata }));
    await expect(roles.getRole("studio")).rejects.toMatchObject({ code: "not-found", message: "role studio not found" });
  });

  it("is malformed without a policy, or with one in no encoding", async () => {
    const { AssumeRolePolicyDocument: _, ...rest } = told("studio");
    service
      .on(GetRoleCommand)
      .resolvesOnce({ Role: rest })
      .resolvesOnce({ Role: { ...rest, AssumeRolePolicyDocument: "%E0%A4%A" } });
    await expect(roles.getRole("studio")).rejects.toMatchObject({ code: "malformed" });
    await expect(roles.getRole("studio")).rejects.toMatchObject({ code: "malformed" });
  });

  it("is created as asked for", async () => {
    service.on(CreateRoleCommand).resolves({ Role: told("new") });
    const role = {
      RoleName: "new",
      Path: "/service-role/",
      AssumeRolePolicyDocument: sageMakerTrustPolicy,
      Description: "d",
      Tags: [{ Key: "k", Value: "v" }],
    };
    expect(await roles.createRole(role)).toMatchObject({ Arn: Arn("new"), AssumeRolePolicyDocument: sageMakerTrustPolicy });
    expect(inputs()).toEqual([role]);
  });

  it("is in use where its name is taken", async () => {
    service.on(CreateRoleCommand).rejects(new EntityAlreadyExistsException({ message: "Role with name new already exists.", $metadata }));
    await expect(roles.createRole({ RoleName: "new", AssumeRolePolicyDocument: sageMakerTrustPolicy })).rejects.toMatchObject({
      code: "in-use",
      message: "cannot create role new: it exists already",
    });
  });
});

describe("lists", () => {
  it("go on from the marker while the service says that they are cut, and keep what SageMaker may assume", async () => {
    service
      .on(ListRolesCommand)
      .resolvesOnce({ Roles: [told("a"), told("b", lambda)], IsTruncated: true, Marker: "m" })
      .resolvesOnce({ Roles: [told("c")], IsTruncated: false });
    expect((await collect(roles.listStudioRoles())).map(({ RoleName }) => RoleName)).toEqual(["a", "c"]);
    expect(inputs()).toEqual([{ MaxItems: 1000 }, { MaxItems: 1000, Marker: "m" }]);
  });

  it("tell the policies of a role, and attach one more", async () => {
    const policy = { PolicyName: "Full", PolicyArn: "arn:aws:iam::aws:policy/Full" };
    service
      .on(AttachRolePolicyCommand)
      .resolves({})
      .on(ListAttachedRolePoliciesCommand)
      .resolves({ AttachedPolicies: [policy], IsTruncated: false });
    await roles.attachPolicy("studio", policy.PolicyArn);
    expect(await roles.attachedPolicies("studio")).toEqual([policy]);
    expect(inputs()).toEqual([
      { RoleName: "studio", PolicyArn: policy.PolicyArn },
      { RoleName: "studio", MaxItems: 1000 },
    ]);
  });
});

it("the client speaks to the endpoint that is given", async () => {
  const { config } = sessionIn("eu-west-1", { endpoint: "http://127.0.0.1:4510" }).client(IAMClient);
  expect(await config.endpoint?.()).toMatchObject({ hostname: "127.0.0.1", port: 4510 });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileSystems } from "../../src/aws/file-systems.ts";
import { createNetwork } from "../../src/aws/network.ts";
import { createRoles } from "../../src/aws/roles.ts";
import { domainSecurityGroupNames } from "../../src/core/domain/network.ts";
import { sageMakerTrustPolicy } from "../../src/core/domain/roles.ts";
import type { FileSystems } from "../../src/ports/file-systems.ts";
import type { Network } from "../../src/ports/network.ts";
import type { Roles } from "../../src/ports/roles.ts";
import { collect } from "../aws/collect.ts";
import { sessionIn } from "../aws/session.ts";
import { fileSystemId } from "../../src/sandbox/services/sagemaker/records.ts";
import { domainId, smallStudio, start, type Wired, wire } from "./wire.ts";

/* The SDK's clients and the sandbox agree on forms, XML and REST, errors included. */

let sandbox: Wired;
let network: Network;
let roles: Roles;
let fileSystems: FileSystems;

beforeAll(async () => {
  sandbox = await wire(smallStudio());
  const options = { sandbox: sandbox.endpoint };
  network = createNetwork(sessionIn("us-east-1", options));
  fileSystems = createFileSystems(sessionIn("us-east-1", options));
  // Of whatever Region: IAM is one for all.
  roles = createRoles(sessionIn("eu-west-1", options));
});
afterAll(() => sandbox.close());

describe("the network of the sandbox", () => {
  it("has a default VPC with a subnet in each of three zones", async () => {
    const vpc = await network.defaultVpc();
    expect(vpc).toMatchObject({ IsDefault: true, CidrBlock: "172.31.0.0/16", State: "available" });
    expect(await network.describeVpc(vpc?.VpcId ?? "")).toEqual(vpc);
    const subnets = await network.listSubnets(vpc?.VpcId ?? "");
    expect(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    const ids = subnets.map(({ SubnetId }) => SubnetId).toReversed();
    expect((await network.describeSubnets(ids)).map(({ SubnetId }) => SubnetId)).toEqual(ids);
  });

  it("has none elsewhere", async () => {
    const elsewhere = createNetwork(sessionIn("eu-west-1", { sandbox: sandbox.endpoint }));
    expect(await elsewhere.defaultVpc()).toBeUndefined();
  });

  it("shows the groups of a domain", async () => {
    const { inbound, outbound } = domainSecurityGroupNames(domainId);
    const groups = await network.listSecurityGroups({ GroupNames: [inbound, outbound] });
    expect(groups.map(({ GroupName }) => GroupName)).toEqual([inbound, outbound]);
  });

  it("an unknown id is not found", async () => {
    await expect(network.describeVpc("vpc-1")).rejects.toMatchObject({
      code: "not-found",
      why: "The vpc ID 'vpc-1' does not exist",
      serviceCode: "InvalidVpcID.NotFound",
    });
    await expect(network.describeSubnets(["subnet-1"])).rejects.toMatchObject({
      code: "not-found",
      serviceCode: "InvalidSubnetID.NotFound",
    });
  });
});

describe("the file systems of the sandbox", () => {
  const id = fileSystemId(domainId);

  it("are the homes of domains, with a mount target in each subnet and the group for inbound NFS on it", async () => {
    const all = await collect(fileSystems.listFileSystems());
    expect(all).toMatchObject([
      { FileSystemId: id, LifeCycleState: "available", CreationTime: new Date(start - 86_400_000), NumberOfMountTargets: 2 },
    ]);
    expect(await fileSystems.describeFileSystem(id)).toEqual(all[0]);
    const [target] = await fileSystems.listMountTargets(id);
    expect(target).toMatchObject({ FileSystemId: id, AvailabilityZoneName: "us-east-1a", LifeCycleState: "available" });
    const groups = await network.listSecurityGroups({ GroupNames: [domainSecurityGroupNames(domainId).inbound] });
    expect(await fileSystems.securityGroupsOf(target?.MountTargetId ?? "")).toEqual(groups.map(({ GroupId }) => GroupId));
  });

  it("have their access points", async () => {
    await sandbox.store.update(
      ({ sagemaker }) =>
        void Object.assign(sagemaker.domains[domainId] ?? {}, { homeFileSystem: { accessPoints: [{ name: "shared", path: "/shared" }] } }),
    );
    expect(await fileSystems.listAccessPoints(id)).toMatchObject([
      { FileSystemId: id, Name: "shared", RootDirectory: { Path: "/shared" } },
    ]);
  });

  it.each([
    ["a file system that is not there", () => fileSystems.describeFileSystem("fs-0123456789abcdef0"), "not-found"],
    ["a mount target that is not there", () => fileSystems.securityGroupsOf("fsmt-0123456789abcdef0"), "not-found"],
    ["an id that is none", () => fileSystems.listMountTargets("home"), "invalid"],
  ])("refuse %s", async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });
});

describe("the roles of the sandbox", () => {
  const policy = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";

  it("are created, read and given policies", async () => {
    const created = await roles.createRole({
      RoleName: "quick",
      Path: "/service-role/",
      AssumeRolePolicyDocument: sageMakerTrustPolicy,
      Tags: [{ Key: "a", Value: "b" }],
    });
    expect(created).toMatchObject({
      Arn: "arn:aws:iam::111122223333:role/service-role/quick",
      AssumeRolePolicyDocument: sageMakerTrustPolicy,
    });
    expect(await roles.getRole(created.Arn)).toMatchObject(created);
    await roles.attachPolicy("quick", policy);
    expect(await roles.attachedPolicies("quick")).toEqual([{ PolicyName: "AmazonSageMakerFullAccess", PolicyArn: policy }]);
    const names = (await collect(roles.listStudioRoles())).map(({ RoleName }) => RoleName);
    expect(names).toEqual(["AmazonSageMaker-ExecutionRole-20240301T101500", "quick"]);
    await expect(roles.createRole({ RoleName: "quick", AssumeRolePolicyDocument: sageMakerTrustPolicy })).rejects.toMatchObject({
      code: "in-use",
    });
  });

  it.each([
    ["a role that is not there", () => roles.getRole("none"), "not-found"],
    ["a policy that is not there", () => roles.attachPolicy("AWSServiceRoleForSupport", `${policy}X`), "not-found"],
    ["a name that is none", () => roles.getRole("a b"), "invalid"],
    ["a policy that is none", () => roles.createRole({ RoleName: "new", AssumeRolePolicyDocument: "{" }), "invalid"],
  ])("refuse %s", async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });
});

describe.each(["truncate", "html"])("an answer that is neither XML nor JSON (%s)", (error) => {
  it("is malformed", async () => {
    await sandbox.store.update(({ settings }) => void (settings.faults = [{ operation: "*", error }]));
    await expect(network.defaultVpc()).rejects.toMatchObject({ code: "malformed" });
    await expect(roles.getRole("quick")).rejects.toMatchObject({ code: "malformed" });
    await expect(fileSystems.describeFileSystem(fileSystemId(domainId))).rejects.toMatchObject({ code: "malformed" });
  });
});

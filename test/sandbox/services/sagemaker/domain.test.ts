import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultSubnetIds, defaultVpcId } from "../../../../src/sandbox/services/ec2/records.ts";
import { executionRole as ExecutionRole } from "../../../../src/sandbox/services/iam/records.ts";
import { createLifecycleConfig, domainId, errorOf, smallStudio, start, wire, type Wired } from "../../wire.ts";

const newDomain = {
  DomainName: "second",
  AuthMode: "IAM",
  DefaultUserSettings: { ExecutionRole },
  VpcId: defaultVpcId,
  SubnetIds: defaultSubnetIds.slice(2),
};
const supportRole = "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport";
const research = { DomainId: domainId };
const alice = { ...research, UserProfileName: "alice" };
const notes = { ...research, SpaceName: "notes" };
const torch = { ...alice, AppType: "KernelGateway", AppName: "torch" };

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

const arn = (name: string) => `arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/${name}`;
const image = (ImageName: string) => ({ ImageName, AppImageConfigName: "config" });
const refusalOf = async (UserSettings: object) => errorOf(await studio.call("UpdateUserProfile", { ...alice, UserSettings }));

describe("a domain", () => {
  it("is created, described, updated and deleted, each taking its time", async () => {
    const created = await studio.expect("CreateDomain", newDomain);
    const DomainId = String(created["DomainId"]);
    expect(created).toEqual({
      DomainId: expect.stringMatching(/^d-[a-z0-9]{12}$/),
      DomainArn: `arn:aws:sagemaker:us-east-1:111122223333:domain/${DomainId}`,
      Url: `https://${DomainId}.studio.us-east-1.sagemaker.aws`,
    });
    const describeIt = () => studio.expect("DescribeDomain", { DomainId });
    expect(await describeIt()).toMatchObject({ ...newDomain, Status: "Pending", CreationTime: start / 1000 });
    expect((await describeIt())["HomeEfsFileSystemId"]).toMatch(/^fs-[0-9a-f]{17}$/);
    studio.advance(8);
    expect(await describeIt()).toMatchObject({ Status: "InService" });
    await studio.expect("UpdateDomain", { DomainId, DefaultUserSettings: { SecurityGroups: ["sg-1"] } });
    expect(await describeIt()).toMatchObject({ Status: "Updating", DefaultUserSettings: { ExecutionRole, SecurityGroups: ["sg-1"] } });
    expect(errorOf(await studio.call("UpdateDomain", { DomainId }))).toMatch(/^ResourceInUse: .*Updating/);
    studio.advance(8);
    await studio.expect("DeleteDomain", { DomainId });
    expect(await describeIt()).toMatchObject({ Status: "Deleting" });
    studio.advance(8);
    expect(errorOf(await studio.call("DescribeDomain", { DomainId }))).toMatch(/^ResourceNotFound: /);
  });

  it("a creation fails if the settings say so", async () => {
    await studio.store.update(({ settings }) =>
      settings.faults.push({ operation: "CreateDomain", error: "fails", message: "no address left" }),
    );
    const { DomainId } = await studio.expect("CreateDomain", newDomain);
    studio.advance(8);
    expect(await studio.expect("DescribeDomain", { DomainId })).toMatchObject({ Status: "Failed", FailureReason: "no address left" });
  });

  it("is refused over the quota, in the service's words", async () => {
    await studio.store.update(({ settings }) => (settings.quotas = { "Total domains": 1 }));
    expect(errorOf(await studio.call("CreateDomain", newDomain))).toMatch(
      "ResourceLimitExceeded: The account-level service limit 'Total domains' is 1 Domains, with current utilization of 1 Domains and a request delta of 1 Domains. ",
    );
  });

  it("may do without a file system, and get one later", async () => {
    const { DomainId } = await studio.expect("CreateDomain", { ...newDomain, HomeEfsFileSystemCreation: "Disabled" });
    expect(await studio.expect("DescribeDomain", { DomainId })).not.toHaveProperty("HomeEfsFileSystemId");
    studio.advance(8);
    await studio.expect("UpdateDomain", { DomainId, HomeEfsFileSystemCreation: "Enabled" });
    expect((await studio.expect("DescribeDomain", { DomainId }))["HomeEfsFileSystemId"]).toMatch(/^fs-/);
    studio.advance(8);
    const disabled = await studio.call("UpdateDomain", { DomainId, HomeEfsFileSystemCreation: "Disabled" });
    expect(errorOf(disabled)).toMatch(/^ValidationException: /);
  });

  it.each([
    ["a VPC that is not there", { VpcId: "vpc-1" }, "The vpc ID 'vpc-1' does not exist"],
    ["a subnet that is not there", { SubnetIds: [...defaultSubnetIds, "subnet-1"] }, "The subnet ID 'subnet-1' does not exist"],
    [
      "a subnet of another VPC",
      { SubnetIds: ["subnet-0e5f60718a1b2c3d4"] },
      `The subnet 'subnet-0e5f60718a1b2c3d4' is not in the VPC '${defaultVpcId}'`,
    ],
    [
      "a role that is not there",
      { DefaultUserSettings: { ExecutionRole: `${ExecutionRole}1` } },
      `Could not assume role ${ExecutionRole}1. Please ensure that the role exists`,
    ],
    ["a role for others", { DefaultSpaceSettings: { ExecutionRole: supportRole } }, `Could not assume role ${supportRole}. `],
  ])("is refused with %s", async (_, members, text) => {
    expect(errorOf(await studio.call("CreateDomain", { ...newDomain, ...members }))).toContain(`ValidationException: ${text}`);
  });

  it("becomes VpcOnly only with its VPC and subnets beside it", async () => {
    expect(errorOf(await studio.call("UpdateDomain", { ...research, AppNetworkAccessType: "VpcOnly" }))).toBe(
      "ValidationException: VpcId and Subnet IDs are required for updating domains to VpcOnly mode.",
    );
  });

  it.each([
    ["another execution role", { DefaultUserSettings: { ExecutionRole: `${ExecutionRole}2` } }],
    [
      "another network access",
      {
        AppNetworkAccessType: "VpcOnly",
        VpcId: "vpc-0a1b2c3d4e5f60718",
        SubnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f60718a1"],
      },
    ],
    ["a subnet less", { SubnetIds: ["subnet-0a1b2c3d4e5f60718"] }],
  ])("cannot get %s while an app runs", async (_, change) => {
    await studio.expect("CreateApp", torch);
    studio.advance(6);
    expect(errorOf(await studio.call("UpdateDomain", { ...research, ...change }))).toMatch(
      /^ValidationException: Unable to update Domain \[arn:.*\] with InService App\. Delete all InService apps in the domain including shared Apps for \[domain-shared\] User Profile, and try again\.$/,
    );
    await studio.expect("DeleteApp", torch);
    studio.advance(3);
    await studio.expect("UpdateDomain", { ...research, ...change });
  });

  it("cannot lose a lifecycle config that an app runs with, but one that none uses", async () => {
    for (const name of ["used", "unused"]) await createLifecycleConfig(studio, name, "KernelGateway");
    const attach = (...names: string[]) => ({
      ...research,
      DefaultUserSettings: { KernelGatewayAppSettings: { LifecycleConfigArns: names.map(arn) } },
    });
    await studio.expect("UpdateDomain", attach("used", "unused"));
    studio.advance(8);
    await studio.expect("CreateApp", { ...torch, ResourceSpec: { LifecycleConfigArn: arn("used") } });
    studio.advance(6);
    expect(errorOf(await studio.call("UpdateDomain", attach("unused")))).toContain("with InService App");
    await studio.expect("UpdateDomain", attach("used"));
  });

  it("has lists that an update replaces, and an empty one clears", async () => {
    for (const ImageName of ["a", "b", "c"]) await studio.expect("CreateImage", { ImageName, RoleArn: ExecutionRole });
    await studio.expect("CreateAppImageConfig", { AppImageConfigName: "config" });
    const put = async (...names: string[]) => {
      await studio.expect("UpdateDomain", {
        ...research,
        DefaultUserSettings: { JupyterLabAppSettings: { CustomImages: names.map(image) } },
      });
      studio.advance(8);
      return studio.expect("DescribeDomain", research);
    };
    await put("a", "b");
    expect(await put("c")).toMatchObject({ DefaultUserSettings: { JupyterLabAppSettings: { CustomImages: [image("c")] } } });
    expect(await put()).toMatchObject({ DefaultUserSettings: { JupyterLabAppSettings: { CustomImages: [] } } });
  });
});

describe("a user profile", () => {
  const bob = { ...research, UserProfileName: "Bob" };

  it("is created with the next uid, and found in any case", async () => {
    const created = await studio.expect("CreateUserProfile", { ...bob, UserSettings: { ExecutionRole } });
    expect(created).toEqual({ UserProfileArn: "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-research/Bob" });
    studio.advance(3);
    expect(await studio.expect("DescribeUserProfile", { ...bob, UserProfileName: "bob" })).toMatchObject({
      ...bob,
      Status: "InService",
      HomeEfsFileSystemUid: expect.stringMatching(/^20\d{4}$/),
      UserSettings: { ExecutionRole },
    });
    expect(errorOf(await studio.call("CreateUserProfile", { ...bob, UserProfileName: "BOB" }))).toMatch(/^ResourceInUse: /);
  });

  it("is listed by domain and part of its name", async () => {
    await studio.expect("CreateUserProfile", bob);
    const names = async (filter: object) => {
      const profiles = await studio.list("ListUserProfiles", filter);
      return profiles.map(({ UserProfileName }) => UserProfileName);
    };
    expect(await names({})).toEqual(["alice", "Bob"]);
    expect(await names({ UserProfileNameContains: "BO" })).toEqual(["Bob"]);
    expect(await names({ DomainIdEquals: "d-none" })).toEqual([]);
  });

  it("is refused settings that the service refuses", async () => {
    const images = ["a", "b", "c", "d", "e", "f"].map(image);
    await createLifecycleConfig(studio, "a", "JupyterServer");
    expect(await refusalOf({ JupyterServerAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.micro" } } })).toBe(
      "ValidationException: Invalid instance type 'ml.t3.micro' for JupyterServer App. Only 'system' instance type is supported",
    );
    expect(await refusalOf({ JupyterServerAppSettings: { LifecycleConfigArns: [arn("a")] } })).toMatch(
      /^ValidationException: DefaultResourceSpec/,
    );
    expect(await refusalOf({ KernelGatewayAppSettings: { CustomImages: images } })).toMatch(/^ValidationException: .*CustomImages \[6\]/);
  });

  it("is refused with a role that SageMaker may not assume", async () => {
    const refused = await studio.call("CreateUserProfile", { ...bob, UserSettings: { ExecutionRole: supportRole } });
    expect(errorOf(refused)).toMatch(/^ValidationException: Could not assume role .*support/);
  });

  it("cannot be created in a domain that is not ready", async () => {
    const { DomainId } = await studio.expect("CreateDomain", newDomain);
    expect(errorOf(await studio.call("CreateUserProfile", { ...bob, DomainId }))).toMatch(/^ValidationException: .*Pending/);
  });
});

describe("a space", () => {
  it("is created with an owner, 5 GB and a type that stays", async () => {
    const lab = {
      ...research,
      SpaceName: "lab",
      OwnershipSettings: { OwnerUserProfileName: "alice" },
      SpaceSharingSettings: { SharingType: "Shared" },
    };
    await studio.expect("CreateSpace", { ...lab, SpaceSettings: { AppType: "CodeEditor" } });
    studio.advance(3);
    const SpaceStorageSettings = { EbsStorageSettings: { EbsVolumeSizeInGb: 5 } };
    expect(await studio.expect("DescribeSpace", lab)).toMatchObject({
      ...lab,
      Status: "InService",
      SpaceSettings: { AppType: "CodeEditor", SpaceStorageSettings },
    });
    expect(await studio.expect("ListSpaces", { SpaceNameContains: "LAB" })).toMatchObject({
      Spaces: [
        {
          SpaceName: "lab",
          SpaceSettingsSummary: { AppType: "CodeEditor", SpaceStorageSettings },
          SpaceSharingSettingsSummary: { SharingType: "Shared" },
          OwnershipSettingsSummary: { OwnerUserProfileName: "alice" },
        },
      ],
    });
    expect(errorOf(await studio.call("UpdateSpace", { ...research, SpaceName: "lab", SpaceSettings: { AppType: "CodeEditor" } }))).toBe(
      "ValidationException: Updating AppType for Space is not supported.",
    );
    for (const spec of [
      { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu" },
      { SageMakerImageVersionAlias: "3.2.0" },
    ]) {
      const SpaceSettings = { CodeEditorAppSettings: { DefaultResourceSpec: spec } };
      expect(errorOf(await studio.call("UpdateSpace", { ...research, SpaceName: "lab", SpaceSettings }))).toMatch(
        /^ValidationException: .*ec2InstanceType.*must not be null$/,
      );
    }
    expect(errorOf(await studio.call("CreateSpace", lab))).toMatch(/^ResourceInUse: /);
  });

  it.each([
    [
      "an owner who is not there",
      { OwnershipSettings: { OwnerUserProfileName: "bob" }, SpaceSharingSettings: { SharingType: "Private" } },
      "ResourceNotFound: UserProfile ",
    ],
    ["an owner without sharing", { OwnershipSettings: { OwnerUserProfileName: "alice" } }, "ValidationException: "],
    [
      "4 GB",
      { SpaceSettings: { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 4 } } } },
      "Member must have value greater than or equal to 5",
    ],
  ])("is refused with %s", async (_, members, text) => {
    expect(errorOf(await studio.call("CreateSpace", { ...research, SpaceName: "new", ...members }))).toContain(text);
  });

  it("a missing space has the service's two errors", async () => {
    expect(errorOf(await studio.call("DescribeSpace", { ...research, SpaceName: "none" }))).toMatch(/^ResourceNotFound: /);
    expect(errorOf(await studio.call("DescribeSpace", { ...notes, DomainId: "d-none" }))).toMatch(/^ValidationException: .*RecordNotFound/);
  });
});

describe("deleting goes apps, spaces, user profiles, domain", () => {
  it("and refuses what has something inside", async () => {
    const lab = { ...notes, AppType: "JupyterLab", AppName: "default" };
    const refusal = async (operation: string, members: object) => errorOf(await studio.call(operation, members));
    await studio.expect("CreateApp", lab);
    await studio.expect("CreateApp", torch);
    expect(await refusal("DeleteSpace", notes)).toMatch(/^ResourceInUse: .* because App\(s\) are associated with it/);
    expect(await refusal("DeleteUserProfile", alice)).toMatch(
      /^ResourceInUse: Unable to delete UserProfile \[arn:.*\] because App\(s\) are associated with it\.$/,
    );
    await studio.expect("DeleteApp", lab);
    await studio.expect("DeleteApp", torch);
    studio.advance(3);
    expect(await refusal("DeleteUserProfile", alice)).toMatch(/because Space\(s\) are associated with it\.$/);
    await studio.expect("DeleteSpace", notes);
    expect(await refusal("DeleteSpace", notes)).toMatch(/^ResourceInUse: /);
    expect(await refusal("DeleteDomain", research)).toMatch(/^ResourceInUse: .* because UserProfile\(s\) are associated with it/);
    studio.advance(3);
    await studio.expect("DeleteUserProfile", alice);
    studio.advance(3);
    await studio.expect("DeleteDomain", { ...research, RetentionPolicy: { HomeEfsFileSystem: "Delete" } });
    studio.advance(8);
    expect(await studio.expect("ListDomains")).toEqual({ Domains: [] });
  });

  it("and is not held up by a Failed app, which goes with its owner", async () => {
    await studio.store.update(({ settings }) => settings.faults.push({ operation: "CreateApp", error: "fails" }));
    await studio.expect("CreateApp", { ...notes, AppType: "JupyterLab", AppName: "default" });
    studio.advance(6);
    expect((await studio.call("DeleteSpace", notes)).status).toBe(200);
    expect(await studio.expect("ListApps", { SpaceNameEquals: notes.SpaceName })).toEqual({ Apps: [] });
  });
});

const builtIn = (BuiltInLifecycleConfigArn: string) => ({ JupyterLabAppSettings: { BuiltInLifecycleConfigArn } });

const update = async (arn: string) => await studio.call("UpdateDomain", { ...research, DefaultUserSettings: builtIn(arn) });

describe("a built-in lifecycle config", () => {
  it("cannot be deleted while settings name it, and is cleared by None", async () => {
    await createLifecycleConfig(studio, "lab", "JupyterLab");
    expect((await update(arn("lab"))).status).toBe(200);
    studio.advance(3_600);
    expect(errorOf(await studio.call("DeleteStudioLifecycleConfig", { StudioLifecycleConfigName: "lab" }))).toContain("ResourceInUse");
    expect((await update("None")).status).toBe(200);
    studio.advance(3_600);
    expect((await studio.expect("DescribeDomain", research))["DefaultUserSettings"]).not.toHaveProperty(
      "JupyterLabAppSettings.BuiltInLifecycleConfigArn",
    );
    expect((await studio.call("DeleteStudioLifecycleConfig", { StudioLifecycleConfigName: "lab" })).status).toBe(200);
  });
});

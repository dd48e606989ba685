import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { studioFileSystemTag } from "../../../../src/core/efs/file-system.ts";
import { createLifecycleConfig, domainId, errorOf, smallStudio, wire, type Wired } from "../../wire.ts";

const alice = { DomainId: domainId, UserProfileName: "alice" };
const domainArn = `arn:aws:sagemaker:us-east-1:111122223333:domain/${domainId}`;

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

async function outcome(operation: string, members: object): Promise<string> {
  const answer = await studio.call(operation, members);
  return answer.status === 200 ? "done" : errorOf(answer);
}

function startWith(lifecycleConfig: string): Promise<string> {
  const LifecycleConfigArn = `arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/${lifecycleConfig}`;
  return outcome("CreateApp", { ...alice, AppType: "KernelGateway", AppName: "torch", ResourceSpec: { LifecycleConfigArn } });
}

function lifecycleConfigArn(name: string): string {
  return `arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/${name}`;
}

function setBuiltIn(type: string, BuiltInLifecycleConfigArn: string): Promise<string> {
  return outcome("UpdateUserProfile", { ...alice, UserSettings: { [`${type}AppSettings`]: { BuiltInLifecycleConfigArn } } });
}

function sign(members: object): Promise<string> {
  return outcome("CreatePresignedDomainUrl", { ...alice, ...members });
}

describe("apps", () => {
  it("a JupyterServer takes another name than default", async () => {
    await studio.expect("CreateApp", { ...alice, AppType: "JupyterServer", AppName: "mine" });
    expect(await studio.expect("DescribeApp", { ...alice, AppType: "JupyterServer", AppName: "mine" })).toMatchObject({
      ResourceSpec: { InstanceType: "system" },
    });
  });

  it("Canvas runs on system", async () => {
    await studio.expect("CreateApp", { ...alice, AppType: "Canvas", AppName: "default" });
    expect(await studio.expect("DescribeApp", { ...alice, AppType: "Canvas", AppName: "default" })).toMatchObject({
      ResourceSpec: { InstanceType: "system" },
    });
  });

  it("the RStudio server belongs to domain-shared, in a domain that has RStudio, and nothing else does", async () => {
    const rstudio = { DomainId: domainId, UserProfileName: "domain-shared", AppType: "RStudioServerPro", AppName: "default" };
    expect(await outcome("CreateApp", rstudio)).toMatch(/^ValidationException: .*RStudioServerProDomainSettings/);
    const forUpdate = { RStudioServerProDomainSettingsForUpdate: { DomainExecutionRoleArn: "arn:aws:iam::111122223333:role/rstudio" } };
    await studio.expect("UpdateDomain", { DomainId: domainId, DomainSettingsForUpdate: forUpdate });
    studio.advance(10);
    expect(await outcome("CreateApp", rstudio)).toBe("done");
    expect(await studio.expect("DescribeApp", rstudio)).toMatchObject({ UserProfileName: "domain-shared", Status: "Pending" });
    expect(await outcome("CreateApp", { ...rstudio, AppName: "second" })).toMatch(/Invalid AppName \[second\]/);
    expect(await outcome("CreateApp", { ...rstudio, UserProfileName: "alice" })).toMatch(
      /only supported for UserProfile \[domain-shared\]/,
    );
    expect(await outcome("CreateApp", { ...rstudio, AppType: "JupyterServer" })).toMatch(/not supported for UserProfile \[domain-shared\]/);
  });

  it("a lifecycle config that does not exist, or is for another type of app, starts no app", async () => {
    await createLifecycleConfig(studio, "lab-setup", "JupyterLab");
    expect(await startWith("missing")).toMatch(/^ValidationException: .*does not exist/);
    expect(await startWith("lab-setup")).toMatch(
      /^ValidationException: .*is for AppType \[JupyterLab\], not for AppType \[KernelGateway\]/,
    );
  });

  it("None in place of a lifecycle config starts an app without one", async () => {
    expect(
      await outcome("CreateApp", { ...alice, AppType: "KernelGateway", AppName: "bare", ResourceSpec: { LifecycleConfigArn: "None" } }),
    ).toBe("done");
  });
});

describe("settings", () => {
  it("updates of RStudio are kept under the name that DescribeDomain gives them, beside the other domain settings", async () => {
    const DomainSettingsForUpdate = {
      SecurityGroupIds: ["sg-0123456789abcdef0"],
      RStudioServerProDomainSettingsForUpdate: { DomainExecutionRoleArn: "arn:aws:iam::111122223333:role/rstudio" },
    };
    await studio.expect("UpdateDomain", { DomainId: domainId, DomainSettingsForUpdate });
    expect((await studio.expect("DescribeDomain", { DomainId: domainId }))["DomainSettings"]).toEqual({
      SecurityGroupIds: ["sg-0123456789abcdef0"],
      RStudioServerProDomainSettings: { DomainExecutionRoleArn: "arn:aws:iam::111122223333:role/rstudio" },
    });
  });

  it("a profile that has no settings describes none, until an update gives it some", async () => {
    await studio.expect("CreateUserProfile", { DomainId: domainId, UserProfileName: "bob" });
    studio.advance(10);
    const bob = { DomainId: domainId, UserProfileName: "bob" };
    expect(await studio.expect("DescribeUserProfile", bob)).not.toHaveProperty("UserSettings");
    await studio.expect("UpdateUserProfile", bob);
    studio.advance(10);
    expect(await studio.expect("DescribeUserProfile", bob)).not.toHaveProperty("UserSettings");
    await studio.expect("UpdateUserProfile", { ...bob, UserSettings: { SecurityGroups: ["sg-0123456789abcdef0"] } });
    expect(await studio.expect("DescribeUserProfile", bob)).toMatchObject({ UserSettings: { SecurityGroups: ["sg-0123456789abcdef0"] } });
  });

  it.each(["DefaultUserSettings", "DefaultSpaceSettings"])(
    "%s of a domain name lifecycle configs that exist, each for its type of app",
    async (member) => {
      await createLifecycleConfig(studio, "lab-setup", "JupyterLab");
      const attach = (type: string, name: string) =>
        outcome("UpdateDomain", {
          DomainId: domainId,
          [member]: {
            [`${type}AppSettings`]: { LifecycleConfigArns: [`arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/${name}`] },
          },
        });
      expect(await attach("JupyterLab", "missing")).toMatch(/does not exist/);
      expect(await attach("KernelGateway", "lab-setup")).toMatch(/not for AppType \[KernelGateway\]/);
      expect(await attach("JupyterLab", "lab-setup")).toBe("done");
    },
  );

  it("a built-in lifecycle config exists, for its type of app, or is None", async () => {
    await createLifecycleConfig(studio, "lab-setup", "JupyterLab");
    expect(await setBuiltIn("JupyterLab", lifecycleConfigArn("missing"))).toMatch(/missing\] does not exist/);
    expect(await setBuiltIn("CodeEditor", lifecycleConfigArn("lab-setup"))).toMatch(/not for AppType \[CodeEditor\]/);
    expect(await setBuiltIn("JupyterLab", "None")).toBe("done");
    studio.advance(10);
    expect(await setBuiltIn("JupyterLab", lifecycleConfigArn("lab-setup"))).toBe("done");
  });

  it("a default resource spec names a lifecycle config that exists, too", async () => {
    const DefaultResourceSpec = { LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/missing" };
    expect(await outcome("UpdateUserProfile", { ...alice, UserSettings: { KernelGatewayAppSettings: { DefaultResourceSpec } } })).toMatch(
      /missing\] does not exist/,
    );
  });
});

describe("names", () => {
  it.each([
    ["CreateUserProfile", { DomainId: domainId, UserProfileName: "Bob" }, { DomainId: domainId, UserProfileName: "bOB" }],
    ["CreateSpace", { DomainId: domainId, SpaceName: "Lab" }, { DomainId: domainId, SpaceName: "lAB" }],
    [
      "CreateImage",
      { ImageName: "Torch", RoleArn: "arn:aws:iam::111122223333:role/r" },
      { ImageName: "torch", RoleArn: "arn:aws:iam::111122223333:role/r" },
    ],
    ["CreateAppImageConfig", { AppImageConfigName: "Torch" }, { AppImageConfigName: "torch" }],
    [
      "CreateStudioLifecycleConfig",
      { StudioLifecycleConfigName: "Setup", StudioLifecycleConfigContent: "ZWNobw==", StudioLifecycleConfigAppType: "JupyterLab" },
      { StudioLifecycleConfigName: "setup", StudioLifecycleConfigContent: "ZWNobw==", StudioLifecycleConfigAppType: "JupyterLab" },
    ],
  ])("%s takes no name that differs from a used one in case only", async (operation, first, second) => {
    expect(await outcome(operation, first)).toBe("done");
    expect(await outcome(operation, second)).toMatch(/^ResourceInUse: /);
  });
});

describe("tags and tokens", () => {
  it.each(["aws:cloudformation:stack-name", "AWS:x"])("a tag key %s is refused, when tagging and when creating", async (Key) => {
    const Tags = [
      { Key: "team", Value: "vision" },
      { Key, Value: "x" },
    ];
    expect(await outcome("AddTags", { ResourceArn: domainArn, Tags })).toMatch(/^ValidationException: .*reserved/);
    expect(await outcome("CreateUserProfile", { DomainId: domainId, UserProfileName: "bob", Tags })).toMatch(
      /^ValidationException: .*reserved/,
    );
    expect(await studio.list("ListTags", { ResourceArn: domainArn })).toEqual([]);
    expect((await studio.list("ListUserProfiles")).map(({ UserProfileName }) => UserProfileName)).toEqual(["alice"]);
  });

  it.each([
    ["ListTags", { ResourceArn: domainArn }],
    ["ListApps", {}],
    ["ListSpaces", {}],
    ["ListImages", {}],
    ["ListStudioLifecycleConfigs", {}],
  ])("%s refuses a token that it has not given out", async (operation, members) => {
    expect(await outcome(operation, { ...members, NextToken: "bm9uZQ" })).toMatch(/^ValidationException: Invalid NextToken/);
  });
});

describe("presigned URLs", () => {
  it("of a private space is for its owner alone, of a shared one for every user", async () => {
    await studio.expect("CreateUserProfile", { DomainId: domainId, UserProfileName: "bob" });
    studio.advance(10);
    expect(await sign({ SpaceName: "notes" })).toBe("done");
    expect(await sign({ SpaceName: "notes", UserProfileName: "ALICE" })).toBe("done");
    expect(await sign({ SpaceName: "notes", UserProfileName: "bob" })).toMatch(/^ValidationException: .*bob\] does not own/);
    const shared = {
      DomainId: domainId,
      SpaceName: "team",
      OwnershipSettings: { OwnerUserProfileName: "alice" },
      SpaceSharingSettings: { SharingType: "Shared" },
    };
    await studio.expect("CreateSpace", shared);
    expect(await sign({ SpaceName: "team", UserProfileName: "bob" })).toBe("done");
  });

  it.each(["studio::", "studio::home", "app:JupyterLab:lab/tree/a.ipynb", "app:Canvas:", "app:RStudioServerPro:"])(
    "lead to %s",
    async (LandingUri) => {
      expect(await sign({ LandingUri })).toBe("done");
    },
  );

  it.each(["https://example.com", "studio", "app:Notebook:", "app:JupyterLab", "javascript:x"])(
    "lead nowhere else: %s",
    async (LandingUri) => {
      expect(await sign({ LandingUri })).toMatch(/^ValidationException: Invalid LandingUri/);
    },
  );
});

it("the security groups of a domain carry the tag that names their domain", async () => {
  const answer = await studio.form("2016-11-15", "DescribeSecurityGroups");
  expect(answer.text).toContain(`<key>${studioFileSystemTag}</key><value>${domainArn}</value>`);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { domainId, errorOf, smallStudio, start, wire, type Wired } from "../../wire.ts";

const alice = { DomainId: domainId, UserProfileName: "alice" };
const gateway = { ...alice, AppType: "KernelGateway", AppName: "torch" };
const lab = { DomainId: domainId, SpaceName: "notes", AppType: "JupyterLab", AppName: "default" };

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

function runOn(InstanceType: string): object {
  return { KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType } } };
}

async function createGateways(names: readonly string[], InstanceType = "ml.t3.medium"): Promise<void> {
  for (const AppName of names) await studio.expect("CreateApp", { ...gateway, AppName, ResourceSpec: { InstanceType } });
}

async function statuses(): Promise<string[]> {
  const apps = await studio.list("ListApps");
  return apps.map(({ AppName, Status }) => `${String(AppName)} ${String(Status)}`);
}

describe("an app's life", () => {
  it("is Pending, then InService, then Deleting, then Deleted, then not listed after 24 hours", async () => {
    await studio.expect("CreateApp", gateway);
    expect(await statuses()).toEqual(["torch Pending"]);
    studio.advance(6);
    expect(await statuses()).toEqual(["torch InService"]);
    await studio.expect("DeleteApp", gateway);
    expect(await statuses()).toEqual(["torch Deleting"]);
    studio.advance(3);
    expect(await statuses()).toEqual(["torch Deleted"]);
    studio.advance(24 * 3600 - 1);
    expect(await statuses()).toEqual(["torch Deleted"]);
    studio.advance(1);
    expect(await statuses()).toEqual([]);
    expect(errorOf(await studio.call("DescribeApp", gateway))).toMatch(/^ResourceNotFound: /);
  });

  it("keeps the older CreationTime when the name is used again within 24 hours", async () => {
    await createGateways(["torch"]);
    await studio.expect("DeleteApp", gateway);
    studio.advance(3600);
    await createGateways(["torch"], "ml.m5.large");
    expect(await studio.expect("DescribeApp", gateway)).toMatchObject({
      CreationTime: start / 1000,
      Status: "Pending",
      ResourceSpec: { InstanceType: "ml.m5.large" },
    });
  });

  it("answers its ARN with the type in lower case and the owner as it was created", async () => {
    const answer = await studio.expect("CreateApp", { ...gateway, UserProfileName: "ALICE" });
    expect(answer).toEqual({ AppArn: "arn:aws:sagemaker:us-east-1:111122223333:app/d-research/alice/kernelgateway/torch" });
    expect(await studio.expect("DescribeApp", gateway)).toMatchObject({ UserProfileName: "alice" });
  });

  it("shows the resource specification in the list", async () => {
    await createGateways(["torch"]);
    expect(await studio.expect("ListApps")).toEqual({
      Apps: [{ ...gateway, Status: "Pending", CreationTime: start / 1000, ResourceSpec: { InstanceType: "ml.t3.medium" } }],
    });
  });

  it("moves both timestamps with its health checks while nobody uses it", async () => {
    await studio.expect("CreateApp", gateway);
    expect(await studio.expect("DescribeApp", gateway)).not.toHaveProperty("LastHealthCheckTimestamp");
    studio.advance(3600);
    const checked = start / 1000 + 3600;
    expect(await studio.expect("DescribeApp", gateway)).toMatchObject({
      LastHealthCheckTimestamp: checked,
      LastUserActivityTimestamp: checked,
    });
  });

  it("fails when the sandbox was told so, and then stands in nobody's way", async () => {
    await studio.store.update(({ settings }) =>
      settings.faults.push({ operation: "CreateApp", error: "fails", message: "InternalError: no image", times: 1 }),
    );
    await studio.expect("CreateApp", gateway);
    studio.advance(6);
    expect(await studio.expect("DescribeApp", gateway)).toMatchObject({ Status: "Failed", FailureReason: "InternalError: no image" });
    expect(errorOf(await studio.call("DeleteApp", gateway))).toMatch(
      /^ValidationException: .*previously failed and was automatically deleted/,
    );
    await studio.expect("CreateApp", gateway);
    studio.advance(6);
    expect(await statuses()).toEqual(["torch InService"]);
  });

  it("ends what ran in it: an app of the same name begins without kernels", async () => {
    const key = `${domainId}/user/alice`;
    const kernel = { id: "k", name: "python3", state: "idle", activity: { at: start }, connections: 0 } as const;
    await studio.store.update(({ jupyter }) => {
      const kernels = [
        { ...kernel, appName: "torch" },
        { ...kernel, appName: "other" },
      ];
      jupyter.servers[key] = { mode: "up", kernels, terminals: [{ name: "1" }] };
    });
    await studio.expect("CreateApp", gateway);
    await studio.expect("DeleteApp", gateway);
    expect((await studio.store.read()).jupyter.servers[key]).toMatchObject({
      kernels: [{ appName: "other" }],
      terminals: [{ name: "1" }],
    });
  });
});

describe("CreateApp", () => {
  it("refuses a fifth KernelGateway app on one instance, not one on another", async () => {
    await createGateways(["a", "b", "c", "d"]);
    const fifth = await studio.call("CreateApp", { ...gateway, AppName: "e" });
    expect(errorOf(fifth)).toBe(
      "ResourceLimitExceeded: Unable to start more Apps of AppType [KernelGateway] and ResourceSpec(instanceType=[ml.t3.medium]) " +
        "for UserProfile [alice]. Please delete an App with a matching AppType and ResourceSpec, then try again",
    );
    await createGateways(["e"], "ml.m5.large");
    await studio.expect("DeleteApp", { ...gateway, AppName: "a" });
    await createGateways(["f"]);
  });

  it("takes the profile's instance type, then the domain's, then ml.t3.medium", async () => {
    const created = async (AppName: string) => {
      await studio.expect("CreateApp", { ...gateway, AppName });
      return studio.expect("DescribeApp", { ...gateway, AppName });
    };
    expect(await created("a")).toMatchObject({ ResourceSpec: { InstanceType: "ml.t3.medium" } });
    await studio.expect("UpdateDomain", { DomainId: domainId, DefaultUserSettings: runOn("ml.m5.large") });
    studio.advance(8);
    expect(await created("b")).toMatchObject({ ResourceSpec: { InstanceType: "ml.m5.large" } });
    await studio.expect("UpdateUserProfile", { ...alice, UserSettings: runOn("ml.c5.large") });
    studio.advance(3);
    expect(await created("c")).toMatchObject({ ResourceSpec: { InstanceType: "ml.c5.large" } });
  });

  it.each([
    [
      "a JupyterServer on an instance",
      { ...alice, AppType: "JupyterServer", AppName: "default", ResourceSpec: { InstanceType: "ml.t3.micro" } },
      "Invalid instance type 'ml.t3.micro' for JupyterServer App. Only 'system' instance type is supported",
    ],
    ["a JupyterLab of another name", { ...lab, AppName: "mine" }, "Invalid AppName [mine]"],
    ["a JupyterLab for a user", { ...lab, SpaceName: undefined, UserProfileName: "alice" }, "only supported for Spaces"],
    ["a CodeEditor in a JupyterLab space", { ...lab, AppType: "CodeEditor" }, "does not match the AppType [JupyterLab]"],
    ["nobody's app", { DomainId: domainId, AppType: "KernelGateway", AppName: "x" }, "Exactly one of UserProfileName and SpaceName"],
    ["an app of two owners", { ...gateway, SpaceName: "notes" }, "Exactly one of UserProfileName and SpaceName"],
  ])("refuses %s", async (_, request, text) => {
    const answer = await studio.call("CreateApp", request);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch("ValidationException: ");
    expect(errorOf(answer)).toContain(text);
    expect(await statuses()).toEqual([]);
  });

  it("runs a JupyterServer on system", async () => {
    await studio.expect("CreateApp", { ...alice, AppType: "JupyterServer", AppName: "default" });
    expect(await studio.expect("ListApps")).toMatchObject({ Apps: [{ ResourceSpec: { InstanceType: "system" } }] });
  });

  it.each(["KernelGateway", "JupyterServer"])("refuses %s where Classic is closed", async (AppType) => {
    await studio.store.update(({ settings }) => (settings.classic = "closed"));
    expect(errorOf(await studio.call("CreateApp", { ...alice, AppType, AppName: "default" }))).toBe(
      `ValidationException: Invalid AppType [${AppType}]. This AppType has been deprecated.`,
    );
    await studio.expect("CreateApp", lab);
  });

  it("refuses a name that is in use, until it is deleted", async () => {
    await studio.expect("CreateApp", lab);
    expect(errorOf(await studio.call("CreateApp", lab))).toMatch(/^ResourceInUse: App \[.*\] already exists/);
    await studio.expect("DeleteApp", lab);
    expect(errorOf(await studio.call("CreateApp", lab))).toMatch(/^ResourceInUse: /);
    studio.advance(3);
    await studio.expect("CreateApp", lab);
  });

  it("refuses an instance type whose quota is 0, and one over a quota that was set", async () => {
    const big = { ...gateway, ResourceSpec: { InstanceType: "ml.g5.48xlarge" } };
    expect(errorOf(await studio.call("CreateApp", big))).toMatch(
      "ResourceLimitExceeded: The account-level service limit 'Studio KernelGateway Apps running on ml.g5.48xlarge instance' is 0 Apps, " +
        "with current utilization of 0 Apps and a request delta of 1 Apps. ",
    );
    await studio.store.update(({ settings }) => (settings.quotas = { "Studio KernelGateway Apps running on ml.t3.medium instance": 1 }));
    await createGateways(["a"]);
    expect(errorOf(await studio.call("CreateApp", gateway))).toContain("is 1 Apps, with current utilization of 1 Apps");
  });

  it("finds the storage of a space busy just after UpdateSpace", async () => {
    await studio.expect("UpdateSpace", { DomainId: domainId, SpaceName: "notes", SpaceDisplayName: "Notes" });
    studio.advance(3);
    expect(errorOf(await studio.call("CreateApp", lab))).toMatch(/^ResourceInUse: .* because storage is not in Available status\.$/);
    studio.advance(7);
    await studio.expect("CreateApp", lab);
  });

  it("finds the storage of a space available at once where changes of spaces take no time", async () => {
    await studio.store.update(({ settings }) => (settings.transitionSeconds.space = 0));
    await studio.expect("UpdateSpace", { DomainId: domainId, SpaceName: "notes", SpaceDisplayName: "Notes" });
    expect(await studio.expect("CreateApp", lab)).toMatchObject({ AppArn: expect.any(String) });
  });

  it("refuses a missing domain or owner", async () => {
    expect(errorOf(await studio.call("CreateApp", { ...gateway, DomainId: "d-none" }))).toMatch(/^ResourceNotFound: Domain /);
    expect(errorOf(await studio.call("CreateApp", { ...gateway, UserProfileName: "bob" }))).toMatch(/^ResourceNotFound: UserProfile /);
  });
});

describe("DeleteApp and DescribeApp", () => {
  it("answers an empty body", async () => {
    await studio.expect("CreateApp", gateway);
    const answer = await studio.call("DeleteApp", gateway);
    expect([answer.status, answer.text]).toEqual([200, ""]);
  });

  it("refuses to delete twice", async () => {
    await studio.expect("CreateApp", gateway);
    await studio.expect("DeleteApp", gateway);
    expect(errorOf(await studio.call("DeleteApp", gateway))).toMatch(/^ResourceInUse: /);
    studio.advance(3);
    expect(errorOf(await studio.call("DeleteApp", gateway))).toMatch(/^ValidationException: .*has already been deleted/);
  });

  it("tells what is missing in the service's two ways", async () => {
    expect(errorOf(await studio.call("DescribeApp", gateway))).toMatch(/^ResourceNotFound: /);
    expect(errorOf(await studio.call("DescribeApp", { ...gateway, UserProfileName: "bob" }))).toMatch(
      /^ValidationException: .*RecordNotFound/,
    );
  });
});

describe("ListApps", () => {
  it("filters by domain, user and space, in any case", async () => {
    await createGateways(["torch"]);
    await studio.expect("CreateApp", lab);
    const names = async (filter: object) => (await studio.list("ListApps", filter)).map(({ AppName }) => AppName);
    expect(await names({ UserProfileNameEquals: "Alice" })).toEqual(["torch"]);
    expect(await names({ SpaceNameEquals: "notes" })).toEqual(["default"]);
    expect(await names({ DomainIdEquals: "d-other" })).toEqual([]);
  });

  it("refuses a user together with a space", async () => {
    const answer = await studio.call("ListApps", { UserProfileNameEquals: "alice", SpaceNameEquals: "notes" });
    expect(errorOf(answer)).toMatch(/^ValidationException: /);
  });
});

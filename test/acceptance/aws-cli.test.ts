import { execFile, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sageMakerTrustPolicy } from "../../src/core/domain/roles.ts";
import { emptyState } from "../../src/sandbox/empty-state.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { repository } from "../sandbox/wire.ts";

/* Every operation of the sandbox as the `aws` command sends it, in an order in which each succeeds. */

const roleArn = "arn:aws:iam::111122223333:role/service-role/studio";
const image = ["--image-name", "torch"];
const config = ["--app-image-config-name", "torch"];
const lifecycle = ["--studio-lifecycle-config-name", "setup"];

let sandbox: Sandbox;
let now = Date.now();
/** Found by one test, used by the next. */
let vpcId: string;
let subnetIds: readonly string[];

/** The JSON that the command prints; an empty object where it prints nothing. */
function aws(...words: string[]): Promise<Record<string, unknown>> {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return new Promise((resolve, reject) => {
    execFile("aws", ["--endpoint-url", sandbox.endpoint, "--output", "json", ...words], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout.trim() === "" ? "{}" : stdout));
      else reject(new Error(`aws ${words.join(" ")}: ${stderr.trim()}`));
    });
  });
}

/** What the command prints as a list. */
async function texts(...words: string[]): Promise<string[]> {
  return Object.values(await aws(...words)).map(String);
}

const sagemaker = (operation: string, ...words: string[]) => aws("sagemaker", operation, ...words);
const efs = (operation: string, ...words: string[]) => aws("efs", operation, ...words);
const only = (name: string, value: string) => ["--filters", `Name=${name},Values=${value}`];
const pass = (seconds: number) => void (now += seconds * 1000);

const version = spawnSync("aws", ["--version"], { encoding: "utf8" });
const installed = version.status === 0;

describe.each(installed ? [version.stdout.split(" ")[0]] : [])("%s against the sandbox", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    const state = emptyState();
    state.ecr.repositories["torch"] = repository("1", "2", "3");
    sandbox = await startSandbox({ store: memoryStore(state), realNow: () => now });
  });
  afterAll(() => sandbox.close());

  it("the aws command reads its identity from the sandbox", async () => {
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: "111122223333" });
  });

  it("reads prices, page after page", async () => {
    const filter = [
      "--filters",
      "Type=TERM_MATCH,Field=regionCode,Value=us-east-1",
      "Type=TERM_MATCH,Field=platoinstancetype,Value=Studio-Notebook",
    ];
    const { PriceList } = await aws("pricing", "get-products", "--service-code", "AmazonSageMaker", "--page-size", "10", ...filter);
    expect(Array.isArray(PriceList) ? PriceList.map((item) => JSON.parse(String(item)).product.attributes.usagetype) : []).toContain(
      "USE1-Studio:KernelGateway-ml.m5.large",
    );
  });

  it("finds containers, their platform and where that is told", async () => {
    expect(await aws("ecr", "describe-repositories", "--query", "repositories[].repositoryUri")).toEqual([
      "111122223333.dkr.ecr.us-east-1.amazonaws.com/torch",
    ]);
    const torch = ["--repository-name", "torch"];
    expect(await aws("ecr", "describe-images", ...torch, "--page-size", "1", "--query", "imageDetails[].imageTags[]")).toEqual([
      "1",
      "2",
      "3",
    ]);
    expect(await aws("ecr", "list-images", ...torch, "--page-size", "2")).toMatchObject({
      imageIds: [{ imageTag: "1" }, { imageTag: "2" }, { imageTag: "3" }],
    });
    const [manifest] = await texts("ecr", "batch-get-image", ...torch, "--image-ids", "imageTag=2", "--query", "images[].imageManifest");
    const { digest } = JSON.parse(manifest ?? "").config;
    expect(await aws("ecr", "get-download-url-for-layer", ...torch, "--layer-digest", digest)).toMatchObject({
      downloadUrl: expect.stringContaining(sandbox.endpoint),
    });
  });

  it("reads quotas, page after page", async () => {
    const medium = "Studio JupyterLab Apps running on ml.t3.medium instances";
    const query = ["--page-size", "60", "--query", `Quotas[?QuotaName=='${medium}'].Value`];
    expect(await aws("service-quotas", "list-service-quotas", "--service-code", "sagemaker", ...query)).toEqual([1000]);
    expect(await aws("service-quotas", "list-aws-default-service-quotas", "--service-code", "sagemaker", ...query)).toEqual([2]);
    const [code] = await texts(
      "service-quotas",
      "list-service-quotas",
      "--service-code",
      "sagemaker",
      "--query",
      "Quotas[?QuotaName=='Total domains'].QuotaCode",
    );
    expect(await aws("service-quotas", "get-service-quota", "--service-code", "sagemaker", "--quota-code", code ?? "")).toMatchObject({
      Quota: { Value: 5 },
    });
  });

  it("finds the default VPC, its subnets and its groups", async () => {
    const { Vpcs } = await aws("ec2", "describe-vpcs", ...only("is-default", "true"));
    expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: "172.31.0.0/16", State: "available" }]);
    const [vpc] = await texts("ec2", "describe-vpcs", ...only("is-default", "true"), "--query", "Vpcs[].VpcId");
    vpcId = vpc ?? "";
    subnetIds = await texts("ec2", "describe-subnets", ...only("vpc-id", vpcId), "--page-size", "5", "--query", "Subnets[].SubnetId");
    expect(subnetIds).toHaveLength(3);
    expect(await texts("ec2", "describe-security-groups", ...only("vpc-id", vpcId), "--query", "SecurityGroups[].GroupName")).toEqual([
      "default",
    ]);
    await expect(aws("ec2", "describe-subnets", "--subnet-ids", "subnet-1")).rejects.toThrow(
      "An error occurred (InvalidSubnetID.NotFound) when calling the DescribeSubnets operation: The subnet ID 'subnet-1' does not exist",
    );
  });

  it("creates a role, and deletes it", async () => {
    const role = ["--role-name", "studio"];
    const other = ["--role-name", "other"];
    const policy = ["--policy-arn", "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"];
    const trust = ["--assume-role-policy-document", sageMakerTrustPolicy];
    const created = await aws("iam", "create-role", ...role, ...trust, "--path", "/service-role/", "--tags", "Key=team,Value=nlp");
    expect(created).toMatchObject({
      Role: { Arn: roleArn, AssumeRolePolicyDocument: JSON.parse(sageMakerTrustPolicy), Tags: [{ Key: "team", Value: "nlp" }] },
    });
    await aws("iam", "attach-role-policy", ...role, ...policy);
    expect(await aws("iam", "list-attached-role-policies", ...role)).toMatchObject({
      AttachedPolicies: [{ PolicyName: "AmazonSageMakerFullAccess" }],
    });
    expect(await texts("iam", "list-roles", "--page-size", "1", "--query", "Roles[].RoleName")).toContain("studio");
    await aws("iam", "create-role", ...other, ...trust);
    await aws("iam", "attach-role-policy", ...other, ...policy);
    await expect(aws("iam", "delete-role", ...other)).rejects.toThrow("An error occurred (DeleteConflict)");
    await aws("iam", "detach-role-policy", ...other, ...policy);
    await aws("iam", "delete-role", ...other);
    await expect(aws("iam", "get-role", ...other)).rejects.toThrow("An error occurred (NoSuchEntity)");
  });

  it("creates, describes, lists, updates and deletes a Studio", async () => {
    const settings = JSON.stringify({ ExecutionRole: roleArn });
    const created = await sagemaker(
      "create-domain",
      "--domain-name",
      "cli",
      "--auth-mode",
      "IAM",
      "--default-user-settings",
      settings,
      "--vpc-id",
      vpcId,
      "--subnet-ids",
      ...subnetIds,
    );
    const domain = ["--domain-id", String(created["DomainId"])];
    const user = [...domain, "--user-profile-name", "alice"];
    const space = [...domain, "--space-name", "notes"];
    const app = [...user, "--app-type", "KernelGateway", "--app-name", "torch"];
    pass(10);
    expect(await sagemaker("list-domains")).toMatchObject({ Domains: [{ DomainName: "cli", Status: "InService" }] });
    await sagemaker("create-user-profile", ...user);
    pass(10);
    await sagemaker("update-user-profile", ...user, "--user-settings", settings);
    await sagemaker("update-domain", ...domain, "--default-user-settings", settings);
    const sharing = ["--ownership-settings", "OwnerUserProfileName=alice", "--space-sharing-settings", "SharingType=Private"];
    pass(10);
    await sagemaker("create-space", ...space, ...sharing, "--space-settings", "AppType=JupyterLab");
    pass(10);
    await sagemaker("update-space", ...space, "--space-display-name", "Notes");
    expect(await sagemaker("describe-space", ...space)).toMatchObject({ SpaceDisplayName: "Notes" });
    expect(await sagemaker("list-spaces")).toMatchObject({ Spaces: [{ SpaceName: "notes" }] });
    await sagemaker("create-app", ...app, "--resource-spec", "InstanceType=ml.m5.large");
    pass(10);
    expect(await sagemaker("describe-app", ...app)).toMatchObject({ Status: "InService" });
    expect(await sagemaker("list-apps", "--query", "Apps[].ResourceSpec.InstanceType")).toEqual(["ml.m5.large"]);
    expect(await sagemaker("describe-user-profile", ...user)).toMatchObject({ UserProfileName: "alice" });
    expect(await sagemaker("list-user-profiles")).toMatchObject({ UserProfiles: [{ Status: "InService" }] });
    expect(await sagemaker("create-presigned-domain-url", ...user)).toHaveProperty("AuthorizedUrl");
    await sagemaker("delete-app", ...app);
    await sagemaker("delete-space", ...space);
    pass(10);
    await sagemaker("delete-user-profile", ...user);
    pass(10);
    await sagemaker("delete-domain", ...domain);
    expect(await sagemaker("describe-domain", ...domain)).toMatchObject({ Status: "Deleting" });
  });

  it("reads the file system that the domain left", async () => {
    pass(10);
    expect(await sagemaker("list-domains")).toEqual({ Domains: [] });
    const [fileSystem = ""] = await texts("efs", "describe-file-systems", "--page-size", "1", "--query", "FileSystems[].FileSystemId");
    const only = ["--file-system-id", fileSystem];
    expect(await efs("describe-file-systems", ...only)).toMatchObject({
      FileSystems: [{ LifeCycleState: "available", NumberOfMountTargets: 3, Encrypted: true }],
    });
    const zones = await texts(
      "efs",
      "describe-mount-targets",
      ...only,
      "--page-size",
      "1",
      "--query",
      "MountTargets[].AvailabilityZoneName",
    );
    expect(zones).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    const [target = ""] = await texts("efs", "describe-mount-targets", ...only, "--query", "MountTargets[].MountTargetId");
    const groups = await texts("efs", "describe-mount-target-security-groups", "--mount-target-id", target, "--query", "SecurityGroups");
    const [name] = await texts("ec2", "describe-security-groups", "--group-ids", ...groups, "--query", "SecurityGroups[].GroupName");
    expect(name).toMatch(/^security-group-for-inbound-nfs-d-/);
    expect(await efs("describe-access-points", ...only, "--page-size", "1")).toEqual({ AccessPoints: [] });
    const arn = `arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${fileSystem}`;
    expect(await efs("list-tags-for-resource", "--resource-id", arn)).toMatchObject({
      Tags: [{ Key: "ManagedByAmazonSageMakerResource" }],
    });
    await expect(efs("describe-mount-targets", "--mount-target-id", "fsmt-0123456789abcdef0")).rejects.toThrow(
      "An error occurred (MountTargetNotFound) when calling the DescribeMountTargets operation: Mount target 'fsmt-0123456789abcdef0' does not exist.",
    );
  });

  it("pages by itself", async () => {
    for (const name of ["a", "b", "c"]) await sagemaker("create-image", "--image-name", name, "--role-arn", roleArn);
    const names = await sagemaker(
      "list-images",
      "--page-size",
      "1",
      "--sort-by",
      "IMAGE_NAME",
      "--sort-order",
      "ASCENDING",
      "--query",
      "Images[].ImageName",
    );
    expect(names).toEqual(["a", "b", "c"]);
  });

  it("handles images, versions, configs and tags", async () => {
    const { ImageArn } = await sagemaker("create-image", ...image, "--role-arn", roleArn, "--tags", "Key=team,Value=nlp");
    pass(10);
    await sagemaker(
      "create-image-version",
      ...image,
      "--base-image",
      "111122223333.dkr.ecr.us-east-1.amazonaws.com/torch:2",
      "--aliases",
      "stable",
    );
    pass(10);
    await sagemaker("update-image-version", ...image, "--alias", "stable", "--release-notes", "first");
    expect(await sagemaker("describe-image-version", ...image)).toMatchObject({ Version: 1, ReleaseNotes: "first" });
    expect(await sagemaker("list-image-versions", ...image)).toMatchObject({ ImageVersions: [{ ImageVersionStatus: "CREATED" }] });
    expect(await sagemaker("list-aliases", ...image)).toEqual({ SageMakerImageVersionAliases: ["stable"] });
    await sagemaker("update-image", ...image, "--description", "for training");
    pass(10);
    expect(await sagemaker("describe-image", ...image)).toMatchObject({ Description: "for training" });
    const arn = ["--resource-arn", String(ImageArn)];
    await sagemaker("add-tags", ...arn, "--tags", "Key=keep,Value=true");
    await sagemaker("delete-tags", ...arn, "--tag-keys", "team");
    expect(await sagemaker("list-tags", ...arn)).toEqual({ Tags: [{ Key: "keep", Value: "true" }] });
    await sagemaker("delete-image-version", ...image, "--alias", "stable");
    await sagemaker("delete-image", ...image);
    await sagemaker("create-app-image-config", ...config);
    await sagemaker("update-app-image-config", ...config, "--jupyter-lab-app-image-config", "{}");
    expect(await sagemaker("describe-app-image-config", ...config)).toHaveProperty("JupyterLabAppImageConfig");
    expect(await sagemaker("list-app-image-configs")).toMatchObject({ AppImageConfigs: [{ AppImageConfigName: "torch" }] });
    await sagemaker("delete-app-image-config", ...config);
    await sagemaker(
      "create-studio-lifecycle-config",
      ...lifecycle,
      "--studio-lifecycle-config-content",
      "ZWNobwo=",
      "--studio-lifecycle-config-app-type",
      "JupyterLab",
    );
    expect(await sagemaker("describe-studio-lifecycle-config", ...lifecycle)).toMatchObject({ StudioLifecycleConfigAppType: "JupyterLab" });
    expect(await sagemaker("list-studio-lifecycle-configs")).toMatchObject({
      StudioLifecycleConfigs: [{ StudioLifecycleConfigName: "setup" }],
    });
    await sagemaker("delete-studio-lifecycle-config", ...lifecycle);
  });

  it("reads logs", async () => {
    const [domain] = await texts(
      "sagemaker",
      "create-domain",
      "--domain-name",
      "logs",
      "--auth-mode",
      "IAM",
      "--default-user-settings",
      "{}",
      "--query",
      "[DomainArn]",
    );
    const id = ["--domain-id", String(domain).replace(/^.*\//, "")];
    pass(10);
    await sagemaker("create-user-profile", ...id, "--user-profile-name", "ada");
    pass(10);
    await sagemaker("create-app", ...id, "--user-profile-name", "ada", "--app-type", "JupyterServer", "--app-name", "default");
    pass(10);
    const group = ["--log-group-name", "/aws/sagemaker/studio"];
    const stream = `${id[1]}/ada/JupyterServer/default`;
    expect(await aws("logs", "describe-log-groups", "--query", "logGroups[].logGroupName")).toEqual(["/aws/sagemaker/studio"]);
    expect(
      await aws("logs", "describe-log-streams", ...group, "--log-stream-name-prefix", id[1] ?? "", "--query", "logStreams[].logStreamName"),
    ).toEqual([stream]);
    const { events } = await aws("logs", "get-log-events", ...group, "--log-stream-name", stream, "--limit", "2");
    expect(events).toMatchObject([
      { message: expect.stringContaining("Jupyter Server is running at") },
      { message: expect.stringContaining("/jupyter/default/lab") },
    ]);
    const found = await aws(
      "logs",
      "filter-log-events",
      ...group,
      "--log-stream-names",
      stream,
      "--filter-pattern",
      "ServerApp",
      "--page-size",
      "3",
      "--query",
      "events[].message",
    );
    expect(found).toHaveLength(4);
    await expect(aws("logs", "get-log-events", ...group, "--log-stream-name", "x")).rejects.toThrow(
      "The specified log stream does not exist.",
    );
  });

  it("shows the sandbox's errors as the service's", async () => {
    await expect(sagemaker("describe-image", "--image-name", "none")).rejects.toThrow(
      "An error occurred (ResourceNotFound) when calling the DescribeImage operation",
    );
  });
});

it.each(installed ? [] : ["aws"])("%s is left out: it is not on PATH", (command) => {
  expect(spawnSync(command).error).toMatchObject({ code: "ENOENT" });
});

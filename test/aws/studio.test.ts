import {
  AddTagsCommand,
  CreateAppCommand,
  CreatePresignedDomainUrlCommand,
  DeleteAppCommand,
  DeleteTagsCommand,
  DescribeAppCommand,
  DescribeDomainCommand,
  ListAppsCommand,
  ListDomainsCommand,
  ListSpacesCommand,
  ListTagsCommand,
  ListUserProfilesCommand,
  SageMakerClient,
  UpdateDomainCommand,
  UpdateSpaceCommand,
  UpdateUserProfileCommand,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createStudio } from "../../src/aws/studio.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("us-east-1");
const service = mockClient(session.client(SageMakerClient));
const studio = createStudio(session);

const CreationTime = new Date("2026-01-02T03:04:05Z");
const gateway = { DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway", AppName: "one" } as const;
const listed = { ...gateway, Status: "InService", CreationTime } as const;
const lab = { DomainId: "d-1", SpaceName: "team", AppType: "JupyterLab", AppName: "default" } as const;

beforeEach(() => service.reset());

describe("lists", () => {
  it("read pages of 100 until there is no token, and give all of them in order", async () => {
    service
      .on(ListAppsCommand)
      .resolvesOnce({ Apps: [listed], NextToken: "2" })
      .resolvesOnce({ Apps: [], NextToken: "3" })
      .resolvesOnce({ Apps: [{ ...lab, Status: "Deleted", CreationTime }] });

    const apps = await collect(studio.listApps({ DomainId: "d-1", UserProfileName: "alice" }));

    expect(apps).toEqual([listed, { ...lab, Status: "Deleted", CreationTime }]);
    const filter = { MaxResults: 100, DomainIdEquals: "d-1", UserProfileNameEquals: "alice" };
    expect(inputs()).toEqual([filter, { ...filter, NextToken: "2" }, { ...filter, NextToken: "3" }]);
  });

  it("read the next page only when the one before has been used up", async () => {
    service.on(ListAppsCommand).resolves({ Apps: [listed], NextToken: "2" });
    for await (const app of studio.listApps({ SpaceName: "team" })) {
      expect(app.AppName).toBe("one");
      break;
    }
    expect(inputs()).toEqual([{ MaxResults: 100, SpaceNameEquals: "team" }]);
  });

  it("end when the service repeats its token", async () => {
    service.on(ListAppsCommand).resolves({ Apps: [], NextToken: "2" });
    await expect(collect(studio.listApps({}))).rejects.toMatchObject({
      code: "malformed",
      message: "the response to ListApps has no new NextToken",
    });
  });

  it("narrow user profiles and spaces to a domain, or to none", async () => {
    const profile = { DomainId: "d-1", UserProfileName: "alice", Status: "InService", CreationTime } as const;
    const space = { DomainId: "d-1", SpaceName: "team", Status: "InService", CreationTime } as const;
    service.on(ListUserProfilesCommand).resolves({ UserProfiles: [profile] });
    service.on(ListSpacesCommand).resolves({ Spaces: [space] });

    expect(await collect(studio.listUserProfiles({ DomainId: "d-1" }))).toEqual([profile]);
    expect(await collect(studio.listSpaces({}))).toEqual([space]);
    expect(inputs()).toEqual([{ MaxResults: 100, DomainIdEquals: "d-1" }, { MaxResults: 100 }]);
  });

  it("are empty where the response has no list", async () => {
    service.on(ListDomainsCommand).resolves({});
    expect(await collect(studio.listDomains())).toEqual([]);
  });

  it.each([
    ["CreationTime", { ...listed, CreationTime: undefined }],
    ["Status", { ...listed, Status: undefined }],
    ["single owner (UserProfileName or SpaceName)", { ...listed, UserProfileName: undefined }],
    ["single owner (UserProfileName or SpaceName)", { ...listed, SpaceName: "team" }],
  ])("refuse an app without %s", async (missing, app) => {
    service.on(ListAppsCommand).resolves({ Apps: [app] });
    await expect(collect(studio.listApps({}))).rejects.toMatchObject({
      code: "malformed",
      message: `the response to ListApps has no ${missing}`,
    });
  });
});

describe("apps", () => {
  it("are described by their identity alone, with every member but the metadata", async () => {
    const answer = { ...listed, AppArn: "arn:app", LastHealthCheckTimestamp: CreationTime, RecoveryMode: true };
    service.on(DescribeAppCommand).resolves({ ...answer, $metadata: { requestId: "r" } });
    expect(await studio.describeApp(listed)).toEqual(answer);
    expect(inputs()).toEqual([gateway]);
  });

  it("are refused where the response lacks the ARN", async () => {
    service.on(DescribeAppCommand).resolves(listed);
    await expect(studio.describeApp(gateway)).rejects.toMatchObject({
      code: "malformed",
      message: "the response to DescribeApp has no AppArn",
    });
  });

  it("are created with what was requested and nothing else", async () => {
    service.on(CreateAppCommand).resolves({ AppArn: "arn:app" });
    const ResourceSpec = { InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:image" };
    const Tags = [{ Key: "team", Value: "nlp" }];

    expect(await studio.createApp({ ...gateway, ResourceSpec, RecoveryMode: false, Tags })).toBe("arn:app");
    await studio.createApp(lab);
    await studio.createApp({ ...gateway, ResourceSpec: { LifecycleConfigArn: "arn:lcc" } });
    expect(inputs()).toEqual([
      { ...gateway, ResourceSpec, RecoveryMode: false, Tags },
      lab,
      { ...gateway, ResourceSpec: { LifecycleConfigArn: "arn:lcc" } },
    ]);
  });

  it("are deleted by their identity alone", async () => {
    service.on(DeleteAppCommand).resolves({});
    await studio.deleteApp(listed);
    expect(inputs()).toEqual([gateway]);
  });
});

it("a domain is described with all its settings, and refused without what identifies it", async () => {
  const domain = {
    DomainId: "d-1",
    DomainName: "research",
    DomainArn: "arn:domain",
    Status: "InService",
    CreationTime,
    AuthMode: "IAM",
    DefaultUserSettings: { ExecutionRole: "arn:role" },
    AppNetworkAccessType: "VpcOnly",
  } as const;
  service.on(DescribeDomainCommand).resolvesOnce(domain).resolves({ DomainId: "d-1" });
  expect(await studio.describeDomain("d-1")).toEqual(domain);
  await expect(studio.describeDomain("d-1")).rejects.toMatchObject({
    message: "the response to DescribeDomain has no DomainName",
  });
});

it("an update has the named settings, and sends nothing beside them", async () => {
  service.on(UpdateDomainCommand).resolves({ DomainArn: "arn:domain" });
  service.on(UpdateUserProfileCommand).resolves({});
  service.on(UpdateSpaceCommand).resolves({});
  const settings = {
    JupyterLabAppSettings: { LifecycleConfigArns: ["arn:lcc"], AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 60 } } },
  };

  await studio.updateDomain("d-1", { DefaultUserSettings: settings });
  await studio.updateUserProfile({ DomainId: "d-1", UserProfileName: "alice" }, { UserSettings: settings });
  await studio.updateSpace({ DomainId: "d-1", SpaceName: "team" }, { SpaceSettings: settings });
  expect(inputs()).toEqual([
    { DomainId: "d-1", DefaultUserSettings: settings },
    { DomainId: "d-1", UserProfileName: "alice", UserSettings: settings },
    { DomainId: "d-1", SpaceName: "team", SpaceSettings: settings },
  ]);
});

it("reads, adds and removes tags", async () => {
  service.on(ListTagsCommand).resolvesOnce({ Tags: [{ Key: "a", Value: "1" }], NextToken: "2" });
  service.on(ListTagsCommand, { NextToken: "2" }).resolves({ Tags: [{ Key: "b", Value: "" }] });
  service.on(AddTagsCommand).resolves({});
  service.on(DeleteTagsCommand).resolves({});

  expect(await studio.listTags("arn:app")).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "" },
  ]);
  await studio.addTags("arn:app", [{ Key: "c", Value: "3" }]);
  await studio.deleteTags("arn:app", ["c"]);
  expect(inputs()).toEqual([
    { MaxResults: 100, ResourceArn: "arn:app" },
    { MaxResults: 100, NextToken: "2", ResourceArn: "arn:app" },
    { ResourceArn: "arn:app", Tags: [{ Key: "c", Value: "3" }] },
    { ResourceArn: "arn:app", TagKeys: ["c"] },
  ]);
});

it("a presigned URL is wrapped before anything else can see it", async () => {
  service.on(CreatePresignedDomainUrlCommand).resolves({ AuthorizedUrl: "https://example.com/auth?token=t" });
  const request = { DomainId: "d-1", UserProfileName: "alice", SpaceName: "team", ExpiresInSeconds: 60 };
  const url = await studio.createPresignedDomainUrl(request);
  expect(String(url)).not.toContain("token");
  expect(url.reveal()).toBe("https://example.com/auth?token=t");
  expect(inputs()).toEqual([request]);
});

describe("an aborted signal", () => {
  it("is carried by every call", async () => {
    const abortSignal = new AbortController().signal;
    service.on(DeleteAppCommand).resolves({});
    await createStudio(session.endedBy(abortSignal)).deleteApp(gateway);
    expect(service.send.firstCall.args).toContainEqual({ abortSignal });
  });

  it("sends no more requests, and ends as interrupted", async () => {
    const aborted = createStudio(session.endedBy(AbortSignal.abort()));
    await expect(aborted.deleteApp(gateway)).rejects.toMatchObject({ code: "interrupted", message: "interrupted" });
    expect(service.calls()).toEqual([]);
  });

  it("passes on its own reason where it has one", async () => {
    const reason = new StudioctlError("timeout", "gave up after 20m");
    await expect(createStudio(session.endedBy(AbortSignal.abort(reason))).deleteApp(gateway)).rejects.toBe(reason);
  });
});

function inputs(): unknown[] {
  return service.calls().map((call) => call.args[0].input);
}

import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { collect } from "../../../src/core/collections.ts";
import { describeImage } from "../../../src/operations/image/describe.ts";
import { listImages } from "../../../src/operations/image/list.ts";
import { unreadReason } from "../../../src/core/settings/level.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { created } from "../../fakes/entities.ts";
import { fakeImages } from "../../fakes/images.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const work = { concurrency: 2, progress: silentProgress };
const lists = (...names: string[]) => ({
  KernelGatewayAppSettings: { CustomImages: names.map((ImageName) => ({ ImageName, AppImageConfigName: `${ImageName}-config` })) },
});

/** All that the list comes to. */
const listed = async (ports: Parameters<typeof listImages>[0], DomainId: string | undefined, described = true) => {
  const { images: found, ...rest } = await listImages(ports, DomainId, { described }, work);
  return { images: await collect(found), ...rest };
};
const ResourceSpec = { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/nlp" };

const studio = () =>
  fakeStudio({
    domains: [
      { DomainId: "d-1", DomainName: "research", DefaultUserSettings: lists("nlp") },
      { DomainId: "d-2", DefaultUserSettings: lists("vision") },
    ],
    profiles: [
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: lists("nlp", "vision") },
      { DomainId: "d-2", UserProfileName: "ben", UserSettings: lists("nlp") },
    ],
    spaces: [{ DomainId: "d-1", SpaceName: "lab" }],
    apps: [
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        AppType: "KernelGateway",
        AppName: "one",
        Status: "InService",
        CreationTime: created,
        ResourceSpec,
      },
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        AppType: "KernelGateway",
        AppName: "old",
        Status: "Failed",
        CreationTime: created,
        ResourceSpec,
      },
      {
        DomainId: "d-2",
        UserProfileName: "ben",
        AppType: "KernelGateway",
        AppName: "two",
        Status: "Pending",
        CreationTime: created,
        ResourceSpec,
      },
      { DomainId: "d-2", UserProfileName: "ben", AppType: "KernelGateway", AppName: "three", Status: "InService", CreationTime: created },
    ],
  });

const images = () =>
  fakeImages({
    images: [{ ImageName: "nlp" }, { ImageName: "vision" }, { ImageName: "empty" }],
    versions: [{ ImageName: "nlp" }, { ImageName: "nlp", Version: 2 }, { ImageName: "vision", ImageVersionStatus: "CREATE_FAILED" }],
    configs: [{ AppImageConfigName: "nlp-config", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3" }] } }],
  });

describe("the images of a Region", () => {
  it("come as they are read: no more of them than are worked on at once, with those before not taken yet", async () => {
    const service = images();
    const { images: found } = await listImages(
      { studio: studio(), images: service },
      undefined,
      { described: true },
      { ...work, concurrency: 1 },
    );
    const first = await found[Symbol.asyncIterator]().next();
    expect([first.value?.ImageName, service.count("describeImage")]).toEqual(["nlp", 1]);
  });

  it("have their latest version, its container, and each level where they are attached", async () => {
    const { images: found, domains, unread } = await listed({ studio: studio(), images: images() }, undefined);
    expect(
      found.map(({ ImageName, LatestVersion, LatestVersionStatus, Attachments }) => [
        ImageName,
        LatestVersion,
        LatestVersionStatus,
        Attachments.map((each) => each.UserProfileName ?? each.DomainId),
      ]),
    ).toEqual([
      ["nlp", 2, "CREATED", ["d-1", "alice", "ben"]],
      ["vision", 1, "CREATE_FAILED", ["d-2", "alice"]],
      ["empty", undefined, undefined, []],
    ]);
    expect(found[0]).toMatchObject({
      RoleArn: "arn:aws:iam::123456789012:role/images",
      BaseImage: "123456789012.dkr.ecr.us-east-1.amazonaws.com/nlp:v2",
    });
    expect([domains.get("d-1"), unread]).toEqual(["research", []]);
  });

  it("take one call for each level, and two for each image", async () => {
    const [region, service] = [studio(), images()];
    await listed({ studio: region, images: service }, undefined);
    expect([region.count("describeDomain"), region.count("describeUserProfile"), region.count("describeSpace")]).toEqual([2, 2, 1]);
    expect([service.count("describeImage"), service.count("describeImageVersion")]).toEqual([3, 3]);
  });

  it("take one call less for each where its role is not shown", async () => {
    const [region, service] = [studio(), images()];
    const { images: found } = await listed({ studio: region, images: service }, undefined, false);
    expect(found.map(({ ImageName, LatestVersion }) => [ImageName, LatestVersion])).toEqual([
      ["nlp", 2],
      ["vision", 1],
      ["empty", undefined],
    ]);
    expect([service.count("listImages"), service.count("describeImage"), service.count("describeImageVersion")]).toEqual([1, 0, 3]);
    expect(region.count("listDomains")).toBe(1);
  });

  it("have the levels of one domain, where one is named", async () => {
    const region = studio();
    const { images: found } = await listed({ studio: region, images: images() }, "d-2");
    expect(found.map(({ Attachments }) => Attachments.length)).toEqual([1, 1, 0]);
    expect(region.subjects("describeUserProfile")).toEqual(["d-2/ben"]);
  });

  it("are refused for an unknown domain", async () => {
    await expect(listed({ studio: studio(), images: images() }, "d-9")).rejects.toMatchObject({
      code: "not-found",
      message: 'no domain "d-9" in this Region',
    });
  });

  it("are listed although a level cannot be read, or an image is deleted meanwhile", async () => {
    const [region, service] = [studio(), images()];
    region.fail("describeUserProfile", "alice");
    service.fail("describeImage", "vision", new StudioctlError("not-found", "gone"));
    const { images: found, unread } = await listed({ studio: region, images: service }, undefined);
    expect(found.map(({ ImageName, Attachments }) => [ImageName, Attachments.length])).toEqual([
      ["nlp", 2],
      ["empty", 0],
    ]);
    expect(unread.map(unreadReason)).toEqual(["user profile d-1/alice was not read: not allowed to describeUserProfile"]);
  });

  it("are not listed without valid credentials", async () => {
    const region = studio();
    region.fail("describeSpace", "lab", new StudioctlError("no-credentials", "expired"));
    await expect(listed({ studio: region, images: images() }, undefined)).rejects.toMatchObject({ code: "no-credentials" });
  });
});

describe("an image", () => {
  it("is described with its versions, newest first, its configs, its attachments, and the apps that run with it", async () => {
    const { image } = await describeImage({ studio: studio(), images: images() }, "nlp", undefined, work);
    expect(image).toMatchObject({
      ImageName: "nlp",
      Versions: [{ Version: 2, BaseImage: "123456789012.dkr.ecr.us-east-1.amazonaws.com/nlp:v2" }, { Version: 1 }],
      AppImageConfigs: [{ AppImageConfigName: "nlp-config", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3" }] } }],
      Attachments: [{ DomainId: "d-1" }, { UserProfileName: "alice" }, { UserProfileName: "ben" }],
      Apps: [{ AppName: "one" }, { AppName: "two" }],
    });
  });

  it("is described with what is in one domain, where one is named", async () => {
    const { image } = await describeImage({ studio: studio(), images: images() }, "nlp", "d-1", work);
    expect([image.Attachments.length, image.Apps.map(({ AppName }) => AppName)]).toEqual([2, ["one"]]);
  });

  it("may be attached with a config that is gone", async () => {
    const { image } = await describeImage({ studio: studio(), images: images() }, "vision", undefined, work);
    expect([image.AppImageConfigs, image.Attachments.length]).toEqual([[], 2]);
  });

  it("that is unknown is refused with the name that was probably meant, before any level is read", async () => {
    const region = studio();
    await expect(describeImage({ studio: region, images: images() }, "vison", undefined, work)).rejects.toMatchObject({
      code: "not-found",
      fix: 'did you mean "vision"?',
    });
    expect(region.calls).toEqual([]);
  });
});

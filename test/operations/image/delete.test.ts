import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { deleteImage, planImageDeletion } from "../../../src/operations/image/delete.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { created } from "../../fakes/entities.ts";
import { type FakeImages, fakeImages } from "../../fakes/images.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const work = { concurrency: 2, progress: silentProgress };
const waiting = { timeoutMs: 60_000 };
const lists = (...names: string[]) => ({
  KernelGatewayAppSettings: { CustomImages: names.map((ImageName) => ({ ImageName, AppImageConfigName: `${ImageName}-config` })) },
});

const studio = () =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: lists("nlp", "vision") }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: lists("nlp") }],
  });
const images = () =>
  fakeImages({
    images: [{ ImageName: "nlp" }, { ImageName: "vision" }],
    versions: [{ ImageName: "nlp" }, { ImageName: "nlp", Version: 2 }],
    configs: [{ AppImageConfigName: "nlp-config" }, { AppImageConfigName: "nlp-kernelgateway" }, { AppImageConfigName: "vision-config" }],
  });

const plan = (region: FakeStudio, service: FakeImages, name = "nlp") => planImageDeletion({ studio: region, images: service }, name, work);

async function run(region: FakeStudio, service: FakeImages, wait = true) {
  const steps = await deleteImage(
    { studio: region, images: service, clock: fakeClock(), progress: silentProgress },
    await plan(region, service),
    waiting,
    wait,
  );
  return steps.map(({ Kind, Name, Result }) => [Kind, Name, Result].join(" "));
}

const all = [
  "Attachment nlp detached",
  "Attachment nlp detached",
  "AppImageConfig nlp-config deleted",
  "AppImageConfig nlp-kernelgateway deleted",
  "Image nlp deleted",
];

describe("what is to be deleted", () => {
  it("is the image with its attachments and the configs made for it, and nothing of another image", async () => {
    const found = await plan(studio(), images());
    expect(found).toMatchObject({ image: { ImageName: "nlp" }, configs: ["nlp-config", "nlp-kernelgateway"] });
    expect(found.attachments).toHaveLength(2);
  });

  it("is nothing while apps run with the image; they are named, with the command that stops them", async () => {
    const app = {
      DomainId: "d-1",
      UserProfileName: "alice",
      AppType: "KernelGateway",
      AppName: "one",
      Status: "InService",
      CreationTime: created,
    } as const;
    const ResourceSpec = { SageMakerImageVersionArn: "arn:aws:sagemaker:us-east-1:123456789012:image-version/nlp/2" };
    const region = fakeStudio({
      domains: [{ DomainId: "d-1" }],
      apps: [
        { ...app, ResourceSpec },
        { ...app, AppName: "two" },
      ],
    });
    await expect(plan(region, images())).rejects.toMatchObject({
      code: "in-use",
      message: 'image "nlp" cannot be deleted while apps run with it',
      why: "d-1/alice/KernelGateway/one",
      fix: "stop them first: studioctl app stop d-1/alice/KernelGateway/one",
    });
  });

  it("is nothing where it is unknown whether the image is attached", async () => {
    const region = studio();
    region.fail("describeUserProfile", "alice");
    await expect(plan(region, images())).rejects.toMatchObject({
      code: "denied",
      message: 'it is unknown whether image "nlp" is attached somewhere',
      why: "user profile d-1/alice was not read: not allowed to describeUserProfile",
    });
  });

  it("is refused for an image of which nothing is there, with the name that was probably meant", async () => {
    await expect(plan(studio(), images(), "visio")).rejects.toMatchObject({
      code: "not-found",
      message: 'no image "visio" in this Region',
      fix: 'did you mean "vision"?',
    });
  });
});

describe("deleting an image", () => {
  it("detaches it, deletes its configs, then itself, and waits until it is gone", async () => {
    const [region, service] = [studio(), images()];
    expect(await run(region, service)).toEqual(all);
    expect(service.changes()).toEqual(["deleteAppImageConfig", "deleteAppImageConfig", "deleteImage"]);
    expect(await region.describeDomain("d-1")).toMatchObject({ DefaultUserSettings: lists("vision") });
    await expect(service.describeImage("nlp")).rejects.toMatchObject({ code: "not-found" });
  });

  it("ends with what the service accepted where waiting is not wanted", async () => {
    const service = images();
    expect((await run(fakeStudio(), service, false)).at(-1)).toBe("Image nlp deleting");
  });

  it("stops where a step fails, and continues from there the next time", async () => {
    const [region, service] = [studio(), images()];
    let denied = true;
    region.when("updateDomain", "", () => {
      if (denied) throw new StudioctlError("denied", "not allowed to update domain d-1");
    });
    expect(await run(region, service)).toEqual([
      "Attachment nlp detached",
      "Attachment nlp failed",
      "AppImageConfig nlp-config left",
      "AppImageConfig nlp-kernelgateway left",
      "Image nlp left",
    ]);
    expect(service.changes()).toEqual([]);
    denied = false;
    expect(await run(region, service)).toEqual(all.slice(1));
  });

  it("finds a config of the usual name that an earlier run left, without its image", async () => {
    const service = fakeImages({ images: [{ ImageName: "vision" }], configs: [{ AppImageConfigName: "nlp-jupyterlab" }] });
    expect(await run(fakeStudio({ domains: [{ DomainId: "d-1" }] }), service)).toEqual(["AppImageConfig nlp-jupyterlab deleted"]);
  });

  it("waits for a deletion that is under way, and asks for no second one", async () => {
    const service = fakeImages({ images: [{ ImageName: "nlp", ImageStatus: "DELETING" }] });
    expect(await run(fakeStudio(), service)).toEqual(["Image nlp deleted"]);
    expect(service.changes()).toEqual([]);
  });

  it("says why an image stays, and that the image of a failed config stays too", async () => {
    const service = images();
    service.when("describeImage", "nlp", () =>
      service.setImage("nlp", { ImageStatus: "DELETE_FAILED", FailureReason: "its role is gone" }),
    );
    const ports = { studio: fakeStudio(), images: service, clock: fakeClock(), progress: silentProgress };
    const found = {
      ImageName: "nlp",
      image: (await plan(fakeStudio(), service)).image,
      attachments: [],
      configs: [],
      defaultOf: [],
      domains: new Map<string, string>(),
    };
    expect((await deleteImage(ports, found, waiting, true)).at(-1)).toMatchObject({
      Result: "failed",
      Reason: "image nlp was not deleted: it is DELETE_FAILED",
      error: { why: "its role is gone" },
    });

    const other = images();
    other.fail("deleteAppImageConfig", "nlp-kernelgateway");
    expect((await run(fakeStudio(), other)).at(-1)).toBe("Image nlp left");
  });

  it("counts what no longer exists as deleted", async () => {
    const service = images();
    service.fail("deleteImage", "nlp", new StudioctlError("not-found", "no image"));
    expect((await run(fakeStudio(), service)).at(-1)).toBe("Image nlp deleted");
  });

  it("that takes too long is reported as still in progress", async () => {
    const service = images();
    const found = await plan(fakeStudio(), service);
    const image = await service.describeImage("nlp");
    const endless = { ...service, describeImage: async () => ({ ...image, ImageStatus: "DELETING" }) };
    const ports = { studio: fakeStudio(), images: endless, clock: fakeClock(), progress: silentProgress };
    expect((await deleteImage(ports, found, { timeoutMs: 5_000 }, true)).at(-1)).toMatchObject({
      Result: "deleting",
      Reason: "gave up waiting for image nlp to be deleted after 5s",
    });
  });
});

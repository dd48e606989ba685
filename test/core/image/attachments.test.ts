import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import {
  type Attachment,
  attachmentsOf,
  configsOf,
  customImageCap,
  customImageNamed,
  customImagesOf,
  isFrom,
  sameCustomImage,
  startsWithImage,
  usesImage,
  withCustomImage,
  withoutCustomImage,
} from "../../../src/core/image/attachments.ts";
import type { CustomImage } from "../../../src/core/image/image.ts";
import { levelOf, levelReference, levelText } from "../../../src/core/settings/level.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const app = (more: Partial<App>): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "one",
  Status: "InService",
  CreationTime,
  ...more,
});
const attachment = (more: Partial<Attachment> = {}): Attachment => ({
  DomainId: "d-1",
  AppType: "KernelGateway",
  ImageName: "nlp",
  AppImageConfigName: "nlp-kernel",
  ...more,
});

const list = (...names: string[]) => ({
  CustomImages: names.map((ImageName) => ({ ImageName, AppImageConfigName: `${ImageName}-config` })),
});

const spec = (SageMakerImageArn: string) => ({ DefaultResourceSpec: { InstanceType: "ml.t3.medium", SageMakerImageArn } });

describe("attachments", () => {
  it("are read from the lists of all types of app, with what the service says of them", () => {
    const settings = {
      KernelGatewayAppSettings: { CustomImages: [{ ImageName: "nlp", ImageVersionNumber: 2, AppImageConfigName: "nlp-kernel", Odd: 1 }] },
      JupyterServerAppSettings: { LifecycleConfigArns: [] },
      JupyterLabAppSettings: list("nlp", "vision"),
    };
    expect(attachmentsOf({ DomainId: "d-1", owner: { UserProfileName: "alice" } }, settings)).toEqual([
      attachment({ UserProfileName: "alice", ImageVersionNumber: 2 }),
      attachment({ UserProfileName: "alice", AppType: "JupyterLab", AppImageConfigName: "nlp-config" }),
      attachment({ UserProfileName: "alice", AppType: "JupyterLab", ImageName: "vision", AppImageConfigName: "vision-config" }),
    ]);
  });

  it("are none where there are no settings", () => {
    expect(attachmentsOf({ DomainId: "d-1" }, undefined)).toEqual([]);
  });

  it.each([
    [{ DomainId: "d-1" }, "d-1", "domain research"],
    [{ DomainId: "d-1", sharedSpaces: true }, "d-1", "shared spaces of domain research"],
    [{ DomainId: "d-1", owner: { UserProfileName: "alice" } }, "d-1/alice", "user alice"],
    [{ DomainId: "d-1", owner: { SpaceName: "lab" } }, "d-1/space:lab", "space lab"],
  ])("of %j know their level", (level, holder, where) => {
    const [found = attachment()] = attachmentsOf(level, { CodeEditorAppSettings: list("nlp") });
    expect(levelOf(found)).toMatchObject(level);
    expect([levelReference(levelOf(found)), levelText(levelOf(found), new Map([["d-1", "research"]]))]).toEqual([holder, where]);
  });

  it("say of which domain an owner is where there are several", () => {
    const domains = new Map([
      ["d-1", "research"],
      ["d-2", "bi"],
    ]);
    expect(levelText(levelOf(attachment({ UserProfileName: "alice" })), domains)).toBe("user alice of research");
    expect(levelText(levelOf(attachment({ DomainId: "d-3" })), domains)).toBe("domain d-3");
  });
});

describe("an app", () => {
  const ImageArn = "arn:aws:sagemaker:us-east-1:123456789012:image/nlp";
  const versionArn = "arn:aws:sagemaker:us-east-1:123456789012:image-version/nlp/3";

  it.each([
    ["its ARN", { SageMakerImageArn: ImageArn }, true],
    ["the ARN of a version", { SageMakerImageVersionArn: versionArn }, true],
    ["both", { SageMakerImageArn: ImageArn, SageMakerImageVersionArn: versionArn }, true],
    ["nothing", undefined, false],
    [
      "an image whose name goes on",
      { SageMakerImageArn: `${ImageArn}-2`, SageMakerImageVersionArn: versionArn.replace("nlp", "nlp-2") },
      false,
    ],
    ["an image of another account", { SageMakerImageArn: ImageArn.replace("123456789012", "081325390199") }, false],
  ])("that was started with %s uses the image: %o %s", (_, ResourceSpec, expected) => {
    expect(usesImage(app(ResourceSpec === undefined ? {} : { ResourceSpec }), { ImageArn })).toBe(expected);
  });

  it("starts with the image that settings name, for each app type", () => {
    expect(startsWithImage({ JupyterLabAppSettings: spec(ImageArn) }, { ImageArn })).toBe(true);
    expect(startsWithImage({ JupyterLabAppSettings: spec(`${ImageArn}-2`), KernelGatewayAppSettings: {} }, { ImageArn })).toBe(false);
    expect(startsWithImage({}, { ImageArn })).toBe(false);
  });

  it("uses an image in any case of its ARN", () => {
    expect(usesImage(app({ ResourceSpec: { SageMakerImageArn: ImageArn } }), { ImageArn: ImageArn.replace("nlp", "NLP") })).toBe(true);
  });

  it.each([
    ["its own domain", {}, true],
    ["its owner", { UserProfileName: "Alice" }, true],
    ["another domain", { DomainId: "d-2" }, false],
    ["another owner", { UserProfileName: "ben" }, false],
    ["a space", { SpaceName: "alice" }, false],
    ["the list for another type", { AppType: "JupyterLab" }, false],
  ] as const)("may have its image from %s: %o", (_, more, expected) => {
    expect(isFrom(app({}), attachment(more))).toBe(expected);
  });
});

describe("configs made for an image", () => {
  const all = ["nlp-kernel", "nlp-kernelgateway", "nlp-jupyterlab", "shared", "other"];

  it.each<[string, Attachment[], string[], string[]]>([
    ["those it is attached with, and those named after it", [attachment()], ["nlp"], ["nlp-kernel", "nlp-kernelgateway", "nlp-jupyterlab"]],
    ["those named after it, where it is attached no more", [], ["nlp"], ["nlp-kernelgateway", "nlp-jupyterlab"]],
    [
      "none that another image is attached with",
      [attachment({ AppImageConfigName: "shared" }), attachment({ ImageName: "vision", AppImageConfigName: "shared" })],
      ["nlp"],
      ["nlp-kernelgateway", "nlp-jupyterlab"],
    ],
    [
      "none named after it that another image is attached with",
      [attachment({ ImageName: "vision", AppImageConfigName: "nlp-kernelgateway" })],
      ["nlp"],
      ["nlp-jupyterlab"],
    ],
  ])("are %s", (_, attachments, names, expected) => {
    expect(configsOf("nlp", attachments, all, names)).toEqual(expected);
  });

  it("are none that could be named after another image as well", () => {
    expect(configsOf("nlp.v2", [], ["nlp-v2-kernelgateway"], ["nlp.v2", "nlp-v2"])).toEqual([]);
    expect(configsOf("nlp.v2", [], ["nlp-v2-kernelgateway"], ["nlp.v2"])).toEqual(["nlp-v2-kernelgateway"]);
  });
});

const torch: CustomImage = { ImageName: "torch", AppImageConfigName: "torch-kernelgateway" };
const pinned: CustomImage = { ...torch, ImageVersionNumber: 3 };
const r: CustomImage = { ImageName: "r", AppImageConfigName: "r", Note: ["kept"] };

/** Few names, so that they meet. */
const image: fc.Arbitrary<CustomImage> = fc.record(
  {
    ImageName: fc.constantFrom("torch", "r", "spark"),
    AppImageConfigName: fc.constantFrom("a", "b"),
    ImageVersionNumber: fc.integer({ min: 1, max: 3 }),
    Later: fc.constantFrom("known", ["to", "the", "service"]),
  },
  { requiredKeys: ["ImageName", "AppImageConfigName"] },
);

describe("a level", () => {
  it.each([
    [{ DomainId: "d-1" }, 200],
    [{ DomainId: "d-1", owner: { UserProfileName: "alice" } }, 5],
    [{ DomainId: "d-1", owner: { SpaceName: "team" } }, 5],
  ])("%j takes so many images", (level, cap) => {
    expect(customImageCap(level)).toBe(cap);
  });

  it("has a list for each type of app, empty where there is none", () => {
    const settings = { KernelGatewayAppSettings: { CustomImages: [torch] }, JupyterLabAppSettings: {} };
    expect(customImagesOf(settings, "KernelGateway")).toEqual([torch]);
    expect(customImagesOf(settings, "JupyterLab")).toEqual([]);
    expect(customImagesOf(undefined, "CodeEditor")).toEqual([]);
  });
});

describe("an image in a list", () => {
  it.each<[string, readonly CustomImage[], CustomImage, readonly CustomImage[]]>([
    ["comes at the end", [r], torch, [r, torch]],
    ["takes the place of its own entry", [torch, r], pinned, [pinned, r]],
    ["loses its number where it shall be the latest", [pinned, r], torch, [torch, r]],
    ["takes another config", [torch], { ...torch, AppImageConfigName: "root" }, [{ ...torch, AppImageConfigName: "root" }]],
    ["keeps members that are not known here", [{ ...torch, Later: 1 }], pinned, [{ ...pinned, Later: 1 }]],
    [
      "is the entry with the same config, of two",
      [torch, { ...torch, AppImageConfigName: "b" }],
      { ...pinned, AppImageConfigName: "b" },
      [torch, { ...pinned, AppImageConfigName: "b" }],
    ],
  ])("%s", (_rule, list, added, expected) => {
    expect(withCustomImage(list, added)).toEqual(expected);
  });

  it("leaves all others as they are and in their order, and is there when it has been put there", () => {
    fc.assert(
      fc.property(fc.array(image), image, (list, added) => {
        const after = withCustomImage(list, added);
        const own = customImageNamed(list, added);
        expect(after.filter((_each, index) => list[index] !== own && index < list.length)).toEqual(list.filter((each) => each !== own));
        expect(customImageNamed(after, added)).toMatchObject({ ImageName: added.ImageName, AppImageConfigName: added.AppImageConfigName });
        expect(customImageNamed(after, added)?.ImageVersionNumber).toBe(added.ImageVersionNumber);
        expect(withCustomImage(after, added)).toEqual(after);
      }),
    );
  });

  it("can be taken out, with every entry of it and nothing else", () => {
    expect(withoutCustomImage([torch, r, pinned], "torch")).toEqual([r]);
    expect(withoutCustomImage([r], "torch")).toEqual([r]);
  });

  it.each([
    [torch, { AppImageConfigName: torch.AppImageConfigName, ImageName: "torch" }, true],
    [torch, pinned, false],
    [r, { ...r, Note: ["kept"] }, true],
    [r, { ...r, Note: ["other"] }, false],
  ])("%j and %j say the same: %s", (one, other, same) => {
    expect(sameCustomImage(one, other)).toBe(same);
  });
});

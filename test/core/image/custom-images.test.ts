import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomImage } from "../../../src/core/image/custom-image.ts";
import {
  customImageCap,
  customImageNamed,
  customImagesOf,
  sameCustomImage,
  withCustomImage,
  withoutCustomImage,
} from "../../../src/core/image/custom-images.ts";

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

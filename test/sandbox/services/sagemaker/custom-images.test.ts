import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { domainId, errorOf, repository, smallStudio, wire, type Wired } from "../../wire.ts";

const RoleArn = "arn:aws:iam::111122223333:role/studio";
const domain = { DomainId: domainId };
const alice = { ...domain, UserProfileName: "alice" };
const notes = { ...domain, SpaceName: "notes" };
const image = { ImageName: "Torch" };
const config = { AppImageConfigName: "torch-lab" };
const attached = { ...image, ...config };
const SageMakerImageArn = "arn:aws:sagemaker:us-east-1:111122223333:image/torch";

let studio: Wired;
beforeEach(async () => {
  const state = smallStudio();
  state.ecr.repositories["torch"] = repository("1");
  studio = await wire(state);
  await studio.expect("CreateImage", { ...image, RoleArn });
  studio.advance(4);
  for (const ClientToken of ["t1", "t2"]) {
    await studio.expect("CreateImageVersion", { ...image, ClientToken, BaseImage: "111122223333.dkr.ecr.us-east-1.amazonaws.com/torch:1" });
  }
  await studio.expect("CreateAppImageConfig", { ...config, JupyterLabAppImageConfig: {} });
  studio.advance(4);
});
afterEach(() => studio.close());

const lab = (...CustomImages: object[]) => ({ JupyterLabAppSettings: { CustomImages } });
const kernels = (...CustomImages: object[]) => ({ KernelGatewayAppSettings: { CustomImages } });

/** What attaches images to each place; spaces have none but those of KernelGateway of their own (SageMaker API: SpaceSettings). */
const places: readonly [place: string, operation: string, request: (...images: object[]) => object][] = [
  ["a domain's users", "UpdateDomain", (...images) => ({ ...domain, DefaultUserSettings: lab(...images) })],
  ["a domain's spaces", "UpdateDomain", (...images) => ({ ...domain, DefaultSpaceSettings: lab(...images) })],
  ["a user profile", "UpdateUserProfile", (...images) => ({ ...alice, UserSettings: lab(...images) })],
  ["a space", "UpdateSpace", (...images) => ({ ...notes, SpaceSettings: kernels(...images) })],
];

const many = (count: number): object[] => Array.from({ length: count }, () => attached);

async function put(operation: string, request: object): Promise<void> {
  await studio.expect(operation, request);
  studio.advance(20);
}

describe.each(places)("images of %s", (_, operation, request) => {
  it("have to be there, with their version and app image config", async () => {
    const refusal = async (entry: object) => errorOf(await studio.call(operation, request(entry)));
    expect(await refusal({ ...attached, ImageName: "none" })).toBe("ValidationException: Image [none] does not exist.");
    expect(await refusal({ ...attached, ImageVersionNumber: 3 })).toBe(
      "ValidationException: ImageVersion [3] of Image [Torch] does not exist.",
    );
    expect(await refusal({ ...attached, AppImageConfigName: "none" })).toBe("ValidationException: AppImageConfig [none] does not exist.");
    await put(operation, request({ ...attached, ImageVersionNumber: 2 }));
  });

  it("keep image, version and app image config from being deleted", async () => {
    await put(operation, request({ ...attached, ImageVersionNumber: 1 }));
    expect(errorOf(await studio.call("DeleteImage", image))).toMatch(
      /^ResourceInUse: Unable to delete Image \[.*image\/torch\] because \[arn:/,
    );
    expect(errorOf(await studio.call("DeleteImageVersion", { ...image, Version: 1 }))).toMatch(/^ResourceInUse: /);
    expect(errorOf(await studio.call("DeleteAppImageConfig", config))).toMatch(/^ResourceInUse: /);
    await studio.expect("DeleteImageVersion", { ...image, Version: 2 });
    await put(operation, request());
    await studio.expect("DeleteAppImageConfig", config);
    await studio.expect("DeleteImage", image);
  });
});

it("keeps the latest version where none is named", async () => {
  await put("UpdateDomain", { ...domain, DefaultUserSettings: lab(attached) });
  expect(errorOf(await studio.call("DeleteImageVersion", { ...image, Version: 2 }))).toMatch(/^ResourceInUse: /);
  await studio.expect("DeleteImageVersion", { ...image, Version: 1 });
});

it("takes two hundred images on a domain, and five on a profile or a space", async () => {
  await put("UpdateDomain", { ...domain, DefaultUserSettings: lab(...many(200)) });
  expect(errorOf(await studio.call("UpdateDomain", { ...domain, DefaultUserSettings: lab(...many(201)) }))).toMatch(
    /^ValidationException: .*length less than or equal to 200/,
  );
  for (const [, operation, request] of places.slice(2)) {
    await put(operation, request(...many(5)));
    expect(errorOf(await studio.call(operation, request(...many(6))))).toMatch(/^ValidationException: .*CustomImages \[6\]/);
  }
});

describe("an app", () => {
  const torch = { ...alice, AppType: "KernelGateway", AppName: "torch", ResourceSpec: { SageMakerImageArn } };
  const inSpace = { ...notes, AppType: "JupyterLab", AppName: "default", ResourceSpec: { SageMakerImageArn } };

  it("is refused an image of the account that is not attached for its type", async () => {
    await put("UpdateDomain", { ...domain, DefaultUserSettings: lab(attached) });
    expect(errorOf(await studio.call("CreateApp", torch))).toBe(
      "ResourceNotFound: Unable to launch App [arn:aws:sagemaker:us-east-1:111122223333:app/d-research/alice/kernelgateway/torch] with Image [torch] " +
        "because it is not present in list of custom images in AppSettings. Please update AppSettings to add Image [torch] in list of custom images.",
    );
  });

  it("is refused one by its version alone, and one that its defaults name", async () => {
    const SageMakerImageVersionArn = "arn:aws:sagemaker:us-east-1:111122223333:image-version/torch/1";
    expect(errorOf(await studio.call("CreateApp", { ...torch, ResourceSpec: { SageMakerImageVersionArn } }))).toContain("Image [torch]");
    await put("UpdateUserProfile", {
      ...alice,
      UserSettings: { KernelGatewayAppSettings: { DefaultResourceSpec: { SageMakerImageArn } } },
    });
    expect(errorOf(await studio.call("CreateApp", { ...torch, ResourceSpec: {} }))).toContain("Image [torch]");
  });

  it("starts with an image of AWS, which needs no attaching", async () => {
    const ResourceSpec = { SageMakerImageArn: SageMakerImageArn.replace("111122223333", "081325390199") };
    expect(await studio.expect("CreateApp", { ...torch, ResourceSpec })).toHaveProperty("AppArn");
  });

  it.each([
    ["its user's", "UpdateUserProfile", { ...alice, UserSettings: kernels(attached) }],
    ["its domain's", "UpdateDomain", { ...domain, DefaultUserSettings: kernels(attached) }],
  ])("of a user starts with an image of %s", async (_, operation, request) => {
    await put(operation, request);
    expect(await studio.expect("CreateApp", torch)).toHaveProperty("AppArn");
  });

  it.each(places.slice(0, 3))("of a private space starts with an image of %s", async (_, operation, request) => {
    expect((await studio.call("CreateApp", inSpace)).status).toBe(400);
    await put(operation, request(attached));
    await studio.expect("CreateApp", inSpace);
  });

  it("of a shared space has none of one user", async () => {
    const team = { ...domain, SpaceName: "team" };
    const shared = { OwnershipSettings: { OwnerUserProfileName: "alice" }, SpaceSharingSettings: { SharingType: "Shared" } };
    await put("CreateSpace", { ...team, ...shared, SpaceSettings: { AppType: "JupyterLab" } });
    await put("UpdateUserProfile", { ...alice, UserSettings: lab(attached) });
    expect((await studio.call("CreateApp", { ...inSpace, ...team })).status).toBe(400);
    await put("UpdateDomain", { ...domain, DefaultSpaceSettings: lab(attached) });
    await studio.expect("CreateApp", { ...inSpace, ...team });
  });

  it("that runs keeps its image, also once it is detached", async () => {
    await put("UpdateUserProfile", { ...alice, UserSettings: kernels(attached) });
    await put("CreateApp", torch);
    await put("UpdateUserProfile", { ...alice, UserSettings: kernels() });
    expect(errorOf(await studio.call("DeleteImage", image))).toMatch(/^ResourceInUse: .*kernelgateway\/torch\] uses it/);
    expect(errorOf(await studio.call("DeleteImageVersion", { ...image, Version: 2 }))).toMatch(
      /^ResourceInUse: .*kernelgateway\/torch\] uses it/,
    );
    await put("DeleteApp", { ...alice, AppType: "KernelGateway", AppName: "torch" });
    await studio.expect("DeleteImage", image);
  });
});

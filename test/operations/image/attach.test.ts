import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseContainer } from "../../../src/core/image/container.ts";
import type { CustomImage } from "../../../src/core/image/image.ts";
import type { Domain, UserSettings } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type Attached, applyAttach } from "../../../src/operations/image/attach/apply.ts";
import { type AttachPlan, type AttachRequest, planAttach } from "../../../src/operations/image/attach/plan.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeImages, type FakeImagesOptions, fakeImages } from "../../fakes/images.ts";
import { type FakeRegistry, digest, fakeRegistry } from "../../fakes/registry.ts";
import { fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";
import { wireValue } from "../../fakes/wire-value.ts";

const uri = (digit: string): string => `123456789012.dkr.ecr.us-east-1.amazonaws.com/studio/torch@${digest(digit)}`;
const other: CustomImage = { ImageName: "other", AppImageConfigName: "other", Later: ["kept"] };
const settings: UserSettings = {
  ExecutionRole: roleArn("Studio"),
  KernelGatewayAppSettings: { CustomImages: [other], LifecycleConfigArns: ["arn:lcc"] },
  JupyterLabAppSettings: { CustomImages: [other] },
};

interface World {
  readonly studio: FakeStudio;
  readonly images: FakeImages;
  readonly registry: FakeRegistry;
}

function world(images: FakeImagesOptions = {}, domain: Partial<Domain> = {}): World {
  return {
    studio: fakeStudio({
      domains: [{ DomainId: "d-1", DefaultUserSettings: settings, ...domain }],
      profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
      spaces: [
        {
          DomainId: "d-1",
          SpaceName: "nlp",
          SpaceSettings: { AppType: "JupyterLab" },
          OwnershipSettings: { OwnerUserProfileName: "alice" },
        },
        { DomainId: "d-1", SpaceName: "classic", SpaceSettings: {} },
      ],
    }),
    images: fakeImages(images),
    registry: fakeRegistry({
      "studio/torch": [
        { digit: "b", tags: ["2.4", "latest"] },
        { digit: "a", tags: ["2.3"] },
      ],
    }),
  };
}

/** An image with one version, of the container tagged 2.3. */
const existing: FakeImagesOptions = {
  images: [{ ImageName: "torch" }],
  versions: [{ ImageName: "torch", BaseImage: uri("a"), ContainerImage: uri("a") }],
  configs: [
    { AppImageConfigName: "torch-kernelgateway", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3", DisplayName: "torch" }] } },
  ],
};

const torch: AttachRequest = {
  ImageName: "torch",
  type: "KernelGateway",
  version: "latest",
  level: { DomainId: "d-1" },
  container: parseContainer("studio/torch:2.4", "--ecr"),
  role: undefined,
  configName: undefined,
  config: { kernel: "python3", args: [], env: {} },
};
const entry = { ImageName: "torch", AppImageConfigName: "torch-kernelgateway" };
const waiting = { timeoutMs: 60_000 };

const plan = ({ studio, images, registry }: World, more: Partial<AttachRequest> = {}): Promise<AttachPlan> =>
  planAttach(
    { studio, images, registry: async () => registry, roles: async () => fakeRoles({ roles: [role("Studio"), role("Own")] }) },
    { ...torch, ...more },
  );

const apply = ({ studio, images }: World, planned: AttachPlan, noWait = false): Promise<Attached> =>
  applyAttach({ studio, images, clock: fakeClock(), progress: silentProgress }, planned, waiting, noWait ? undefined : waiting);

const attach = async (there: World, more: Partial<AttachRequest> = {}): Promise<Attached> => await apply(there, await plan(there, more));

const sent = (studio: FakeStudio): unknown[] =>
  (["updateDomain", "updateUserProfile", "updateSpace"] as const)
    .flatMap((method) => studio.subjects(method))
    .map((subject) => JSON.parse(subject));
const changes = ({ studio, images }: World): number => sent(studio).length + images.changes().length;
const others = (list: readonly CustomImage[] = []): readonly CustomImage[] => list.filter(({ ImageName }) => ImageName !== "torch");
const lists = ({ studio }: World) =>
  studio.describeDomain("d-1").then(({ DefaultUserSettings }) => DefaultUserSettings?.KernelGatewayAppSettings?.CustomImages);

describe("what is created", () => {
  it("is the image, a version by digest, its config, and the entry: in this order, each once it is through", async () => {
    const there = world();
    const { image, version, entry: listed, Status } = await attach(there);
    expect(there.images.changes()).toEqual(["createImage", "createImageVersion", "createAppImageConfig"]);
    expect(JSON.parse(there.images.subjects("createImage")[0] ?? "")).toEqual({ ImageName: "torch", RoleArn: roleArn("Studio") });
    expect(JSON.parse(there.images.subjects("createImageVersion")[0] ?? "")).toMatchObject({
      ImageName: "torch",
      BaseImage: uri("b"),
      ClientToken: expect.stringMatching(/^[a-z0-9-]{1,36}$/),
    });
    expect(sent(there.studio)).toEqual([
      {
        DomainId: "d-1",
        DefaultUserSettings: { KernelGatewayAppSettings: { CustomImages: [other, entry], LifecycleConfigArns: ["arn:lcc"] } },
      },
    ]);
    expect({ image, version, listed, Status }).toMatchObject({
      image: { ImageStatus: "CREATED" },
      version: { Version: 1, ImageVersionStatus: "CREATED" },
      listed: entry,
      Status: "InService",
    });
  });

  it("a plan creates nothing", async () => {
    const there = world();
    const { differences, alters, notes } = await plan(there);
    expect(differences.map(({ Setting }) => Setting)).toEqual([
      "Image.RoleArn",
      "ImageVersion.BaseImage",
      "AppImageConfig.AppImageConfigName",
      "AppImageConfig.KernelGatewayImageConfig.KernelSpecs",
      "KernelGatewayAppSettings.CustomImages",
    ]);
    expect(alters).toBe(false);
    expect(notes).toEqual([`image "torch" gets the domain's execution role: ${roleArn("Studio")}`]);
    expect(changes(there)).toBe(0);
  });

  it("a second attach changes nothing", async () => {
    const there = world();
    await attach(there);
    const before = changes(there);
    const again = await plan(there);
    expect(again.differences).toEqual([]);
    await apply(there, again);
    expect(changes(there)).toBe(before);
  });

  it.each<[string, Partial<AttachRequest>, readonly string[], boolean]>([
    ["a version where the container differs", {}, ["createImageVersion"], false],
    ["none where the latest holds it", { container: parseContainer("studio/torch:2.3", "--ecr") }, [], false],
    ["none where no container was named", { container: undefined }, [], false],
    ["another config by another name", { container: undefined, configName: "torch-root" }, ["createAppImageConfig"], false],
    [
      "a change of the config, which alters it",
      { container: undefined, config: { ...torch.config, uid: 0, gid: 0 } },
      ["updateAppImageConfig"],
      true,
    ],
  ])("of an image that exists: %s", async (_rule, more, expected, alters) => {
    const there = world(existing);
    const planned = await plan(there, more);
    expect(planned.alters).toBe(alters);
    await apply(there, planned);
    expect(there.images.changes()).toEqual(expected);
  });

  it("is a version again where the container of an older one comes back", async () => {
    const there = world();
    await attach(there);
    there.registry.push("studio/torch", [{ digit: "c", tags: ["2.4"] }]);
    expect((await attach(there)).version.Version).toBe(2);
    there.registry.push("studio/torch", [{ digit: "b", tags: ["2.4"] }]);
    expect((await attach(there)).version.Version).toBe(3);
  });
});

describe("the version", () => {
  it("is pinned by its number", async () => {
    const there = world(existing);
    expect((await attach(there, { container: undefined, version: 1 })).entry).toEqual({ ...entry, ImageVersionNumber: 1 });
    const back = await plan(there, { container: undefined });
    expect(back).toMatchObject({ alters: true, differences: [{ Before: { ...entry, ImageVersionNumber: 1 }, After: entry }] });
  });

  it.each<[string, Partial<AttachRequest>, object]>([
    ["has to be there", { container: undefined, version: 7 }, { code: "not-found", message: 'image "torch" has no version 7' }],
    [
      "has to hold the container that is named",
      { version: 1 },
      { code: "invalid", message: 'version 1 of image "torch" has another container than --ecr', why: `its container is ${uri("a")}` },
    ],
  ])("%s", async (_rule, more, expected) => {
    const there = world(existing);
    await expect(plan(there, more)).rejects.toMatchObject(expected);
    expect(changes(there)).toBe(0);
  });

  it("that failed is not attached by its number, and is none to go on from", async () => {
    const failed = {
      ImageName: "torch",
      BaseImage: uri("b"),
      ContainerImage: uri("b"),
      ImageVersionStatus: "CREATE_FAILED",
      FailureReason: "no access",
    };
    const there = world({ ...existing, versions: [failed] });
    await expect(plan(there, { container: undefined, version: 1 })).rejects.toMatchObject({ code: "failed", why: "no access" });
    expect((await attach(there)).version.Version).toBe(2);
  });
});

describe("refused before any change", () => {
  it.each<[string, Partial<AttachRequest>, object]>([
    [
      "a tag that is not there",
      { container: parseContainer("studio/torch:2.5", "--ecr") },
      { code: "not-found", message: 'no tag "2.5" in studio/torch', fix: 'did you mean "2.4"?' },
    ],
    [
      "a repository that is not there",
      { container: parseContainer("studio/torhc:2.4", "--ecr") },
      { code: "not-found", fix: 'did you mean "studio/torch"?' },
    ],
    [
      "a new image of no container",
      { container: undefined },
      { code: "not-found", message: 'no image "torch" in this Region', fix: "create it from a container: --ecr REPO:TAG" },
    ],
    [
      "a new image for a version by number",
      { version: 2 },
      { code: "not-found", message: 'image "torch" has no version 2', fix: "omit --version: a new image begins with version 1" },
    ],
    ["a new image with a role that is not there", { role: roleArn("Owm") }, { code: "not-found", fix: expect.stringContaining("Own") }],
    ["a kernel that was not named", { config: { args: [], env: {} } }, { code: "usage", message: "missing --kernel" }],
    [
      "a user nobody knows",
      { level: { DomainId: "d-1", owner: { UserProfileName: "alic" } } },
      { code: "not-found", fix: 'did you mean "alice"?' },
    ],
    [
      "a space of new Studio",
      { level: { DomainId: "d-1", owner: { SpaceName: "nlp" } } },
      {
        code: "invalid",
        message: 'space "nlp" cannot list images: it is for JupyterLab',
        fix: expect.stringContaining("--user alice --app-type JupyterLab"),
      },
    ],
  ])("%s", async (_what, more, expected) => {
    const there = world();
    await expect(plan(there, more)).rejects.toMatchObject(expected);
    expect(changes(there)).toBe(0);
  });

  it("a sixth image on a user profile", async () => {
    const there = world();
    const five = Array.from({ length: 5 }, (_, i) => ({ ImageName: `image${i}`, AppImageConfigName: "c" }));
    there.studio.setProfile("alice", { UserSettings: { KernelGatewayAppSettings: { CustomImages: five } } });
    await expect(plan(there, { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } } })).rejects.toMatchObject({
      code: "limit-exceeded",
      message: 'user profile d-1/alice cannot have another image "torch": it has 5 custom images, and the limit is 5',
    });
    expect(changes(there)).toBe(0);
  });

  it("an image of an unknown name, also where none may be listed", async () => {
    const there = world(existing);
    there.images.fail("listImages", "");
    await expect(plan(there, { ImageName: "torhc", container: undefined })).rejects.toMatchObject({
      code: "not-found",
      fix: "create it from a container: --ecr REPO:TAG",
    });
  });

  it("an image whose name is almost that of another", async () => {
    await expect(plan(world(existing), { ImageName: "torhc", container: undefined })).rejects.toMatchObject({
      code: "not-found",
      message: 'no image "torhc" in this Region',
      fix: 'did you mean "torch"? else create it from a container: --ecr REPO:TAG',
    });
  });

  it.each(["CREATE_FAILED", "DELETING"])("an image that is %s", async (ImageStatus) => {
    const there = world({ images: [{ ImageName: "torch", ImageStatus, FailureReason: "role" }] });
    await expect(plan(there)).rejects.toMatchObject({ code: "failed", message: `image "torch" is ${ImageStatus}`, why: "role" });
  });

  it("a domain that is being deleted", async () => {
    await expect(plan(world({}, { Status: "Deleting" }))).rejects.toMatchObject({ code: "failed", message: "domain d-1 is Deleting" });
  });
});

describe("cut short", () => {
  it.each([
    ["createImage", undefined],
    ["createImageVersion", 'done before that: image "torch"'],
    ["createAppImageConfig", 'done before that: image "torch", version 1 of image "torch"'],
  ] as const)("at %s, it says what exists; the same command continues from there", async (method, why) => {
    const there = world();
    let broken = true;
    there.images.when(method, "", () => {
      if (broken) throw new StudioctlError("unavailable", "the service failed");
    });
    await expect(attach(there)).rejects.toMatchObject({ code: "unavailable", message: "the service failed", why });
    broken = false;
    await attach(there);
    expect(await lists(there)).toEqual([other, entry]);
    const made = ["createImage", "createImageVersion", "createAppImageConfig"] as const;
    expect(made.map((each) => there.images.count(each))).toEqual(made.map((each) => (each === method ? 2 : 1)));
  });

  it("at the level, all else exists and the error has the command that continues", async () => {
    const there = world();
    there.studio.fail(
      "updateDomain",
      "",
      new StudioctlError("denied", "not allowed to update domain d-1", { fix: "ask for sagemaker:UpdateDomain" }),
    );
    await expect(attach(there)).rejects.toMatchObject({
      code: "denied",
      why: 'done before that: image "torch", version 1 of image "torch", app image config "torch-kernelgateway"',
      fix: "ask for sagemaker:UpdateDomain; then run the same command again: it continues from there",
    });
  });

  it("after a version was asked for and before it was seen, the same token finds it", async () => {
    const there = world();
    there.images.when("describeImageVersion", "", () => {
      if (there.images.count("describeImageVersion") === 1) throw new StudioctlError("interrupted", "interrupted");
    });
    await expect(attach(there)).rejects.toMatchObject({ code: "interrupted", why: expect.stringContaining("version 1") });
    await attach(there);
    const listed = [];
    for await (const version of there.images.listImageVersions("torch")) listed.push(version.Version);
    expect(listed).toEqual([1]);
  });

  it("an image that fails shows how to remove it", async () => {
    const there = world();
    const planned = await plan(there);
    there.images.when("describeImage", "torch", () =>
      there.images.setImage("torch", { ImageStatus: "CREATE_FAILED", FailureReason: "no role" }),
    );
    await expect(apply(there, planned)).rejects.toMatchObject({
      code: "failed",
      message: "image torch is CREATE_FAILED",
      why: 'no role; done before that: image "torch"',
      fix: "it failed while it was created and can only be deleted: studioctl image delete torch; then run the same command again: it continues from there",
    });
  });

  it("a version that fails shows why", async () => {
    const there = world();
    there.images.when("describeImageVersion", "", () =>
      there.images.setVersion("torch", { ImageVersionStatus: "CREATE_FAILED", FailureReason: "cannot pull" }),
    );
    await expect(attach(there)).rejects.toMatchObject({
      code: "failed",
      message: "version 1 of image torch is CREATE_FAILED",
      why: expect.stringMatching(/^cannot pull; done before that: image "torch"/),
      fix: expect.stringContaining("run the same command again"),
    });
  });
});

describe("somebody else at work at the same time", () => {
  const third: CustomImage = { ImageName: "third", AppImageConfigName: "third" };

  it("keeps the image that was attached between the plan and the write", async () => {
    const there = world();
    const planned = await plan(there);
    there.studio.setDomain("d-1", { DefaultUserSettings: { KernelGatewayAppSettings: { CustomImages: [third] } } });
    await apply(there, planned);
    expect(await lists(there)).toEqual([third, entry]);
  });

  it("who makes the same meanwhile leaves nothing to make", async () => {
    const there = world();
    const [one, two] = [await plan(there), await plan(there)];
    await apply(there, one);
    expect(await apply(there, two)).toMatchObject({ version: { Version: 1 }, entry });
    expect(await lists(there)).toEqual([other, entry]);
  });

  it("who makes another app image config of that name is reported", async () => {
    const there = world();
    const [one, two] = [await plan(there), await plan(there, { config: { kernel: "ir", args: [], env: {} } })];
    await apply(there, one);
    await expect(apply(there, two)).rejects.toMatchObject({
      code: "in-use",
      message: "app image config torch-kernelgateway exists already",
    });
    expect(there.studio.count("updateDomain")).toBe(1);
  });

  it("is waited for and written after, where the service is busy with another change", async () => {
    const there = world(existing);
    there.studio.when("updateDomain", "", () => {
      if (there.studio.count("updateDomain") > 1) return;
      there.studio.setDomain("d-1", { Status: "Updating", DefaultUserSettings: { KernelGatewayAppSettings: { CustomImages: [third] } } });
      throw new StudioctlError("not-ready", "it is in Updating status");
    });
    await attach(there);
    expect(await lists(there)).toEqual([third, entry]);
  });

  it("who takes the entry away again is written over", async () => {
    const there = world(existing);
    there.studio.when("describeDomain", "", () => {
      if (there.studio.count("updateDomain") === 1)
        there.studio.setDomain("d-1", {
          Status: "InService",
          DefaultUserSettings: { KernelGatewayAppSettings: { CustomImages: [third] } },
        });
    });
    await attach(there);
    expect(there.studio.count("updateDomain")).toBe(2);
    expect(await lists(there)).toEqual([third, entry]);
  });
});

describe("a level", () => {
  it.each<[string, AttachRequest["level"], object]>([
    [
      "a user profile",
      { DomainId: "d-1", owner: { UserProfileName: "alice" } },
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: { KernelGatewayAppSettings: { CustomImages: [entry] } } },
    ],
    [
      "a space of Classic",
      { DomainId: "d-1", owner: { SpaceName: "classic" } },
      { DomainId: "d-1", SpaceName: "classic", SpaceSettings: { KernelGatewayAppSettings: { CustomImages: [entry] } } },
    ],
  ])("may be %s", async (_what, level, expected) => {
    const there = world();
    await attach(there, { level });
    expect(sent(there.studio)).toEqual([expected]);
  });

  it("is not waited for on request", async () => {
    const there = world();
    expect(await apply(there, await plan(there), true)).toMatchObject({ Status: "Updating", entry });
  });
});

describe("the role of an image that is there", () => {
  it("becomes the one that was named, before a version is made with it, and is asked about", async () => {
    const there = world(existing);
    const planned = await plan(there, { role: roleArn("Own") });
    expect([planned.alters, planned.differences[0]]).toMatchObject([true, { Setting: "Image.RoleArn", After: roleArn("Own") }]);
    await apply(there, planned);
    expect(
      there.images.calls
        .filter(([method]) => method === "updateImage" || method === "createImageVersion")
        .map(([method, subject]) => [method, JSON.parse(subject).RoleArn]),
    ).toEqual([
      ["updateImage", roleArn("Own")],
      ["createImageVersion", undefined],
    ]);
    expect((await plan(there, { role: roleArn("Own") })).differences).toEqual([]);
  });

  it("stays where none was named, or it has that one", async () => {
    const there = world({ ...existing, images: [{ ImageName: "torch", RoleArn: roleArn("Own") }] });
    await attach(there, { role: roleArn("Own") });
    await attach(there);
    expect(there.images.calls.some(([method]) => method === "updateImage")).toBe(false);
  });

  it("is checked before anything is changed", async () => {
    await expect(plan(world(existing), { role: roleArn("Gone") })).rejects.toMatchObject({ code: "not-found" });
  });

  it("that the service does not take is reported, without advice to delete the image", async () => {
    const there = world(existing);
    there.images.when("updateImage", "", () =>
      there.images.when("describeImage", "torch", () =>
        there.images.setImage("torch", { ImageStatus: "UPDATE_FAILED", FailureReason: "no such role" }),
      ),
    );
    await expect(attach(there, { role: roleArn("Own") })).rejects.toMatchObject({
      code: "failed",
      message: "image torch is UPDATE_FAILED",
      fix: expect.not.stringContaining("delete"),
    });
  });

  it.each([
    ["The role 'arn:x' does not have BatchGetImage permission for the image: 'y'."],
    ["The container image y does not exist in Amazon ECR, or the role of the image may not read it."],
  ])("that cannot pull is named as the cause: %s", async (FailureReason) => {
    const there = world();
    there.images.when("describeImageVersion", "", () =>
      there.images.setVersion("torch", { ImageVersionStatus: "CREATE_FAILED", FailureReason }),
    );
    await expect(attach(there)).rejects.toMatchObject({
      why: expect.stringMatching(/^its role arn:\S+ cannot pull the container: The /),
      fix: expect.stringMatching(/ecr:BatchGetImage, or name another with --role ARN/),
    });
  });
});

describe("an app image config without a type", () => {
  const untyped: FakeImagesOptions = {
    ...existing,
    configs: [{ AppImageConfigName: "torch-jupyterlab" }, { AppImageConfigName: "torch-kernelgateway" }],
  };

  it.each([
    ["JupyterLab", { JupyterLabAppImageConfig: {} }],
    ["KernelGateway", { KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3", DisplayName: "torch" }] } }],
  ] as const)("is completed for %s", async (type, expected) => {
    const there = world(untyped);
    const planned = await plan(there, {
      type,
      container: undefined,
      config: { kernel: type === "KernelGateway" ? "python3" : undefined, args: [], env: {} },
    });
    expect(planned.differences.map(({ Setting }) => Setting)).toContainEqual(
      expect.stringContaining(`AppImageConfig.${Object.keys(expected)[0]}`),
    );
    await apply(there, planned);
    expect(await there.images.describeAppImageConfig(`torch-${type.toLowerCase()}`)).toMatchObject(expected);
    expect(there.images.changes()).toContain("updateAppImageConfig");
  });
});

describe("for any settings", () => {
  const image = fc.record(
    {
      ImageName: fc.constantFrom("torch", "r", "spark"),
      AppImageConfigName: fc.constantFrom("torch-kernelgateway", "b"),
      Later: wireValue,
    },
    { requiredKeys: ["ImageName", "AppImageConfigName"] },
  );
  const ofType = fc.record(
    {
      CustomImages: fc.array(image, { maxLength: 4 }),
      LifecycleConfigArns: fc.array(fc.string()),
      DefaultResourceSpec: fc.record({ InstanceType: fc.constant("ml.t3.medium") }),
      Later: wireValue,
    },
    { requiredKeys: [] },
  );
  const anySettings = fc.record(
    { ExecutionRole: fc.constant(roleArn("Studio")), KernelGatewayAppSettings: ofType, JupyterLabAppSettings: ofType, Later: wireValue },
    { requiredKeys: ["ExecutionRole"] },
  );

  it("attaching touches its own entry: no other image, no other member, and no other settings are sent", async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, async (DefaultUserSettings) => {
        const there = world(existing, { DefaultUserSettings, DefaultSpaceSettings: DefaultUserSettings });
        await attach(there, { container: undefined });
        const before = DefaultUserSettings.KernelGatewayAppSettings;
        for (const request of sent(there.studio)) {
          expect(request).toEqual({
            DomainId: "d-1",
            DefaultUserSettings: { KernelGatewayAppSettings: { ...before, CustomImages: expect.any(Array) } },
          });
        }
        const after = await lists(there);
        expect(others(after)).toEqual(others(before?.CustomImages));
        expect(after?.length).toBe(
          (before?.CustomImages ?? []).some(({ ImageName }) => ImageName === "torch")
            ? before?.CustomImages?.length
            : (before?.CustomImages?.length ?? 0) + 1,
        );
        expect(await plan(there, { container: undefined })).toMatchObject({ differences: [] });
      }),
      { numRuns: 60 },
    );
  });
});

describe("a first image of a user", () => {
  const note =
    "the list of user profile d-1/alice takes precedence over that of the domain: also attach there what is still needed from it: other";
  const alice = { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } } };

  it("makes a list that overrides the domain's, which is reported", async () => {
    expect((await plan(world(existing), alice)).notes).toEqual([note]);
  });

  it("is not reported again once there is such a list, or where the domain lists no other", async () => {
    const there = world(existing);
    await attach(there, alice);
    expect((await plan(there, alice)).notes).toEqual([]);
    expect(
      (await plan(world(existing, { DefaultUserSettings: { KernelGatewayAppSettings: { CustomImages: [entry] } } }), alice)).notes,
    ).toEqual([]);
  });
});

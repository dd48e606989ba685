import { describe, expect, it } from "vitest";
import { fakeImages, type FakeImages, type FakeImagesOptions } from "../../../fakes/images.ts";
import { fakeRegistry } from "../../../fakes/registry.ts";
import { fakeRoles, role, roleArn } from "../../../fakes/roles.ts";
import { fakeStudio, type FakeStudio } from "../../../fakes/studio.ts";
import { type Ran, studioctl } from "../../run.ts";

interface Tried extends Ran {
  readonly studio: FakeStudio;
  readonly images: FakeImages;
}

const uri = `123456789012.dkr.ecr.us-east-1.amazonaws.com/studio/torch@sha256:${"b".repeat(64)}`;
const attached: FakeImagesOptions = {
  images: [{ ImageName: "torch" }],
  versions: [{ ImageName: "torch", BaseImage: uri, ContainerImage: uri }],
  configs: [
    { AppImageConfigName: "torch-kernelgateway", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3", DisplayName: "torch" }] } },
  ],
};
const entry = { ImageName: "torch", AppImageConfigName: "torch-kernelgateway" };

async function run(
  line: string,
  there: {
    readonly images?: FakeImagesOptions;
    readonly entries?: readonly (typeof entry)[];
    readonly confirm?: boolean;
    readonly status?: "Update_Failed";
  } = {},
): Promise<Tried> {
  const studio = fakeStudio({
    domains: [
      {
        DomainId: "d-1",
        Status: there.status ?? "InService",
        DefaultUserSettings: { ExecutionRole: roleArn("Studio"), KernelGatewayAppSettings: { CustomImages: there.entries ?? [] } },
      },
    ],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
  });
  const images = fakeImages(there.images);
  const registry = fakeRegistry({ "studio/torch": [{ digit: "b", tags: ["2.4"], more: { findingSeverityCounts: { HIGH: 2 } } }] });
  const asked = there.confirm === undefined ? {} : { terminal: true, answers: { confirm: async () => there.confirm === true } };
  const ran = await studioctl(`image attach ${line}`, {
    studio,
    images,
    registry,
    roles: fakeRoles({ roles: [role("Studio")] }),
    ...asked,
  });
  return { ...ran, studio, images };
}

const isUnchanged = ({ studio, images }: Tried): boolean =>
  images.changes().length + studio.count("updateDomain") + studio.count("updateUserProfile") + studio.count("updateSpace") === 0;

describe("image attach", () => {
  it("prints the difference before, and after it what is attached and how to start an app", async () => {
    const { code, stdout, stderr, images } = await run("torch --ecr studio/torch:2.4 --kernel python3");
    expect(code).toBe(0);
    expect(images.changes()).toEqual(["createImage", "createImageVersion", "createAppImageConfig"]);
    expect(stderr).toMatch(/^SETTING\s+BEFORE\s+AFTER\nImage\.RoleArn\s+-\s+arn:/);
    expect(stderr).toContain("studio/torch:2.4: its scan found vulnerabilities: 2 HIGH\n");
    expect(stderr).toContain("start an app with it: studioctl app start --domain d-1 --user USER --type KernelGateway --image torch\n");
    expect(stdout).toMatch(
      /^Image\s+torch\nVersion\s+1, the latest\nContainer\s+.*@sha256:b+\nApp image config\s+torch-kernelgateway\nFor\s+KernelGateway\nAttached to\s+domain d-1\n$/,
    );
  });

  it("reports a domain whose last change failed, where nothing is left to do", async () => {
    const { code, stderr } = await run("torch", { images: attached, entries: [entry], status: "Update_Failed" });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^already attached: nothing was changed\ndomain d-1 is Update_Failed\n/)]);
  });

  it("prints all of it as one document", async () => {
    const { stdout, stderr } = await run("torch --ecr studio/torch:2.4 --kernel python3 --user alice -o json");
    expect(JSON.parse(stdout)).toEqual({
      ImageName: "torch",
      ImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/torch",
      Version: 1,
      ContainerImage: uri,
      AppImageConfigName: "torch-kernelgateway",
      AppType: "KernelGateway",
      DomainId: "d-1",
      UserProfileName: "alice",
      Status: "InService",
      Attached: true,
      Changed: true,
      Differences: expect.arrayContaining([{ Setting: "KernelGatewayAppSettings.CustomImages", After: entry }]),
    });
    expect(stderr).not.toContain("SETTING");
  });

  it("says where all is done already, and changes nothing", async () => {
    const tried = await run("torch --ecr studio/torch:2.4 --kernel python3", { images: attached, entries: [entry] });
    expect(tried).toMatchObject({ code: 0, stderr: expect.stringContaining("already attached: nothing was changed\n") });
    expect(tried.stderr).not.toContain("SETTING");
    expect(isUnchanged(tried)).toBe(true);
    expect((await run("torch --dry-run", { images: attached, entries: [entry] })).stderr).toContain(
      "already attached: nothing to change\n",
    );
  });

  it("prints the difference and stops with --dry-run", async () => {
    const tried = await run("torch --ecr studio/torch:2.4 --kernel python3 --dry-run -o json");
    expect(JSON.parse(tried.stdout)).toMatchObject({ ...entry, DomainId: "d-1", DryRun: true, Changed: true });
    expect(isUnchanged(tried)).toBe(true);
  });

  it("asks where something that is there becomes something else", async () => {
    const line = "torch --kernel-display-name Torch";
    const there = { images: attached, entries: [entry] };
    const unasked = await run(line, there);
    expect(unasked).toMatchObject({ code: 5, stderr: expect.stringContaining("SETTING") });
    expect(isUnchanged(unasked)).toBe(true);
    const declined = await run(line, { ...there, confirm: false });
    expect(declined.code).toBe(5);
    expect(isUnchanged(declined)).toBe(true);
    expect((await run(line, { ...there, confirm: true })).images.changes()).toEqual(["updateAppImageConfig"]);
    expect((await run(`${line} --yes`, there)).images.changes()).toEqual(["updateAppImageConfig"]);
  });

  it("does not ask to add what is not there", async () => {
    expect(await run("torch --ecr studio/torch:2.4 --kernel python3 --no-input -o name")).toMatchObject({ code: 0, stdout: "torch\n" });
  });

  it("takes a --version of its own, and says how to start that", async () => {
    const { code, stdout, stderr, studio } = await run("torch --version 1", { images: attached });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Version\s+1$/m) });
    expect(stderr).toContain("--image torch --image-version 1\n");
    expect(studio.subjects("updateDomain")[0]).toContain('"ImageVersionNumber":1');
    expect(await run("torch --version")).toMatchObject({ code: 0, stdout: "0.0.0\n" });
  });

  it("names the space to make for new Studio", async () => {
    const { stderr } = await run("torch --ecr studio/torch:2.4 --app-type JupyterLab --env A=1,2 --args --port=8888,lab --user alice");
    expect(stderr).toContain("studioctl space create SPACE --domain d-1 --owner alice --app-type JupyterLab --image torch\n");
    expect(stderr).toContain("--port=8888");
  });

  it.each([
    ["to_rch --ecr studio/torch:2.4", '"to_rch" is not a valid image name'],
    ["torch --ecr Torch:2.4", '--ecr does not take "Torch:2.4"'],
    ["torch --ecr studio/torch:2.4 --uid 500 --gid 100", "--uid 500 --gid 100 is not a pair that Studio accepts"],
    ["torch --ecr studio/torch:2.4 --uid 70000", '--uid does not take "70000"'],
    ["torch --mount-path home", '--mount-path does not take "home"'],
    ["torch --kernel a/b", '--kernel does not take "a/b"'],
    ["torch --config-name a.b", '--config-name does not take "a.b"'],
    ["torch --role me", '--role does not take "me"'],
    ["torch --env A", '--env does not take "A"'],
    ["torch --version 0", '--version does not take "0"'],
    ["torch --version newest", '--version does not take "newest"'],
    ["torch --entrypoint x", "--entrypoint cannot be used with a KernelGateway image"],
    ["torch --app-type CodeEditor --kernel python3", "--kernel cannot be used with a CodeEditor image"],
    ["torch --space s --app-type JupyterLab", "--space cannot be used with --app-type JupyterLab"],
    ["torch --user alice --space s", "--user cannot be used with --space"],
    [
      "torch --ecr 123456789012.dkr.ecr.eu-west-1.amazonaws.com/studio/torch:2.4",
      '--ecr "123456789012.dkr.ecr.eu-west-1.amazonaws.com/studio/torch:2.4" is in eu-west-1, and the domain in us-east-1',
    ],
  ])("refuses %s", async (line, message) => {
    const tried = await run(line);
    expect(tried).toMatchObject({ code: 2, stdout: "", error: { message, fix: expect.any(String) } });
    expect(isUnchanged(tried)).toBe(true);
  });
});

const own = "arn:aws:sagemaker:us-east-1:123456789012:image/torch";
const lab = (SpaceName: string, DefaultResourceSpec: object) => ({
  DomainId: "d-1",
  SpaceName,
  OwnershipSettings: { OwnerUserProfileName: "alice" },
  SpaceSettings: { AppType: "JupyterLab" as const, JupyterLabAppSettings: { DefaultResourceSpec } },
});
const pinned = (version: number) => ({
  SageMakerImageArn: own,
  SageMakerImageVersionArn: `${own.replace(":image/", ":image-version/")}/${version}`,
});
const labEntry = { ImageName: "torch", AppImageConfigName: "torch-jupyterlab" };
const world = () => ({
  studio: fakeStudio({
    domains: [
      { DomainId: "d-1", DefaultUserSettings: { ExecutionRole: roleArn("Studio"), JupyterLabAppSettings: { CustomImages: [labEntry] } } },
    ],
    spaces: [
      lab("old", pinned(1)),
      lab("new", pinned(2)),
      lab("latest", { SageMakerImageArn: own }),
      lab("other", { SageMakerImageArn: `${own}-x` }),
    ],
  }),
  images: fakeImages({
    images: [{ ImageName: "torch" }],
    versions: [{ ImageName: "torch" }, { ImageName: "torch", Version: 2 }],
    configs: [{ AppImageConfigName: "torch-jupyterlab", JupyterLabAppImageConfig: {} }],
  }),
});

describe("spaces that name the image in their own settings", () => {
  it("are reported by attach where they stay on another version, with the command that moves them", async () => {
    const { code, stdout, stderr } = await studioctl("image attach torch --app-type JupyterLab -o json", world());
    expect([code, JSON.parse(stdout).SpacesOnOtherVersions]).toEqual([
      0,
      [{ DomainId: "d-1", SpaceName: "old", AppType: "JupyterLab", Version: 1 }],
    ]);
    expect(stderr).toContain("space old stays on version 1: studioctl space update old --domain d-1 --image-version 2\n");
  });

  it("are reported by detach, for any version, before and after", async () => {
    const { code, stdout, stderr } = await studioctl("image detach torch --domain d-1 --yes -o json", world());
    expect([code, JSON.parse(stdout)]).toMatchObject([0, [{ Result: "detached", SpacesLeft: ["old", "new", "latest"] }]]);
    expect(stderr).toContain(
      "space latest uses it in its own settings, and can start only while it is attached to its domain or owner: studioctl space update latest --domain d-1 --image none, or another\n",
    );
    const planned = await studioctl("image detach torch --domain d-1 --dry-run", world());
    expect(planned.stderr).toContain("space old uses it in its own settings");
  });

  it("of another user are not reported where it is detached from one", async () => {
    const there = world();
    const { stderr } = await studioctl("image detach torch --user ben --yes", {
      ...there,
      studio: fakeStudio({
        domains: [{ DomainId: "d-1" }],
        profiles: [{ DomainId: "d-1", UserProfileName: "ben", UserSettings: { JupyterLabAppSettings: { CustomImages: [labEntry] } } }],
        spaces: [lab("old", pinned(1))],
      }),
    });
    expect(stderr).not.toContain("space old");
  });
});

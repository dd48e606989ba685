import { describe, expect, it } from "vitest";
import { fakeImages } from "../../fakes/images.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, hoursAgo, studioctl } from "../run.ts";

const lists = (...names: string[]) => ({
  KernelGatewayAppSettings: { CustomImages: names.map((ImageName) => ({ ImageName, AppImageConfigName: `${ImageName}-config` })) },
});
const ResourceSpec = { InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/nlp" };

/** nlp in a domain and at a user, who runs an app with it where that is wanted. */
const studioWith = (apps = [gateway("one")]) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", DefaultUserSettings: lists("nlp", "vision") }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: lists("nlp") }],
    apps,
  });
const images = () =>
  fakeImages({
    images: [{ ImageName: "nlp", CreationTime: hoursAgo(3) }, { ImageName: "vision", CreationTime: hoursAgo(50) }, { ImageName: "empty" }],
    versions: [
      { ImageName: "nlp", CreationTime: hoursAgo(2) },
      { ImageName: "vision", Version: 4, ImageVersionStatus: "CREATE_FAILED", FailureReason: "no such container" },
    ],
    configs: [{ AppImageConfigName: "nlp-config", KernelGatewayImageConfig: { KernelSpecs: [{ Name: "python3", DisplayName: "NLP" }] } }],
  });
const world = () => ({ studio: studioWith(), images: images() });
const running = [gateway("one", { ResourceSpec })];

describe("image list", () => {
  it("shows each image with its version, container, apps, age, and where it is attached", async () => {
    const { code, stdout } = await studioctl("image list", world());
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["IMAGE", "STATUS", "VERSION", "CONTAINER", "APPS", "WHERE", "AGE"],
      ["nlp", "CREATED", "1", "nlp:v1", "KernelGateway", "domain research, user alice", "3h"],
      ["vision", "CREATED", "4 CREATE_FAILED", "vision:v4", "KernelGateway", "domain research", "2d 2h"],
      ["empty", "CREATED", "1d 12h"],
      [""],
    ]);
  });

  it("adds the container's URI and the role when there is room", async () => {
    expect((await studioctl("image list -o wide", world())).stdout).toMatch(
      /\.amazonaws\.com\/nlp@sha256:1{64} +arn:aws:iam::123456789012:role\/images/,
    );
  });

  it("gives scripts each attachment", async () => {
    const { stdout } = await studioctl("image list --query [0].[LatestVersion,Attachments] -o json", world());
    expect(JSON.parse(stdout)).toEqual([
      1,
      [
        { DomainId: "d-1", AppType: "KernelGateway", ImageName: "nlp", AppImageConfigName: "nlp-config" },
        { DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway", ImageName: "nlp", AppImageConfigName: "nlp-config" },
      ],
    ]);
  });

  it("reports a place that cannot be read, with exit code 3", async () => {
    const studio = studioWith();
    studio.fail("describeUserProfile", "alice");
    const { code, stdout, stderr } = await studioctl("image list -o name", { studio, images: images() });
    expect([code, stdout, stderr]).toEqual([
      3,
      "nlp\nvision\nempty\n",
      "warning: user profile d-1/alice was not read: not allowed to describeUserProfile\n",
    ]);
  });

  it("says so where there is none", async () => {
    expect(await studioctl("image list", { studio: studioWith() })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "no image in us-east-1: studioctl image attach creates one from a container\n",
    });
  });

  it("keeps to a domain that is named", async () => {
    const { code, stderr } = await studioctl("image list -d resaerch", world());
    expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean "research"?')]);
  });
});

describe("image describe", () => {
  it("shows versions, configs, attachments and what runs with it", async () => {
    const { code, stdout } = await studioctl("image describe nlp", { studio: studioWith(running), images: images() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Versions +1 {2}CREATED {2}2h {2}\S+\/nlp@sha256/);
    expect(stdout).toMatch(/App image configs +nlp-config {2}KernelGateway {2}kernel python3 \(NLP\)/);
    expect(stdout).toMatch(/Attached to +domain research {2}KernelGateway {2}latest version {2}nlp-config\n +user alice/);
    expect(stdout).toMatch(/Running with it +d-1\/alice\/KernelGateway\/one/);
  });

  it("flags an app image config without a type, for people and scripts", async () => {
    const untyped = fakeImages({
      images: [{ ImageName: "nlp" }],
      versions: [{ ImageName: "nlp" }],
      configs: [{ AppImageConfigName: "nlp-config" }],
    });
    expect((await studioctl("image describe nlp", { studio: studioWith(), images: untyped })).stdout).toMatch(
      /nlp-config {2}no type: no app can start with it; studioctl image attach completes it/,
    );
    expect(
      JSON.parse((await studioctl("image describe nlp -o json", { studio: studioWith(), images: untyped })).stdout).UntypedAppImageConfigs,
    ).toEqual(["nlp-config"]);
    expect(JSON.parse((await studioctl("image describe nlp -o json", world())).stdout)).not.toHaveProperty("UntypedAppImageConfigs");
  });

  it("says why a version failed, and that an image is attached nowhere", async () => {
    expect((await studioctl("image describe vision", world())).stdout).toMatch(/4 {2}CREATE_FAILED .*no such container/);
    expect((await studioctl("image describe empty", world())).stdout).toMatch(/Attached to +nothing/);
  });

  it.each([
    ["a name that cannot be one", "nlp_1", 2, '"nlp_1" is not a valid image name'],
    ["a name that is too long", "n-".repeat(31) + "lp", 2, "at most 63"],
    ["an unknown name", "nlq", 1, 'did you mean "nlp"?'],
  ])("refuses %s", async (_, name, code, said) => {
    const ran = await studioctl(`image describe ${name}`, world());
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(said)]);
  });
});

describe("image detach", () => {
  it("shows the places, asks, detaches everywhere, and names the apps that continue", async () => {
    const studio = studioWith(running);
    const asked: string[] = [];
    const answers = { confirm: async (question: string) => asked.push(question) > 0 };
    const { code, stdout, stderr } = await studioctl("image detach nlp", { studio, images: images(), terminal: true, answers });
    expect([code, asked]).toEqual([0, ["Detach nlp from these 2 lists?"]]);
    expect(stderr).toMatch(
      /domain research +KernelGateway +latest +nlp-config\n[^]*d-1\/alice\/KernelGateway\/one runs with it\nrunning apps go on until they are stopped/,
    );
    expect(stdout).toMatch(/user alice .*detached/);
    expect([studio.count("updateDomain"), studio.count("updateUserProfile")]).toEqual([1, 1]);
  });

  it.each([
    ["-d research", ["updateDomain"]],
    ["--user alice", ["updateUserProfile"]],
    ["-d d-1 --user alice --app-type KernelGateway", ["updateUserProfile"]],
    ["--user alice --app-type JupyterLab", []],
  ])("with %s changes that place alone", async (words, expected) => {
    const studio = studioWith();
    const { code } = await studioctl(`image detach nlp ${words} --yes`, { studio, images: images() });
    expect([code, studio.calls.map(([method]) => method).filter((method) => method.startsWith("update"))]).toEqual([0, expected]);
  });

  it("says so where nothing is attached, and asks nobody", async () => {
    expect(await studioctl("image detach empty", world())).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "empty is not attached anywhere: nothing to change\n",
    });
  });

  it("with --dry-run changes nothing", async () => {
    const studio = studioWith(running);
    const { code, stdout, stderr } = await studioctl("image detach nlp --dry-run -o json", { studio, images: images() });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      [
        { DomainId: "d-1", Result: "planned" },
        { UserProfileName: "alice", Result: "planned" },
      ],
    ]);
    expect(stderr).toContain("running apps would go on");
    expect(studio.calls.some(([method]) => method.startsWith("update"))).toBe(false);
  });

  it.each([
    ["nobody is there to ask", "image detach nlp", 5, "no terminal to ask on"],
    ["two owners are named", "image detach nlp --user alice --space lab", 2, "--user cannot be used with --space"],
    ["the user is unknown", "image detach nlp --user alcie --yes", 1, 'did you mean "alice"?'],
    ["the image is unknown", "image detach nlq --yes", 1, 'did you mean "nlp"?'],
    ["the type takes no images", "image detach nlp --app-type Canvas --yes", 2, "one of: KernelGateway, JupyterLab, CodeEditor"],
  ])("changes nothing where %s", async (_, line, code, said) => {
    const studio = studioWith();
    const ran = await studioctl(line, { studio, images: images() });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(said)]);
    expect(studio.calls.some(([method]) => method.startsWith("update"))).toBe(false);
  });

  it("ends with 3 where some fail, with 1 where all do, and with 3 where a place could not be read", async () => {
    const some = studioWith();
    some.fail("updateDomain", "d-1");
    expect(await studioctl("image detach nlp --yes", { studio: some, images: images() })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("not allowed to updateDomain"),
    });
    expect((await studioctl("image detach nlp --yes", { studio: some, images: images() })).code).toBe(1);
    const unread = studioWith();
    unread.fail("describeUserProfile", "alice");
    expect(await studioctl("image detach nlp --yes", { studio: unread, images: images() })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("warning: user profile d-1/alice"),
    });
  });

  it("with --no-wait says what is on its way", async () => {
    expect(await studioctl("image detach nlp -d d-1 --yes --no-wait", world())).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("detaching  it is Updating"),
    });
  });
});

describe("image delete", () => {
  it("without --cascade shows what is in the way, and deletes nothing", async () => {
    const { studio, images: service } = world();
    const { code, stdout, stderr } = await studioctl("image delete nlp", { studio, images: service });
    expect([code, stderr]).toEqual([1, expect.stringContaining("image nlp has 2 attachments: --cascade detaches it first")]);
    expect(stdout).toMatch(/KernelGateway list of user alice +left +in the way\nimage nlp +left +attached/);
    expect(service.changes()).toEqual([]);
  });

  it("with --cascade detaches, deletes its configs, then itself, after its name was typed", async () => {
    const { studio, images: service } = world();
    const asked: string[] = [];
    const answers = { input: async (question: string) => (asked.push(question), "nlp") };
    const { code, stdout, stderr } = await studioctl("image delete nlp --cascade", { studio, images: service, terminal: true, answers });
    expect([code, asked]).toEqual([0, [expect.stringContaining("This deletes image nlp with all its versions, and detaches it")]]);
    expect(stderr).toMatch(/app image config nlp-config +planned/);
    expect(stdout).toMatch(/domain research +detached[^]*app image config nlp-config +deleted\s+image nlp +deleted/);
    expect(service.changes()).toEqual(["deleteAppImageConfig", "deleteImage"]);
  });

  it("with --confirm needs nobody, and run again says that the image is none", async () => {
    const scope = world();
    expect((await studioctl("image delete nlp --cascade --confirm nlp -o name", scope)).stdout).toBe("nlp\n");
    expect(await studioctl("image delete nlp --cascade --confirm nlp", scope)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no image "nlp"'),
    });
  });

  it("names the spaces whose apps could not start any more", async () => {
    const DefaultResourceSpec = { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/empty" };
    const spaces = [{ DomainId: "d-1", SpaceName: "lab", SpaceSettings: { JupyterLabAppSettings: { DefaultResourceSpec } } }];
    const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], spaces });
    for (const how of ["--dry-run", "--confirm empty"]) {
      const { code, stderr } = await studioctl(`image delete empty ${how}`, { studio, images: images() });
      expect([code, stderr]).toEqual([0, "space d-1/lab uses it by default: choose another default there\n"]);
    }
  });

  it("of an image that is attached nowhere leaves a config of its name, and says so", async () => {
    const service = fakeImages({ images: [{ ImageName: "nlp" }], configs: [{ AppImageConfigName: "nlp-kernelgateway" }] });
    const studio = fakeStudio({ domains: [{ DomainId: "d-1" }] });
    expect(await studioctl("image delete nlp --confirm nlp", { studio, images: service })).toMatchObject({
      code: 0,
      stderr: "app image config nlp-kernelgateway remains: --cascade deletes it too\n",
    });
    expect(service.changes()).toEqual(["deleteImage"]);
  });

  it.each([
    ["nobody is there to ask, whatever --yes says", "--cascade --yes", 5, "--yes is not enough"],
    ["another name is given", "--cascade --confirm vision", 2, '--confirm says "vision"'],
    ["the cascade is not to be waited for", "--cascade --no-wait --confirm nlp", 2, "--no-wait cannot be used with --cascade"],
    ["it is only to be shown", "--cascade --dry-run", 0, ""],
  ])("changes nothing where %s", async (_, words, code, said) => {
    const { studio, images: service } = world();
    const ran = await studioctl(`image delete nlp ${words}`, { studio, images: service });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(said)]);
    expect([service.changes(), studio.calls.some(([method]) => method.startsWith("update"))]).toEqual([[], false]);
  });

  it("is refused while an app runs with it, with the command that stops it", async () => {
    const service = images();
    const { code, stderr } = await studioctl("image delete nlp --cascade --confirm nlp", { studio: studioWith(running), images: service });
    expect([code, stderr]).toEqual([1, expect.stringContaining("fix: stop them first: studioctl app stop d-1/alice/KernelGateway/one")]);
    expect(service.changes()).toEqual([]);
  });

  it("ends with 3 where only some is gone, and says how to continue", async () => {
    const { studio, images: service } = world();
    service.fail("deleteImage", "nlp");
    const { code, stdout, stderr } = await studioctl("image delete nlp --cascade --confirm nlp", { studio, images: service });
    expect([code, stderr]).toEqual([3, "not all is gone: run it again to go on from there\n"]);
    expect(stdout).toMatch(/image nlp +failed +not allowed to deleteImage/);
  });
});

import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { Domain } from "../../../src/core/domain/domain.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { hoursAgo, studioctl } from "../run.ts";

const lab: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(3),
};
const studioWith = (apps: readonly App[] = [], domain: Partial<Domain> = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", ...domain }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    spaces: [
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        OwnershipSettings: { OwnerUserProfileName: "alice" },
        SpaceSettings: {
          AppType: "JupyterLab",
          JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.medium" } },
          SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 20 } },
        },
      },
    ],
    apps,
  });

const create = "space create vision --owner alice --app-type jupyterlab";

describe("space create", () => {
  it("shows the space, and says how to start its app", async () => {
    const { code, stdout, stderr } = await studioctl(`${create} --instance-type ml.g5.xlarge --volume-gb 100`, { studio: studioWith() });
    expect([code, stderr]).toEqual([0, expect.stringContaining("created: studioctl space start vision -d d-1")]);
    expect(stdout).toMatch(
      /Space +vision[^]*Status +InService[^]*Type +JupyterLab[^]*Sharing +Private[^]*Owner +alice[^]*ml\.g5\.xlarge[^]*100 GB/,
    );
  });

  it("with --dry-run checks, and creates nothing", async () => {
    const studio = studioWith();
    const { code, stdout, stderr } = await studioctl(`${create} --sharing shared --dry-run -o json`, { studio });
    expect([code, stderr]).toEqual([0, expect.stringContaining("checked: this space can be created")]);
    expect(JSON.parse(stdout)).toMatchObject({ DryRun: true, SpaceName: "vision", SpaceSharingSettings: { SharingType: "Shared" } });
    expect(studio.count("createSpace")).toBe(0);
  });

  it("says that its idle time counts only once idle shutdown is on", async () => {
    const { stderr } = await studioctl(`${create} --idle 2h`, { studio: studioWith() });
    expect(stderr).toContain("idle shutdown is off for this space (from the service)");
  });

  it("says what became of it without waiting", async () => {
    expect((await studioctl(`${create} --no-wait`, { studio: studioWith() })).stderr).toContain("accepted: it is Pending");
  });

  it("an existing space is left unchanged", async () => {
    const { code, stderr } = await studioctl("space create nlp --owner alice --app-type JupyterLab --sharing private --volume-gb 20", {
      studio: fakeStudio({
        domains: [{ DomainId: "d-1" }],
        profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
        spaces: [
          {
            DomainId: "d-1",
            SpaceName: "nlp",
            OwnershipSettings: { OwnerUserProfileName: "alice" },
            SpaceSharingSettings: { SharingType: "Private" },
            SpaceSettings: { AppType: "JupyterLab", SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 20 } } },
          },
        ],
      }),
    });
    expect([code, stderr]).toEqual([0, expect.stringContaining("it exists already: nothing was changed")]);
  });

  it.each([
    ["space create vision --app-type JupyterLab", "missing --owner"],
    ["space create vision --owner alice", "missing --type"],
    ["space create vision --owner alice --app-type KernelGateway", '--app-type does not take "KernelGateway"'],
    [`${create} --sharing everyone`, '--sharing does not take "everyone"'],
    [`${create} --volume-gb 4`, '--volume-gb does not take "4"'],
    [`${create} --volume-gb 16385`, '--volume-gb does not take "16385"'],
    [`${create} --idle 59m`, "--idle does not take 59 minutes"],
    [`${create} --idle 3661s`, "--idle does not take 3661 seconds"],
    [`${create} --instance-type system`, 'a JupyterLab app cannot run on "system"'],
    [`${create} --instance-type ml.t3.medum`, '--instance-type: the service knows no instance type "ml.t3.medum"'],
    [`${create} --image a/b`, '--image does not take "a/b"'],
    [`${create} --tag team`, '--tag does not take "team"'],
    ["space create -vision- --owner alice --app-type JupyterLab", 'unknown option "-vision-"'],
    ["space create vi_sion --owner alice --app-type JupyterLab", '"vi_sion" is not a valid space name'],
  ])("%s is a usage error, before any call", async (line, message) => {
    const studio = studioWith();
    const { code, error } = await studioctl(line, { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, message, []]);
  });
});

describe("space update", () => {
  const update = "space update nlp";

  it("shows the difference, and tells it to scripts", async () => {
    const table = await studioctl(`${update} --volume-gb 50 --yes`, { studio: studioWith() });
    expect([table.code, table.stdout]).toEqual([0, expect.stringMatching(/EbsVolumeSizeInGb +20 +50/)]);
    const json = await studioctl(`${update} --instance-type ml.m5.large --yes -o json`, { studio: studioWith([lab]) });
    expect(JSON.parse(json.stdout)).toEqual({
      DomainId: "d-1",
      SpaceName: "nlp",
      Changed: true,
      Differences: [
        { Setting: "SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec.InstanceType", Before: "ml.t3.medium", After: "ml.m5.large" },
      ],
      Status: "InService",
    });
    expect(json.stderr).toContain("d-1/space:nlp/JupyterLab/default keeps what it has until it is restarted: studioctl space restart nlp");
  });

  it("says that there is nothing to change, asks nobody and changes nothing", async () => {
    const studio = studioWith();
    const { code, stdout, stderr } = await studioctl(`${update} --volume-gb 20`, { studio });
    expect([code, stdout, stderr, studio.count("updateSpace")]).toEqual([0, "", expect.stringContaining("nothing to change"), 0]);
  });

  it("the exit code is 5 without a terminal to ask on", async () => {
    const studio = studioWith();
    expect([(await studioctl(`${update} --volume-gb 50`, { studio })).code, studio.count("updateSpace")]).toEqual([5, 0]);
  });

  it("asks with the difference in view, at a terminal", async () => {
    const studio = studioWith();
    const { code, stderr } = await studioctl(`${update} --volume-gb 50`, {
      studio,
      terminal: true,
      columns: 120,
      answers: { confirm: async () => false },
    });
    expect([code, stderr, studio.count("updateSpace")]).toEqual([5, expect.stringMatching(/EbsVolumeSizeInGb +20 +50/), 0]);
  });

  it.each([
    [update, "nothing to change"],
    [`${update} --idle 30m`, "--idle does not take 30 minutes"],
    [`${update} --display-name ${"x".repeat(65)}`, `--display-name does not take "${"x".repeat(65)}"`],
  ])("%s is a usage error, before any call", async (line, message) => {
    const studio = studioWith();
    const { code, error } = await studioctl(line, { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, message, []]);
  });
});

describe("space delete", () => {
  it("space delete shows what is lost before it asks", async () => {
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => questions.push(question) > 0;
    const { code, stderr } = await studioctl("space delete nlp --cascade", {
      studio: studioWith([lab]),
      terminal: true,
      answers: { confirm },
    });
    expect(questions).toEqual([
      "This deletes space nlp, its volume of 20 GB and the files on it. It stops d-1/space:nlp/JupyterLab/default first. Continue?",
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("deleted: space nlp, its volume of 20 GB and the files on it")]);
  });

  it("is 5 where nobody can be asked, 1 where its app runs", async () => {
    const studio = studioWith([lab]);
    expect((await studioctl("space delete nlp --cascade", { studio })).code).toBe(5);
    expect((await studioctl("space delete nlp --yes", { studio })).code).toBe(1);
    expect([studio.count("deleteApp"), studio.count("deleteSpace")]).toEqual([0, 0]);
  });

  it("--cascade cannot be used with --no-wait", async () => {
    const studio = studioWith([lab]);
    const { code, error } = await studioctl("space delete nlp --cascade --no-wait --yes", { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, "--cascade cannot be used with --no-wait", []]);
  });
});

const two = (other: string) =>
  fakeStudio({
    domains: [
      { DomainId: "d-1", DomainName: "research" },
      { DomainId: "d-2", DomainName: "risk" },
    ],
    spaces: [
      { DomainId: "d-1", SpaceName: "nlp" },
      { DomainId: "d-2", SpaceName: other },
    ],
  });

describe("a space in one of several domains", () => {
  it.each(["stop nlp", "describe nlp", "delete nlp --yes"])("is found by its name where that is the only one: space %s", async (verb) => {
    const ran = await studioctl(`space ${verb} -o json`, { studio: two("bi") });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ DomainId: "d-1", SpaceName: "nlp" });
    expect(await studioctl(`space ${verb}`, { studio: two("nlp") })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('2 domains with "nlp"'),
    });
  });
});

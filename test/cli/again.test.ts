import { describe, expect, it } from "vitest";
import type { App } from "../../src/core/app/app.ts";
import type { Space } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { type FakeStudioOptions, fakeStudio } from "../fakes/studio.ts";
import { type World, gateway, hoursAgo, studioctl } from "./run.ts";

const lab: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(9),
  ResourceSpec: { InstanceType: "ml.m5.large" },
};

const spaceNlp = (settings: Space["SpaceSettings"] = {}): NonNullable<FakeStudioOptions["spaces"]> => [
  {
    DomainId: "d-1",
    SpaceName: "nlp",
    OwnershipSettings: { OwnerUserProfileName: "alice" },
    SpaceSettings: { AppType: "JupyterLab", ...settings },
  },
];

/** A space in whose app a kernel is idle for hours, or busy; what is started is InService at once. */
function world({ busy = false, ...more }: FakeStudioOptions & { readonly busy?: boolean } = {}) {
  const studio = fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    spaces: spaceNlp(),
    apps: [lab],
    ...more,
  });
  let isStarted = false;
  studio.when("createApp", "", () => (isStarted = true));
  studio.when("describeApp", "", () => {
    if (isStarted) studio.set(lab, { Status: "InService" });
  });
  const kernel = { id: "k", lastActivity: hoursAgo(5), state: busy ? "busy" : "idle", connections: 0 } as const;
  const servers: World["servers"] = { "space:nlp JupyterLab": { kernels: [kernel] } };
  return { studio, servers };
}

const changes = ({ calls }: ReturnType<typeof fakeStudio>) =>
  calls.map(([method]) => method).filter((method) => /^(create|update|delete)/.test(method) && method !== "createPresignedDomainUrl");

describe.each([
  ["space stop nlp", ["deleteApp"]],
  ["space restart nlp", ["deleteApp", "createApp"]],
  ["app restart space:nlp/default", ["deleteApp", "createApp"]],
  ["space update nlp --remote-access on", ["deleteApp", "updateSpace", "createApp"]],
])("%s", (line, done) => {
  it("shows the verdict on the app first, which is that of auto-shutdown", async () => {
    const idle = await studioctl(`${line} --yes`, world());
    expect([idle.code, idle.stderr]).toEqual([0, expect.stringContaining("d-1/space:nlp/JupyterLab/default is idle: ")]);
    const busy = world({ busy: true });
    const { stdout } = await studioctl("auto-shutdown explain space:nlp/default -o json", busy);
    const { Decision } = JSON.parse(stdout);
    expect((await studioctl(`${line} --yes`, busy)).stderr).toContain(`is ${Decision.Verdict}: ${Decision.Reason}`);
  });

  it("--yes is enough to stop an idle app", async () => {
    const own = world();
    expect((await studioctl(`${line} --yes`, own)).code).toBe(0);
    expect(changes(own.studio)).toEqual(done);
  });

  it("takes nothing without --yes where there is nobody to ask", async () => {
    const own = world();
    expect(await studioctl(line, own)).toMatchObject({ code: 5, error: { fix: "confirm beforehand with --yes" } });
    expect(changes(own.studio)).toEqual([]);
  });

  it("needs --force for an app that is not idle, also under --yes", async () => {
    const own = world({ busy: true });
    for (const words of [line, `${line} --yes`])
      expect(await studioctl(words, own)).toMatchObject({
        code: 5,
        error: {
          code: "declined",
          message: expect.stringMatching(/is active, not idle: stopping it needs --force$/),
          fix: expect.stringContaining("--force"),
        },
      });
    expect(changes(own.studio)).toEqual([]);
    expect((await studioctl(`${line} --force`, own)).code).toBe(0);
    expect(changes(own.studio)).toEqual(done);
  });

  it("takes a yes on a terminal for an app that is not idle, and asks also under --yes", async () => {
    for (const words of [line, `${line} --yes`]) {
      const asked: string[] = [];
      const answer = (yes: boolean): Partial<World> => ({
        terminal: true,
        answers: {
          confirm: async (question) => {
            asked.push(question);
            return yes;
          },
        },
      });
      const declined = world({ busy: true });
      expect((await studioctl(words, { ...declined, ...answer(false) })).code).toBe(5);
      expect(changes(declined.studio)).toEqual([]);
      const own = world({ busy: true });
      expect((await studioctl(words, { ...own, ...answer(true) })).code).toBe(0);
      expect(changes(own.studio)).toEqual(done);
      expect(asked).toEqual([expect.stringMatching(/^It is not idle\. /), expect.stringMatching(/^It is not idle\. /)]);
    }
  });

  it("does not know a space that is not there, and says what was probably meant", async () => {
    const unknown = line.replace("nlp", "nlq");
    const { code, error } = await studioctl(`${unknown} --yes`, world());
    expect([code, error?.fix]).toEqual([1, expect.stringContaining("did you mean")]);
  });
});

describe("space stop", () => {
  it("of a space that does not run changes nothing, and says so", async () => {
    const own = world({ apps: [] });
    const { code, stdout, stderr } = await studioctl("space stop nlp -o json", own);
    expect([code, JSON.parse(stdout), stderr]).toEqual([
      0,
      { DomainId: "d-1", SpaceName: "nlp", Result: "skipped" },
      expect.stringContaining("it is not running: nothing was changed"),
    ]);
  });

  it("names the verdict and the command that starts it again", async () => {
    const { stdout, stderr } = await studioctl("space stop nlp --yes -o json", world());
    expect(JSON.parse(stdout)).toMatchObject({ SpaceName: "nlp", AppType: "JupyterLab", Result: "stopped", Verdict: "idle" });
    expect(stderr).toContain("studioctl space start nlp -d d-1 starts it again as it was");
  });

  it("with --no-wait says that it is accepted", async () => {
    expect(JSON.parse((await studioctl("space stop nlp --yes --no-wait -o json", world())).stdout)).toMatchObject({ Result: "stopping" });
  });
});

describe("space start", () => {
  const stopped = { ...lab, Status: "Deleted" as const };

  it("starts the app as it last ran", async () => {
    const { code, stdout, stderr } = await studioctl("space start nlp -o json", world({ apps: [stopped] }));
    expect([code, JSON.parse(stdout), stderr]).toEqual([
      0,
      expect.objectContaining({ Status: "InService", ResourceSpec: { InstanceType: "ml.m5.large" } }),
      expect.stringContaining("started"),
    ]);
  });

  it("says where the settings of the space differ, and how to apply them", async () => {
    const spaces = spaceNlp({ JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.xlarge" } } });
    const own = world({ apps: [stopped], spaces });
    expect((await studioctl("space start nlp", own)).stderr).toContain("studioctl space restart nlp --instance-type ml.m5.xlarge -d d-1");
    const given = world({ apps: [stopped], spaces });
    expect((await studioctl("space start nlp --instance-type ml.m5.large", given)).stderr).not.toContain("note:");
  });

  it("leaves an app alone that runs, and refuses another specification with the restart that gives it", async () => {
    const own = world();
    expect(await studioctl("space start nlp", own)).toMatchObject({ code: 0, stderr: expect.stringContaining("already running") });
    expect(await studioctl("space start nlp --instance-type ml.m5.xlarge", own)).toMatchObject({
      code: 1,
      error: { code: "in-use", fix: "restart it with that: studioctl space restart nlp --instance-type ml.m5.xlarge -d d-1" },
    });
    expect(changes(own.studio)).toEqual([]);
  });

  it("with --dry-run starts nothing", async () => {
    const own = world({ apps: [stopped] });
    const { code, stdout } = await studioctl("space start nlp --dry-run -o json", own);
    expect([code, JSON.parse(stdout), changes(own.studio)]).toEqual([0, expect.objectContaining({ DryRun: true }), []]);
  });

  it("refuses an instance type that is too small for remote access, before any call that changes something", async () => {
    const own = world({ apps: [stopped], spaces: spaceNlp({ RemoteAccess: "ENABLED" }) });
    for (const words of ["--instance-type ml.t3.medium", "--or ml.t3.medium"])
      expect(await studioctl(`space start nlp ${words}`, own)).toMatchObject({
        code: 1,
        error: {
          code: "invalid",
          fix: expect.stringContaining("--instance-type ml.t3.large, or turn it off: studioctl space update nlp --remote-access off"),
        },
      });
    expect(changes(own.studio)).toEqual([]);
  });

  it.each([
    ["--instance-type ml.m5.lage", 'did you mean "ml.m5.large"?'],
    ["--or ml.m5.large,nothing", "instance types look like"],
    ["--or ml.m5.large --no-wait", "leave one of the two out"],
    ["--lifecycle-config setup", "arn:aws:sagemaker"],
  ])("refuses %s", async (words, fix) => {
    const own = world({ apps: [stopped] });
    const { code, error } = await studioctl(`space start nlp ${words}`, own);
    expect([code, error?.fix, changes(own.studio)]).toEqual([2, expect.stringContaining(fix), []]);
  });
});

describe("space restart", () => {
  it("keeps the instance type, the image and the lifecycle config, and says where settings differ", async () => {
    const spec = {
      InstanceType: "ml.m5.large",
      SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu",
      SageMakerImageVersionAlias: "3.1.0",
      LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup",
    };
    const { stdout } = await studioctl("space restart nlp --yes -o json", world({ apps: [{ ...lab, ResourceSpec: spec }] }));
    expect(JSON.parse(stdout)).toMatchObject({ Status: "InService", ResourceSpec: spec });
  });

  it("checks what is to be different before it stops anything", async () => {
    const own = world();
    expect((await studioctl("space restart nlp --image not-attached --force", own)).code).toBe(1);
    expect(changes(own.studio)).toEqual([]);
  });

  it("with --dry-run stops nothing, and needs no --force", async () => {
    const own = world({ busy: true });
    expect(await studioctl("space restart nlp --dry-run", own)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("can be restarted"),
    });
    expect(changes(own.studio)).toEqual([]);
  });

  it("starts a space that does not run, without asking", async () => {
    const own = world({ apps: [{ ...lab, Status: "Deleted" }] });
    expect((await studioctl("space restart nlp", own)).code).toBe(0);
    expect(changes(own.studio)).toEqual(["createApp"]);
  });

  it("with --no-wait waits until the app is stopped, not until it is InService", async () => {
    const { studio, servers } = world();
    studio.when("createApp", "", () => studio.when("describeApp", "", () => studio.set(lab, { Status: "Pending" })));
    expect(await studioctl("space restart nlp --yes --no-wait", { studio, servers })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("its start is accepted: it is Pending"),
    });
  });
});

const classic = () =>
  world({ apps: [gateway("churn"), { ...gateway("default"), AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } }] });

describe("app restart of a Studio Classic app", () => {
  it("needs --force in a script, since the app may not start again", async () => {
    const own = classic();
    expect(await studioctl("app restart churn --yes", own)).toMatchObject({ code: 5, error: { fix: expect.stringContaining("--force") } });
    expect(changes(own.studio)).toEqual([]);
  });

  it("warns before it", async () => {
    expect((await studioctl("app restart churn --yes", classic())).stderr).toContain(
      "Studio Classic app alice/churn may not start again once stopped",
    );
  });
});

describe("space update --remote-access", () => {
  it("that is so already says so, and changes nothing", async () => {
    for (const [word, RemoteAccess] of [
      ["on", "ENABLED"],
      ["off", "DISABLED"],
      ["off", undefined],
    ] as const) {
      const own = world({ spaces: spaceNlp(RemoteAccess === undefined ? {} : { RemoteAccess }) });
      const { code, stdout, stderr } = await studioctl(`space update nlp --remote-access ${word}`, own);
      expect([code, stdout, stderr, changes(own.studio)]).toEqual([
        0,
        "",
        expect.stringContaining(`remote access of space nlp is ${word} already: nothing was changed`),
        [],
      ]);
    }
  });

  it.each<[what: string, apps: App[], why: string, fix: string]>([
    [
      "too little memory",
      [{ ...lab, ResourceSpec: { InstanceType: "ml.t3.medium" } }],
      "ml.t3.medium has 4 GB of memory",
      "--instance-type ml.t3.large",
    ],
    [
      "an old image",
      [
        {
          ...lab,
          ResourceSpec: {
            InstanceType: "ml.m5.large",
            SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu",
            SageMakerImageVersionAlias: "2.6.1",
          },
        },
      ],
      "its image is SageMaker Distribution 2.6.1",
      "--image-version latest",
    ],
    ["the instance type of its settings, where it does not run", [], "ml.t3.medium has 4 GB of memory", "--instance-type ml.t3.large"],
  ])("is refused before anything is stopped: %s", async (_what, apps, why, fix) => {
    const own = world({ apps });
    const { code, error } = await studioctl("space update nlp --remote-access on --force", own);
    expect([code, error?.code, error?.why, error?.fix]).toEqual([1, "invalid", expect.stringContaining(why), expect.stringContaining(fix)]);
    expect(changes(own.studio)).toEqual([]);
  });

  it("takes another instance type along, and starts the app with it", async () => {
    const own = world({ apps: [{ ...lab, ResourceSpec: { InstanceType: "ml.t3.medium" } }] });
    expect((await studioctl("space update nlp --remote-access on --instance-type ml.t3.large --yes", own)).code).toBe(0);
    expect(changes(own.studio)).toEqual(["deleteApp", "updateSpace", "createApp"]);
    expect(await own.studio.describeApp(lab)).toMatchObject({ ResourceSpec: { InstanceType: "ml.t3.large" } });
  });

  it("of a space that does not run changes it, and starts nothing", async () => {
    const own = world({ apps: [{ ...lab, Status: "Deleted" }] });
    expect((await studioctl("space update nlp --remote-access on --yes", own)).code).toBe(0);
    expect(changes(own.studio)).toEqual(["updateSpace"]);
  });

  it("of a space of Studio Classic is refused", async () => {
    const own = world({ spaces: [{ DomainId: "d-1", SpaceName: "nlp" }], apps: [] });
    expect(await studioctl("space update nlp --remote-access on --yes", own)).toMatchObject({ code: 1, error: { code: "invalid" } });
  });

  it("that cannot change the space says that its app is stopped, and the commands that go on", async () => {
    const own = world();
    own.studio.fail("updateSpace", "nlp", new StudioctlError("denied", "not allowed to update space", { fix: "allow it" }));
    expect(await studioctl("space update nlp --remote-access on --yes", own)).toMatchObject({
      code: 4,
      error: {
        why: "done before that: stopped d-1/space:nlp/JupyterLab/default",
        fix: "allow it; then studioctl space update nlp --remote-access on -d d-1, then studioctl space start nlp -d d-1",
      },
    });
  });
});

describe("a space", () => {
  it("shows whether remote access is on", async () => {
    const own = world({ spaces: spaceNlp({ RemoteAccess: "ENABLED" }) });
    expect((await studioctl("space describe nlp", own)).stdout).toMatch(/Remote access +on/);
    expect((await studioctl("space list -o wide", own)).stdout).toMatch(/REMOTE.*\n.* on +/);
    expect((await studioctl("space list", own)).stdout).not.toContain("REMOTE");
    expect((await studioctl("space describe nlp", world())).stdout).toMatch(/Remote access +off/);
  });

  it("is created with remote access, if it is large enough for it", async () => {
    const words = "space create vision --owner alice --app-type CodeEditor --remote-access on";
    const own = world();
    expect(await studioctl(words, own)).toMatchObject({ code: 1, error: { why: expect.stringContaining("ml.t3.medium has 4 GB") } });
    expect(changes(own.studio)).toEqual([]);
    expect((await studioctl(`${words} --instance-type ml.t3.large`, own)).code).toBe(0);
    expect(own.studio.subjects("createSpace")[0]).toContain('"RemoteAccess":"ENABLED"');
  });
});

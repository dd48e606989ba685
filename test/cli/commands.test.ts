import { describe, expect, it } from "vitest";
import { collect } from "../../src/core/collections.ts";
import { type ErrorCode, StudioctlError } from "../../src/core/errors.ts";
import { type FakeStudio, fakeStudio } from "../fakes/studio.ts";
import { type Ran, type World, gateway, hoursAgo, studioctl } from "./run.ts";

const research = { DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" };
const finance = { DomainId: "d-2", DomainName: "finance" };
const scopes = {
  domains: [research],
  profiles: [{ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" }],
  spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab" } }],
} as const;
const gpu = gateway("gpu", { ResourceSpec: { InstanceType: "ml.g4dn.xlarge" }, CreationTime: hoursAgo(1) });
const server = gateway("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } });
const studioWith = (...apps: ReturnType<typeof gateway>[]) => fakeStudio({ ...scopes, apps });
const fields = (ran: Ran): string[] =>
  ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().replaceAll(/ {2,}/g, " | "));

describe("app list", () => {
  it("shows who runs what on which instance, and what runs together costs on stderr", async () => {
    const ran = await studioctl("app list", { studio: studioWith(gateway("churn"), gateway("pricing"), server) });
    expect(ran.code).toBe(0);
    expect(fields(ran)).toEqual([
      "OWNER | TYPE | NAME | STATUS | INSTANCE | AGE",
      "alice | KernelGateway | churn | InService | ml.t3.medium | 10h",
      "alice | KernelGateway | pricing | InService | ml.t3.medium | 10h",
      "alice | JupyterServer | default | InService | system | 10h",
    ]);
    expect(ran.stderr).toMatch(/^1 running instance, \$0\.05\/h/);
  });

  it("on 80 columns leaves the age out where names are very long, and never breaks a row", async () => {
    const { UserProfileName: _, ...unowned } = gateway("nightly-report");
    const spaced = { ...unowned, SpaceName: "nlp-notebooks-of-2026" };
    const lines = async (columns: number) =>
      (await studioctl("app list", { studio: studioWith(spaced), terminal: true, columns })).stdout.trimEnd().split("\n");
    const narrow = await lines(80);
    expect(narrow[0]).toMatch(/INSTANCE$/);
    expect(narrow).toHaveLength(3);
    expect((await lines(100))[0]).toMatch(/AGE$/);
  });

  it("wide adds the place on the instance and its price", async () => {
    const ran = await studioctl("app list -o wide", { studio: studioWith(gateway("churn"), gateway("pricing")) });
    expect(fields(ran)[1]).toMatch(/^alice \| KernelGateway \| churn \| .* \| 2\/4 \| 0\.050$/);
  });

  it("shows no place and no price of an app that runs on nothing", async () => {
    const studio = studioWith(gateway("churn", { Status: "Failed" }), gateway("pricing", { Status: "Deleted" }));
    const ran = await studioctl("app list --all -o json", { studio });
    expect(JSON.parse(ran.stdout)).toEqual([
      expect.not.objectContaining({ HourlyUsd: 0.05 }),
      expect.not.objectContaining({ HourlyUsd: 0.05 }),
    ]);
    expect((await studioctl("app list --all -o wide", { studio })).stdout).not.toMatch(/\/4|0\.05/);
  });

  it("counts places with the apps that a filter hides", async () => {
    const ran = await studioctl("app list -o wide --status Failed,InService --type KernelGateway", {
      studio: studioWith(gateway("churn"), gateway("pricing", { Status: "Pending" })),
    });
    expect(fields(ran)).toEqual([expect.stringContaining("SLOT"), expect.stringContaining("2/4")]);
  });

  it.each([
    ["--user alice", { DomainId: "d-1", UserProfileName: "alice" }],
    ["--space nlp", { DomainId: "d-1", SpaceName: "nlp" }],
    ["-d d-2", { DomainId: "d-2" }],
    ["-d research", { DomainId: "d-1" }],
    ["", { DomainId: "d-1" }],
  ])("%s asks the service for %j", async (words, filter) => {
    const studio = studioWith(gateway("churn"));
    await studioctl(`app list ${words}`.trim(), { studio });
    expect(studio.subjects("listApps")[0]).toBe(JSON.stringify(filter));
  });

  it("takes the domain from STUDIOCTL_DOMAIN, and --domain over it", async () => {
    const studio = fakeStudio({ domains: [research, finance], apps: [gateway("churn")] });
    await studioctl("app list", { studio, env: { STUDIOCTL_DOMAIN: "finance" } });
    await studioctl("app list -d research", { studio, env: { STUDIOCTL_DOMAIN: "finance" } });
    expect(studio.subjects("listApps")).toEqual(['{"DomainId":"d-2"}', '{"DomainId":"d-1"}']);
  });

  it("prints references that every verb takes", async () => {
    expect((await studioctl("app list -o name", { studio: studioWith(gateway("churn"), gpu) })).stdout).toBe(
      "d-1/alice/KernelGateway/churn\nd-1/alice/KernelGateway/gpu\n",
    );
  });
});

describe("app describe", () => {
  it("shows an app by any reference", async () => {
    for (const reference of [
      "churn",
      "alice/churn",
      "alice/KernelGateway/churn",
      "d-1/alice/KernelGateway/churn",
      "research/alice/KernelGateway/churn",
    ]) {
      const ran = await studioctl(`app describe ${reference} -o json`, { studio: studioWith(gateway("churn"), gpu) });
      expect(JSON.parse(ran.stdout)).toMatchObject({
        AppName: "churn",
        HourlyUsd: 0.05,
        AppArn: expect.stringContaining("kernelgateway/churn"),
      });
    }
  });
});

describe("app start", () => {
  it("an app start sends the given flags to the service", async () => {
    const studio = studioWith();
    const ran = await studioctl(
      "app start --user alice --type KernelGateway --name churn --instance-type ml.m5.large --tag team=growth --recovery --no-wait",
      { studio },
    );
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining("accepted: it is Pending")]);
    const [app] = await collect(studio.listApps({ DomainId: "d-1" }));
    expect(app).toMatchObject({
      AppName: "churn",
      ResourceSpec: { InstanceType: "ml.m5.large" },
      RecoveryMode: true,
      Tags: [{ Key: "team", Value: "growth" }],
    });
  });

  it("refuses a fifth app on the instance that the defaults lead to", async () => {
    const studio = studioWith(...["a", "b", "c", "d"].map((name) => gateway(name)));
    expect(await studioctl("app start --user alice --type KernelGateway", { studio })).toMatchObject({
      code: 1,
      error: { code: "limit-exceeded", message: expect.stringContaining("4 KernelGateway apps on ml.t3.medium") },
    });
    expect(await studioctl("app start --user alice --type KernelGateway --max-apps-per-instance 5 --dry-run", { studio })).toMatchObject({
      code: 0,
    });
    expect(await studioctl("app start --user alice --type KernelGateway --instance-type ml.m5.large --dry-run", { studio })).toMatchObject({
      code: 0,
    });
    expect(studio.count("createApp")).toBe(0);
    expect(await studioctl("app start --user alice --type KernelGateway --skip-checks --no-wait", { studio })).toMatchObject({ code: 0 });
    expect(studio.count("createApp")).toBe(1);
  });

  it.each([
    "-T KernelGateway",
    "--user alice",
    "--user alice --space nlp --type JupyterLab",
    "--user alice --type JupyterLab",
    "--user alice --type KernelGateway --tag team",
    "--user alice --type KernelGateway --image a/b",
    "--user alice --type KernelGateway --lifecycle-config mine",
    "--user alice --type JupyterServer --instance-type ml.t3.medium",
  ])("%s is a usage error, before any call", async (words) => {
    const studio = studioWith();
    expect(await studioctl(`app start ${words}`, { studio })).toMatchObject({ code: 2 });
    expect(studio.calls).toEqual([]);
  });
});

describe.each(["app describe", "auto-shutdown explain"])("%s -", (verb) => {
  const described = async (stdin: string) => {
    const studio = studioWith(gateway("churn"), gpu);
    return { ...(await studioctl(`${verb} - -o json`, { studio, stdin })), calls: studio.calls };
  };

  it("an app reference is read from stdin", async () => {
    const { code, stdout } = await described("d-1/alice/KernelGateway/gpu\n");
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ AppName: "gpu" })]);
  });

  it.each([
    ["", "missing APP"],
    ["alice/churn\nalice/gpu\n", "2 apps were named"],
  ])("refuses %j, before any call", async (stdin, message) => {
    expect(await described(stdin)).toMatchObject({ code: 2, error: { message }, calls: [] });
  });
});

describe("app stop", () => {
  it("app stop stops the named apps after a confirmation", async () => {
    const studio = studioWith(gateway("churn"), gpu);
    const asked: string[] = [];
    const confirm = async (question: string) => asked.push(question) > 0;
    const ran = await studioctl("app stop alice/gpu --no-wait", { studio, terminal: true, answers: { confirm } });
    expect([ran.code, asked]).toEqual([0, ["Stop this app?"]]);
    expect(ran.stderr).toContain("gpu");
    expect(studio.subjects("deleteApp")).toEqual(["d-1/alice/KernelGateway/gpu"]);
  });

  it.each<[string, Partial<World>]>([
    ["app stop alice/gpu", { terminal: true, answers: { confirm: async () => false } }],
    ["app stop alice/gpu", {}],
    ["app stop alice/gpu --no-input", { terminal: true }],
    ["app stop alice/gpu", { terminal: true, env: { CI: "true" } }],
  ])("%s (%#) is declined with 5, and stops nothing", async (line, world) => {
    const studio = studioWith(gpu);
    expect(await studioctl(line, { studio, ...world })).toMatchObject({ code: 5, error: { code: "declined" } });
    expect(studio.count("deleteApp")).toBe(0);
  });

  it.each<[string, string[]]>([
    ["--type JupyterServer", ["default"]],
    ["--user alice --instance-type ml.g4dn.xlarge", ["gpu"]],
    ["--all", ["churn", "gpu", "default"]],
    ["- --type KernelGateway", ["gpu"]],
    ["alice/churn alice/churn", ["churn"]],
  ])("%s selects", async (words, names) => {
    const studio = studioWith(gateway("churn"), gpu, server);
    expect(await studioctl(`app stop ${words} --yes --no-wait`, { studio, stdin: "alice/gpu\nalice/default\n" })).toMatchObject({
      code: 0,
    });
    expect(studio.subjects("deleteApp").map((reference) => reference.split("/").at(-1))).toEqual(names);
  });

  it.each(["", "alice/churn --all", "--user alice --space nlp", "--instance-type ml.big", "alice//churn"])(
    "%j is a usage error, before any call",
    async (words) => {
      const studio = studioWith(gateway("churn"));
      expect(await studioctl(`app stop ${words} --yes`.replace("  ", " "), { studio })).toMatchObject({ code: 2 });
      expect(studio.calls).toEqual([]);
    },
  );

  it("exits with 3 where some fail, and with 1 where all do", async () => {
    const studio = studioWith(gateway("churn"), gpu);
    studio.fail("deleteApp", "gpu");
    const some = await studioctl("app stop alice/churn alice/gpu --yes", { studio });
    expect([some.code, fields(some).slice(1)]).toEqual([
      3,
      ["alice | KernelGateway | churn | stopped | deleted", "alice | KernelGateway | gpu | failed | not allowed to deleteApp"],
    ]);
    expect(await studioctl("app stop alice/gpu --yes", { studio })).toMatchObject({ code: 1 });
  });

  it("with an empty list on stdin stops nothing, and never all", async () => {
    const studio = studioWith(gateway("churn"));
    expect(await studioctl("app stop - --yes", { studio, stdin: "\n" })).toMatchObject({ code: 0, stdout: "", stderr: "no app to stop\n" });
    expect(studio.count("deleteApp")).toBe(0);
  });
});

describe("app keep", () => {
  it.each([
    ["--for 4h", "2026-03-02T16:00:00Z"],
    ["--until 2026-03-05T18:00Z", "2026-03-05T18:00:00Z"],
    ["--forever", "forever"],
    ["--clear", "(not kept)"],
  ])("%s", async (words, until) => {
    const ran = await studioctl(`app keep alice/churn ${words}`, { studio: studioWith(gateway("churn")) });
    expect([ran.code, fields(ran)[1]]).toEqual([0, `alice | KernelGateway | churn | ${until}`]);
  });

  it.each(["", "--for 4h --clear", "--until 2026-03-02T11:00Z", "--until soon", "--for 4"])(
    "%j is a usage error, and tags nothing",
    async (words) => {
      const studio = studioWith(gateway("churn"));
      expect(await studioctl(`app keep alice/churn ${words}`.trim(), { studio })).toMatchObject({ code: 2 });
      expect(studio.count("addTags") + studio.count("deleteTags")).toBe(0);
    },
  );

  it("refuses an app that is gone", async () => {
    expect(
      await studioctl("app keep alice/churn --forever", { studio: studioWith(gateway("churn", { Status: "Deleted" })) }),
    ).toMatchObject({ code: 1, error: { code: "invalid" } });
  });
});

describe("domains, profiles and spaces", () => {
  it.each([
    ["domain list -o name", "d-1\n"],
    ["profile list -o name", "alice\n"],
    ["space list -o name", "nlp\n"],
    ["domain describe -o name", "d-1\n"],
    ["profile describe alice --query HomeDirectory -o tsv", "/200005\n"],
    ["profile describe alice --query EffectiveSettings[].[Setting,Value,From] -o tsv", "KernelGateway instance\tml.t3.medium\tservice\n"],
    ["space describe nlp --query SpaceSettings.AppType -o tsv", "JupyterLab\n"],
  ])("%s", async (line, stdout) => {
    expect(await studioctl(line, { studio: fakeStudio(scopes) })).toEqual({ code: 0, stdout, stderr: expect.any(String) });
  });

  it("an empty list of an unknown domain is an error, not an empty list", async () => {
    for (const noun of ["app", "profile", "space"]) {
      expect(await studioctl(`${noun} list -d d-3`, { studio: fakeStudio(scopes) })).toMatchObject({
        code: 1,
        stdout: "",
        error: { code: "not-found" },
      });
    }
  });

  it("of several domains asks for one at a terminal, and elsewhere names them", async () => {
    const studio = fakeStudio({ ...scopes, domains: [research, finance] });
    const offered: string[] = [];
    const select = async (_question: string, choices: readonly { label: string }[]) => {
      offered.push(...choices.map(({ label }) => label));
      return "d-1";
    };
    expect(await studioctl("profile list -o name", { studio, terminal: true, answers: { select } })).toMatchObject({
      code: 0,
      stdout: "alice\n",
    });
    expect(offered).toEqual(["research (d-1)", "finance (d-2)"]);
    expect(await studioctl("profile list", { studio })).toMatchObject({ code: 2, error: { why: "research (d-1), finance (d-2)" } });
  });
});

const kernel = (appName: string, hours: number, state = "idle") => ({
  id: appName,
  state,
  appName,
  lastActivity: hoursAgo(hours),
  path: `${appName}.ipynb`,
});
/** One app idle for three hours, one busy. */
const worldOf = (more: Partial<Omit<World, "studio">> = {}): World & { readonly studio: FakeStudio } => ({
  studio: studioWith(gateway("churn"), gateway("busy"), server),
  servers: { "alice JupyterServer": { kernels: [kernel("churn", 3), kernel("busy", 3, "busy")] } },
  ...more,
});
/** `Verdict Result` by name of the app. */
const results = (ran: Ran): Record<string, string> => {
  const { Decisions }: { Decisions: { AppName: string; Verdict: string; Result: string }[] } = JSON.parse(ran.stdout);
  return Object.fromEntries(Decisions.map(({ AppName, Verdict, Result }) => [AppName, `${Verdict} ${Result}`]));
};

describe("auto-shutdown", () => {
  it.each<[string, number, Record<string, string>]>([
    ["plan", 0, { churn: "idle planned", busy: "active kept" }],
    ["plan --exit-code", 6, { churn: "idle planned", busy: "active kept" }],
    ["plan --exit-code --idle 4h", 0, { churn: "active kept", busy: "active kept" }],
    ["plan --exclude */alice/*/churn --exit-code", 0, { busy: "active kept", churn: expect.stringMatching(/kept$/) }],
    ["plan --user alice --type JupyterLab", 0, {}],
    ["run --dry-run", 0, { churn: "idle planned", busy: "active kept" }],
    ["run --yes", 0, { churn: "idle stopped", busy: "active kept" }],
    ["run --yes --no-wait", 0, { churn: "idle stopped", busy: "active kept" }],
  ])("%s exits with %d", async (line, code, decided) => {
    const ran = await studioctl(`auto-shutdown ${line} -o json`, worldOf());
    expect([ran.code, results(ran)]).toEqual([code, decided]);
  });

  it("refuses a user that exists nowhere, and says who was probably meant", async () => {
    const profiles = [{ DomainId: "d-1", UserProfileName: "alice" }];
    const ran = await studioctl("auto-shutdown plan --user alcie", { studio: fakeStudio({ domains: [{ DomainId: "d-1" }], profiles }) });
    expect(ran).toMatchObject({ code: 1, stderr: 'error: no user profile "alcie" in scope\nfix: did you mean "alice"?\n' });
  });

  it("plan deletes nothing, run deletes what is idle", async () => {
    const world = worldOf();
    await studioctl("auto-shutdown plan", world);
    expect(world.studio.count("deleteApp")).toBe(0);
    await studioctl("auto-shutdown run --yes", world);
    expect(world.studio.subjects("deleteApp")).toEqual(["d-1/alice/KernelGateway/churn"]);
  });

  it("shows what is saved: the instance where its last app stops, nothing where another stays", async () => {
    const alone = worldOf({ servers: { "alice JupyterServer": { kernels: [kernel("churn", 3), kernel("busy", 3)] } } });
    expect((await studioctl("auto-shutdown plan", alone)).stderr).toMatch(
      /^2 apps, 2 would stop\nwould save \$0\.05\/h, by the on-demand prices of 2026-01-01$/m,
    );
    expect((await studioctl("auto-shutdown plan", worldOf())).stderr).toMatch(
      /^2 apps, 1 would stop\nwould save nothing: .*other apps stay/m,
    );
    const unpriced = {
      servers: { "alice JupyterServer": { kernels: [kernel("churn", 3)] } },
      studio: studioWith(gateway("churn", { ResourceSpec: { InstanceType: "ml.c5.large" } }), server),
    };
    expect((await studioctl("auto-shutdown plan", unpriced)).stderr).toMatch(/^1 app, 1 would stop\nthe savings are unknown/m);
  });

  it("exits with 3 where a stop fails, or with --strict an app is unknown", async () => {
    const world = worldOf();
    world.studio.fail("deleteApp", "churn");
    expect(await studioctl("auto-shutdown run --yes", world)).toMatchObject({ code: 3 });
    const unknown = worldOf({ servers: { "alice JupyterServer": "the server is down" } });
    expect(await studioctl("auto-shutdown plan", unknown)).toMatchObject({ code: 0 });
    expect(await studioctl("auto-shutdown plan --strict --exit-code", unknown)).toMatchObject({ code: 3 });
  });

  it("reports missing permissions once, and exits with 3 for them with --strict", async () => {
    const world = worldOf();
    world.studio.fail("listTags", "");
    const { code, stderr } = await studioctl("auto-shutdown plan", world);
    expect(code).toBe(0);
    expect(stderr.match(/not allowed: .*/g)).toEqual([
      "not allowed: sagemaker:ListTags; apps that cannot be checked without it are kept, whatever their age",
    ]);
    expect(await studioctl("auto-shutdown plan --strict", world)).toMatchObject({ code: 3 });
    expect(JSON.parse((await studioctl("auto-shutdown plan -o json", world)).stdout)).toMatchObject({
      DeniedActions: ["sagemaker:ListTags"],
    });
  });

  it("without a terminal or --yes is declined before any call", async () => {
    const world = worldOf();
    expect(await studioctl("auto-shutdown run", world)).toMatchObject({ code: 5 });
    expect(world.studio.calls).toEqual([]);
  });

  it("asks with the list of what stops, and a no is 5", async () => {
    const asked: string[] = [];
    const world = worldOf({ terminal: true, answers: { confirm: async (question) => asked.push(question) === 0 } });
    const ran = await studioctl("auto-shutdown run", world);
    expect([ran.code, asked]).toEqual([5, [expect.stringMatching(/^Stop this app/)]]);
    expect(ran.stderr).toContain("alice/churn");
    expect(world.studio.count("deleteApp")).toBe(0);
  });

  it("says so and exits with 0 where another run holds the lock", async () => {
    const world = worldOf({ busy: true });
    const stderr =
      "another run is active on 123456789012/us-east-1, since 2026-03-02T11:00:00Z, by process 4242 on build-1: nothing was done here\n";
    expect(await studioctl("auto-shutdown run --yes", world)).toMatchObject({ code: 0, stdout: "", stderr });
    expect(await studioctl("auto-shutdown run --yes -o tsv --strict", world)).toMatchObject({ code: 3, stdout: "", stderr });
    const { code, stdout } = await studioctl("auto-shutdown run --yes -o json", world);
    expect([code, JSON.parse(stdout)]).toEqual([0, { Locked: { Since: "2026-03-02T11:00:00.000Z", By: "process 4242 on build-1" } }]);
    expect(await studioctl("auto-shutdown run --yes --query Locked.By -o tsv --strict", world)).toMatchObject({
      code: 3,
      stdout: "process 4242 on build-1\n",
    });
    expect(world.studio.count("deleteApp")).toBe(0);
  });

  it.each([
    "plan --all-domains -d research",
    "run --yes --exit-code",
    "plan --idle 0s",
    "plan --max-stops -1",
    "plan --type Notebook",
    "plan --protect-tag =x",
    "plan --exclude alice/churn",
    "plan --concurrency 51",
  ])("%s is a usage error, before any call", async (line) => {
    const world = worldOf();
    expect(await studioctl(`auto-shutdown ${line}`, world)).toMatchObject({ code: 2 });
    expect(world.studio.calls).toEqual([]);
  });
});

it.each<[ErrorCode, number]>([
  ["denied", 4],
  ["no-credentials", 4],
  ["throttled", 1],
  ["unavailable", 1],
  ["interrupted", 130],
  ["timeout", 124],
])("what the service's answer comes to is the exit code: %s, %d", async (code, exit) => {
  const studio = studioWith();
  studio.fail("listApps", "", new StudioctlError(code, "told so"));
  expect(await studioctl("app list -d d-1", { studio })).toMatchObject({ code: exit, stdout: "", stderr: "error: told so\n" });
});

it("one app that nobody has the time to wait for is 124, an interrupted wait 130", async () => {
  const studio = fakeStudio({ ...scopes, apps: [gateway("churn")], endsAs: "Deleting" });
  expect(await studioctl("app stop alice/churn --yes --timeout 30s", { studio })).toMatchObject({ code: 124 });
  const signal = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
  expect(await studioctl("app stop alice/churn --yes", { studio: studioWith(gateway("churn")), signal })).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/error: interrupted\n$/),
  });
});

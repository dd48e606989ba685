import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { beaconScript, readBeaconScript } from "../../../src/core/inside/beacon-script.ts";
import { scriptOf } from "../../../src/core/lifecycle-config/lifecycle-config.ts";
import {
  applyBeacon,
  type BeaconPlan,
  type BeaconRequest,
  beaconTypes,
  type Packing,
  planInstall,
  planRemove,
} from "../../../src/operations/beacon/change.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLifecycleConfigs, lifecycleConfig, lifecycleConfigArn } from "../../fakes/lifecycle-configs.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const work = { concurrency: 3, progress: silentProgress };
const packing: Packing = { compress: () => "UEFDS0VE", digest: (text) => createHash("sha256").update(text).digest("hex").slice(0, 12) };
const options = { everyMs: 300_000, touch: false };
const all: BeaconRequest = { DomainId: "d-1", types: beaconTypes };
const labs: BeaconRequest = { DomainId: "d-1", types: ["JupyterLab"] };
const builtIn = (name: string) => ({ JupyterLabAppSettings: { BuiltInLifecycleConfigArn: lifecycleConfigArn(name) } });
const own = "#!/bin/bash\necho own\n";

const name = (arn: unknown) => (typeof arn === "string" ? arn.replace(/.*\//, "") : undefined);

function world(studioOptions: FakeStudioOptions = {}, configs = [lifecycleConfig("own", "JupyterLab", own)]) {
  const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], ...studioOptions });
  const ports = { studio, configs: fakeLifecycleConfigs(configs), clock: fakeClock(), progress: silentProgress };
  const apply = async (plan: BeaconPlan) => await applyBeacon(ports, plan, { waiting: { timeoutMs: 60_000 }, work });
  return {
    ...ports,
    install: async (request: BeaconRequest = labs, given = options) =>
      await apply(await planInstall(ports, request, { options: given, packing }, work)),
    remove: async (request: BeaconRequest = labs) => await apply(await planRemove(ports, request, work)),
    plan: async (request: BeaconRequest = labs) => await planInstall(ports, request, { options, packing }, work),
    /** The built-in lifecycle configs of the domain, its shared spaces and alice, by name. */
    present: async () => {
      const { DefaultUserSettings, DefaultSpaceSettings } = await studio.describeDomain("d-1");
      const alice =
        studioOptions.profiles && (await studio.describeUserProfile({ DomainId: "d-1", UserProfileName: "alice" })).UserSettings;
      return {
        labs: name(DefaultUserSettings?.JupyterLabAppSettings?.["BuiltInLifecycleConfigArn"]),
        editors: name(DefaultUserSettings?.CodeEditorAppSettings?.["BuiltInLifecycleConfigArn"]),
        shared: name(DefaultSpaceSettings?.JupyterLabAppSettings?.["BuiltInLifecycleConfigArn"]),
        alice: name(alice?.JupyterLabAppSettings?.["BuiltInLifecycleConfigArn"]),
      };
    },
    scriptNamed: async (name = "") => readBeaconScript(scriptOf(await ports.configs.describeLifecycleConfig(name))),
  };
}

describe("beacon install", () => {
  it("makes it the built-in lifecycle config of each app type, and of the domain's shared JupyterLab spaces, and keeps other settings", async () => {
    const here = world({
      domains: [
        {
          DomainId: "d-1",
          DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: ["arn:x"] } },
          DefaultSpaceSettings: { ExecutionRole: "arn:r" },
        },
      ],
    });
    await here.install(all);
    const { labs: ofLabs, editors, shared } = await here.present();
    expect([ofLabs, editors, shared]).toEqual([
      expect.stringMatching(/^studioctl-beacon-jupyterlab-/),
      expect.stringMatching(/^studioctl-beacon-codeeditor-/),
      ofLabs,
    ]);
    const { DefaultUserSettings } = await here.studio.describeDomain("d-1");
    expect(DefaultUserSettings?.JupyterLabAppSettings?.LifecycleConfigArns).toEqual(["arn:x"]);
    expect(here.configs.created.map(({ StudioLifecycleConfigAppType: type }) => type)).toEqual(["JupyterLab", "CodeEditor"]);
  });

  it("says that shared spaces have none where the domain has no settings for them", async () => {
    expect((await world().plan()).withoutShared).toBe(true);
  });

  it("changes nothing when it is run again, and replaces an earlier beacon with other options, which it deletes", async () => {
    const here = world();
    await here.install();
    const first = (await here.present()).labs;
    expect(await here.install()).toEqual({ changes: [], deleted: [], left: [] });
    const { deleted } = await here.install(labs, { everyMs: 60_000, touch: true });
    expect(deleted).toEqual([first]);
    expect(await here.scriptNamed((await here.present()).labs)).toMatchObject({ everyMs: 60_000, touch: true });
  });

  it("runs what is there already, and what a user had from the domain", async () => {
    const here = world({
      domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }],
      profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    });
    const arn = lifecycleConfigArn("own");
    await here.install({ ...labs, UserProfileName: "alice" });
    expect(await here.scriptNamed((await here.present()).alice)).toMatchObject({ earlier: { arn, text: own, inherited: true } });
    await here.install();
    expect(await here.scriptNamed((await here.present()).labs)).toMatchObject({ earlier: { arn, text: own, inherited: false } });
    await here.install(labs, { everyMs: 60_000, touch: false });
    expect(await here.scriptNamed((await here.present()).labs)).toMatchObject({
      everyMs: 60_000,
      earlier: { arn, text: own, inherited: false },
    });
  });

  it("is refused before any change where both do not fit", async () => {
    const long = lifecycleConfig("own", "JupyterLab", `#!/bin/bash\n${"# a comment\n".repeat(1_100)}`);
    const here = world({ domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }] }, [long]);
    await expect(here.install()).rejects.toMatchObject({ code: "limit-exceeded", fix: expect.stringContaining("S3") });
    expect([here.configs.created, here.studio.count("updateDomain")]).toEqual([[], 0]);
  });

  it("names the running apps in the way of a change, and changes nothing while they run", async () => {
    const app = {
      DomainId: "d-1",
      SpaceName: "nlp",
      AppType: "JupyterLab" as const,
      AppName: "default",
      Status: "InService" as const,
      CreationTime: new Date("2026-03-02T12:00:00Z"),
      BuiltInLifecycleConfigArn: lifecycleConfigArn("own"),
    };
    const here = world({
      domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }],
      apps: [app, { ...app, SpaceName: "other", BuiltInLifecycleConfigArn: "arn:y" }],
    });
    expect((await here.plan()).inTheWay).toMatchObject([{ SpaceName: "nlp" }]);
    await expect(here.install()).rejects.toMatchObject({
      code: "in-use",
      fix: "stop them first: studioctl app stop d-1/space:nlp/JupyterLab/default",
    });
    expect([here.configs.created, here.studio.count("updateDomain")]).toEqual([[], 0]);
  });
});

describe("beacon remove", () => {
  it("puts back what was there, or nothing, and deletes its own lifecycle config", async () => {
    const here = world({ domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }] });
    await here.install(all);
    const { labs: beacon, editors } = await here.present();
    const { deleted } = await here.remove(all);
    expect(await here.present()).toMatchObject({ labs: "own", editors: "None" });
    expect(deleted).toEqual([beacon, editors]);
    expect(await here.remove(all)).toEqual({ changes: [], deleted: [], left: [] });
    expect(here.configs.deleted).not.toContain("own");
  });

  it("creates an earlier lifecycle config again that was deleted meanwhile, as it was", async () => {
    const here = world({ domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }] });
    await here.install();
    await here.configs.deleteLifecycleConfig("own");
    await here.remove();
    expect((await here.present()).labs).toBe("own");
    expect(scriptOf(await here.configs.describeLifecycleConfig("own"))).toBe(own);
  });

  it("gives a user back to the domain, whose lifecycle config it never names there", async () => {
    const here = world({
      domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }],
      profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    });
    await here.install({ ...labs, UserProfileName: "alice" });
    await here.remove({ ...labs, UserProfileName: "alice" });
    expect((await here.present()).alice).toBe("None");
  });

  it("leaves alone what is not a beacon's, and keeps a beacon's lifecycle config that something else uses", async () => {
    const foreign = world({ domains: [{ DomainId: "d-1", DefaultUserSettings: builtIn("own") }] });
    expect(await foreign.remove()).toEqual({ changes: [], deleted: [], left: [] });
    const here = world({ domains: [{ DomainId: "d-1" }, { DomainId: "d-2" }] });
    await here.install();
    const { labs: beacon = "" } = await here.present();
    await here.studio.updateDomain("d-2", { DefaultUserSettings: builtIn(beacon) });
    const { deleted, left } = await here.remove();
    expect([deleted, left]).toEqual([[], [{ name: beacon, why: "attached to domain d-2" }]]);
  });
});

it("a script that is installed is what print prints for the same place", async () => {
  const here = world();
  const [change] = (await here.plan()).changes;
  await here.install();
  const { labs: beacon = "" } = await here.present();
  expect(scriptOf(await here.configs.describeLifecycleConfig(beacon))).toBe(change?.wanted?.text);
  expect(change?.wanted?.text).toBe(beaconScript(options, undefined, packing.compress));
});

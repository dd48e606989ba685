import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Owner } from "../../../src/core/app/app.ts";
import type { AppTypeSettings, Space, UserSettings } from "../../../src/core/domain/domain.ts";
import { type LifecycleConfigType, lifecycleConfigTypes } from "../../../src/core/lifecycle-config/lifecycle-config.ts";
import { type AttachRequest, applyAttach, planAttach } from "../../../src/operations/lifecycle-config/attach.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLifecycleConfigs, lifecycleConfig, lifecycleConfigArn } from "../../fakes/lifecycle-configs.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";
import { wireValue } from "../../fakes/wire-value.ts";

const arn = lifecycleConfigArn("lab");
const configs = fakeLifecycleConfigs([
  lifecycleConfig("lab", "JupyterLab"),
  lifecycleConfig("server", "JupyterServer"),
  lifecycleConfig("kernel", "KernelGateway"),
  lifecycleConfig("editor", "CodeEditor"),
]);
const [alice, nlp] = [{ UserProfileName: "alice" }, { SpaceName: "nlp" }];

interface World {
  readonly domain?: UserSettings;
  readonly user?: UserSettings;
  readonly space?: NonNullable<Space["SpaceSettings"]>;
}

const studioWith = ({ domain = {}, user = {}, space = { AppType: "JupyterLab" } }: World = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: domain }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: user }],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: space, OwnershipSettings: { OwnerUserProfileName: "alice" } }],
  });
const plan = (studio: FakeStudio, name: string, owner?: Owner, more: Partial<AttachRequest> = {}) =>
  planAttach({ studio, configs }, { name, level: { DomainId: "d-1", owner }, asDefault: false, ...more });
const attach = async (studio: FakeStudio, ...rest: [name: string, owner?: Owner, more?: Partial<AttachRequest>]) =>
  await applyAttach({ studio, clock: fakeClock(), progress: silentProgress }, await plan(studio, ...rest), { timeoutMs: 60_000 });
const writes = (studio: FakeStudio): unknown[] =>
  (["updateDomain", "updateUserProfile", "updateSpace"] as const)
    .flatMap((method) => studio.subjects(method))
    .map((subject) => JSON.parse(subject));

describe("what is written", () => {
  it.each<[string, World, Owner | undefined, boolean, object]>([
    ["lab", {}, undefined, false, { DomainId: "d-1", DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [arn] } } }],
    [
      "lab",
      {},
      alice,
      true,
      {
        DomainId: "d-1",
        ...alice,
        UserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [arn], DefaultResourceSpec: { LifecycleConfigArn: arn } } },
      },
    ],
    [
      "lab",
      {},
      nlp,
      false,
      {
        DomainId: "d-1",
        ...nlp,
        SpaceSettings: { JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: arn } } },
      },
    ],
    [
      "server",
      {},
      undefined,
      false,
      {
        DomainId: "d-1",
        DefaultUserSettings: {
          JupyterServerAppSettings: {
            LifecycleConfigArns: [lifecycleConfigArn("server")],
            DefaultResourceSpec: { InstanceType: "system" },
          },
        },
      },
    ],
    [
      "kernel",
      { space: {} },
      nlp,
      false,
      { DomainId: "d-1", ...nlp, SpaceSettings: { KernelGatewayAppSettings: { LifecycleConfigArns: [lifecycleConfigArn("kernel")] } } },
    ],
    [
      "editor",
      {},
      alice,
      false,
      { DomainId: "d-1", ...alice, UserSettings: { CodeEditorAppSettings: { LifecycleConfigArns: [lifecycleConfigArn("editor")] } } },
    ],
  ])("for %s is the settings of its type, and nothing beside them", async (name, world, owner, asDefault, written) => {
    const studio = studioWith(world);
    expect(await attach(studio, name, owner, { asDefault })).toMatchObject({ Status: "InService" });
    expect(writes(studio)).toEqual([written]);
  });

  it.each<[string, World]>([
    ["its owner's profile", { user: { JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.g5.xlarge" } } } }],
    ["the domain", { domain: { JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.g5.xlarge" } } } }],
  ])("in a space keeps the instance type that its app has from %s, and shows that it is written", async (_what, world) => {
    const studio = studioWith(world);
    const { differences } = await attach(studio, "lab", nlp);
    expect(differences).toEqual([
      { Setting: "SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec.InstanceType", After: "ml.g5.xlarge" },
      { Setting: "SpaceSettings.JupyterLabAppSettings.DefaultResourceSpec.LifecycleConfigArn", After: arn },
    ]);
    expect(writes(studio)).toMatchObject([
      { SpaceSettings: { JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.g5.xlarge", LifecycleConfigArn: arn } } } },
    ]);
  });

  it("a second attach changes nothing", async () => {
    const studio = studioWith();
    await attach(studio, "lab", alice, { asDefault: true });
    expect((await plan(studio, "lab", alice, { asDefault: true })).differences).toEqual([]);
    expect((await attach(studio, "lab", alice)).differences).toEqual([]);
    expect(writes(studio)).toHaveLength(1);
  });

  it("starts from what is there once another change is through", async () => {
    const studio = studioWith();
    const planned = await plan(studio, "lab");
    studio.setDomain("d-1", { Status: "Updating", DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: ["arn:other"] } } });
    const change = await applyAttach({ studio, clock: fakeClock(), progress: silentProgress }, planned, { timeoutMs: 60_000 });
    expect(writes(studio)).toEqual([
      { DomainId: "d-1", DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: ["arn:other", arn] } } },
    ]);
    expect(change.differences).toEqual([
      { Setting: "DefaultUserSettings.JupyterLabAppSettings.LifecycleConfigArns", Before: ["arn:other"], After: ["arn:other", arn] },
    ]);
  });
});

it("a plan shows the difference with its paths, and writes nothing", async () => {
  const studio = studioWith({ user: { JupyterLabAppSettings: { DefaultResourceSpec: { LifecycleConfigArn: "arn:other" } } } });
  expect((await plan(studio, "lab", alice, { asDefault: true })).differences).toEqual([
    { Setting: "UserSettings.JupyterLabAppSettings.DefaultResourceSpec.LifecycleConfigArn", Before: "arn:other", After: arn },
    { Setting: "UserSettings.JupyterLabAppSettings.LifecycleConfigArns", After: [arn] },
  ]);
  expect(writes(studio)).toEqual([]);
});

describe("what is refused before any change", () => {
  it.each<[string, string, Owner | undefined, World, object]>([
    [
      "a config that is not there",
      "labb",
      undefined,
      {},
      { code: "not-found", message: 'no lifecycle config "labb" in this Region', fix: 'did you mean "lab"?' },
    ],
    ["a user who is not there", "lab", { UserProfileName: "alise" }, {}, { code: "not-found", fix: 'did you mean "alice"?' }],
    ["a space that is not there", "lab", { SpaceName: "npl" }, {}, { code: "not-found", fix: 'did you mean "nlp"?' }],
    [
      "a space for another type of app",
      "editor",
      nlp,
      {},
      {
        code: "invalid",
        message: 'lifecycle config "editor" is for CodeEditor, and space "nlp" is for JupyterLab',
        fix: expect.stringContaining("--app-type JupyterLab"),
      },
    ],
    [
      "a space of Studio Classic",
      "lab",
      nlp,
      { space: {} },
      { code: "invalid", message: 'lifecycle config "lab" is for JupyterLab, and space "nlp" is for Studio Classic' },
    ],
  ])("%s", async (_what, name, owner, world, error) => {
    const studio = studioWith(world);
    await expect(plan(studio, name, owner)).rejects.toMatchObject(error);
    expect(writes(studio)).toEqual([]);
  });
});

const nameOf: Record<LifecycleConfigType, string> = {
  JupyterServer: "server",
  KernelGateway: "kernel",
  JupyterLab: "lab",
  CodeEditor: "editor",
};
const member = fc.constantFrom("CustomImages", "CodeRepositories", "AppLifecycleManagement");
const ofType = fc
  .dictionary(member, wireValue)
  .chain((members) =>
    fc
      .record(
        { DefaultResourceSpec: fc.constant({ InstanceType: "ml.m5.large" }), LifecycleConfigArns: fc.subarray(["arn:a", "arn:b"]) },
        { requiredKeys: [] },
      )
      .map((known): AppTypeSettings => ({ ...members, ...known })),
  );
const anySettings = fc.record(
  {
    ExecutionRole: fc.constant("arn:role"),
    SecurityGroups: fc.constant(["sg-1"]),
    JupyterServerAppSettings: ofType,
    KernelGatewayAppSettings: ofType,
    JupyterLabAppSettings: ofType,
    CodeEditorAppSettings: ofType,
  },
  { requiredKeys: [] },
);

it("attaching leaves every other setting of a domain and a user as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      anySettings,
      fc.constantFrom(...lifecycleConfigTypes),
      fc.constantFrom(undefined, alice),
      async (settings, type, owner) => {
        const studio = studioWith({ domain: settings, user: settings });
        await attach(studio, nameOf[type], owner);
        const { DefaultUserSettings = {} } = await studio.describeDomain("d-1");
        const { UserSettings = {} } = await studio.describeUserProfile({ DomainId: "d-1", ...alice });
        const [changed, other] = owner === undefined ? [DefaultUserSettings, UserSettings] : [UserSettings, DefaultUserSettings];
        expect(other).toEqual(settings);
        const key = `${type}AppSettings` as const;
        const { [key]: before = {}, ...rest } = settings;
        const { [key]: after = {}, ...restAfter } = changed;
        expect(restAfter).toEqual(rest);
        expect({ ...after, DefaultResourceSpec: before.DefaultResourceSpec }).toEqual({
          DefaultResourceSpec: undefined,
          ...before,
          LifecycleConfigArns: [...(before.LifecycleConfigArns ?? []), lifecycleConfigArn(nameOf[type])],
        });
      },
    ),
    { numRuns: 50 },
  );
});

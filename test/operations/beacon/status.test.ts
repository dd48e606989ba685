import { expect, it } from "vitest";
import { beaconScript } from "../../../src/core/inside/beacon-script.ts";
import { formatBeacon } from "../../../src/core/inside/beacon.ts";
import { beaconStatus } from "../../../src/operations/beacon/status.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { fakeLifecycleConfigs, lifecycleConfig, lifecycleConfigArn } from "../../fakes/lifecycle-configs.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const now = new Date("2026-03-02T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const arn = lifecycleConfigArn("beacon");
const script = beaconScript({ everyMs: 300_000, touch: false }, undefined, () => "UEFDS0VE") ?? "";
const work = { concurrency: 3, progress: silentProgress };

const names = ["fresh", "stale", "forged", "refused", "failing", "young", "mute", "before", "none", "unread"];
const app = (SpaceName: string) => ({
  DomainId: SpaceName === "none" ? "d-2" : "d-1",
  SpaceName,
  AppType: "JupyterLab" as const,
  AppName: "default",
  Status: "InService" as const,
  CreationTime: minutesAgo(SpaceName === "young" ? 2 : 90),
  ...(["before", "none"].includes(SpaceName) ? {} : { BuiltInLifecycleConfigArn: arn }),
});
const report = (minutes: number) =>
  formatBeacon({
    at: minutesAgo(minutes),
    everyMs: 300_000,
    lastActivity: minutesAgo(minutes),
    active: ["train.py runs in the background"],
    complete: true,
  });
const tag = (name: string, Value: string) => [`d-1/space:${name}/JupyterLab/default`, [{ Key: "studioctl:beacon", Value }]] as const;
const said: Readonly<Record<string, string>> = {
  refused:
    "not reported: ClientError: An error occurred (AccessDeniedException) when calling the AddTags operation: not authorized to perform: sagemaker:AddTags",
  failing: "not reported: EndpointConnectionError: Could not connect",
};

function world() {
  const studio = fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: { JupyterLabAppSettings: { BuiltInLifecycleConfigArn: arn } } }, { DomainId: "d-2" }],
    profiles: ["d-1", "d-2"].map((DomainId) => ({ DomainId, UserProfileName: "alice" })),
    spaces: names.map((SpaceName) => ({
      DomainId: app(SpaceName).DomainId,
      SpaceName,
      OwnershipSettings: { OwnerUserProfileName: "alice" },
    })),
    apps: [...names.map(app), { ...app("stopped"), Status: "Deleted" as const }],
    tags: Object.fromEntries([tag("fresh", report(4)), tag("stale", report(60)), tag("forged", "idle, honestly")]),
  });
  studio.fail("describeApp", "unread");
  const logs = {
    async *listStreams() {},
    tail: async (_: string, stream: string) => {
      const [, name = ""] = stream.split("/");
      if (name === "mute") throw new Error("no such stream");
      const message = said[name];
      return message === undefined ? [] : [{ timestamp: now, logStreamName: stream, message: `studioctl beacon: ${message}` }];
    },
    async *since() {},
  };
  return { studio, logs, clock: fakeClock(now), configs: fakeLifecycleConfigs([lifecycleConfig("beacon", "JupyterLab", script)]) };
}

it("tells for each running app whether its beacon reports, and why it does not", async () => {
  const { apps } = await beaconStatus(world(), { DomainId: "d-1", types: ["JupyterLab"] }, work);
  expect(
    Object.fromEntries(apps.map(({ app: { SpaceName = "" }, standing }) => [SpaceName, `${standing.state}: ${standing.reason}`])),
  ).toEqual({
    fresh: "reporting: last report 4m ago",
    stale: "silent: last report 1h ago",
    forged: "silent: its tag is not a report of a beacon",
    refused: expect.stringMatching(/^refused: it may not tag its app: .*sagemaker:AddTags/),
    failing: "silent: not reported: EndpointConnectionError: Could not connect",
    young: "silent: no report yet; the app started 2m ago",
    mute: "silent: it never reported; the app started 1h 30m ago",
    before: "started-before: the app was started before the beacon was installed",
    unread: "unknown: it could not be read: not allowed to describeApp",
  });
  expect(apps.find(({ app: { SpaceName } }) => SpaceName === "fresh")?.standing.beacon).toMatchObject({
    active: ["train.py runs in the background"],
  });
});

it("says none where none is installed, and shows the apps of one user", async () => {
  const { apps } = await beaconStatus(world(), { DomainId: "d-2", types: ["JupyterLab", "CodeEditor"] }, work);
  expect(apps.map(({ standing }) => standing)).toEqual([{ state: "none", reason: "no beacon is installed for it" }]);
  expect((await beaconStatus(world(), { DomainId: "d-2", UserProfileName: "bob", types: ["JupyterLab"] }, work)).apps).toEqual([]);
});

it("reads each lifecycle config once, for any number of apps", async () => {
  const here = world();
  let described = 0;
  const { describeLifecycleConfig } = here.configs;
  here.configs.describeLifecycleConfig = async (name) => {
    described += 1;
    return await describeLifecycleConfig(name);
  };
  await beaconStatus(here, { DomainId: "d-1", types: ["JupyterLab"] }, work);
  expect(described).toBe(1);
});

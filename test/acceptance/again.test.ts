import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, account, patience, quickStory } from "./account.ts";

const specOf = ({ state }: Account, space: string) =>
  Object.values(state().sagemaker.apps).find(({ SpaceName, Status }) => SpaceName === space && Status !== "Deleted");
const verdictOf = (text: string): string | undefined => /^(?:sandbox:.*\n)?(\S+ is .+)$/m.exec(text)?.[1];

describe.concurrent("the app of a space", patience, () => {
  it("is stopped, started as it was, and moved to another instance type", async () => {
    const own = account();
    const { run } = own;
    const stop = await run("studioctl space stop etl-scripts -d research --yes");
    expect([stop.code, verdictOf(stop.stderr)]).toEqual([0, expect.stringMatching(/space:etl-scripts\/CodeEditor\/default is idle: /)]);
    const start = await run("studioctl space start etl-scripts -d research -o json");
    expect(JSON.parse(start.stdout)).toMatchObject({ Status: "InService", ResourceSpec: { InstanceType: "ml.t3.large" } });
    const restart = await run("studioctl space restart etl-scripts -d research --instance-type ml.m5.xlarge --force");
    expect([restart.code, restart.stderr]).toEqual([0, expect.stringContaining("restarted")]);
    expect(specOf(own, "etl-scripts")?.ResourceSpec.InstanceType).toBe("ml.m5.xlarge");
    const again = await run("studioctl app restart space:etl-scripts/default -d research --force -o json");
    expect(JSON.parse(again.stdout)).toMatchObject({ ResourceSpec: { InstanceType: "ml.m5.xlarge" } });
  });

  it("that is busy is kept without --force, and the verdict is that of explain", async () => {
    const { run } = account();
    const refused = await run("studioctl space stop dashboard -d research --yes");
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining("stopping it needs --force")]);
    const explained = await run("studioctl auto-shutdown explain space:dashboard/default -d research --query Decision.Verdict -o json");
    expect(refused.stderr).toContain(`is ${JSON.parse(explained.stdout)}: `);
    const forced = await run("studioctl space stop dashboard -d research --force -o json");
    expect(JSON.parse(forced.stdout)).toMatchObject({ Result: "stopped", Verdict: "active" });
  });

  it("on a terminal is stopped with a yes, for any verdict", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl space stop dashboard -d research", [["It is not idle.", "y\r"]]);
    expect([code, screen]).toEqual([0, expect.stringContaining("starts it again as it was")]);
  });

  it("without capacity is started on the first of the other types that has some, which is named", async () => {
    const own = account({ ...quickStory, settings: { ...quickStory.settings, noCapacity: ["ml.g5.xlarge", "ml.g6.xlarge"] } });
    await own.run("studioctl space stop etl-scripts -d research --yes");
    const start = "studioctl space start etl-scripts -d research --instance-type ml.g5.xlarge";
    const none = await own.run(start);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("there is no capacity for ml.g5.xlarge")]);
    expect(none.stderr).toMatch(/fix: another instance type of the same kind: studioctl space start etl-scripts\s+--instance-type ml\.g/);
    const some = await own.run(`${start} --or ml.g6.xlarge,ml.g5.2xlarge`);
    expect([some.code, some.stderr]).toEqual([0, expect.stringContaining("no capacity for ml.g5.xlarge: trying ml.g6.xlarge")]);
    expect(some.stderr).toContain("it runs on ml.g5.2xlarge: there was no capacity for ml.g5.xlarge, ml.g6.xlarge");
    expect(specOf(own, "etl-scripts")?.ResourceSpec.InstanceType).toBe("ml.g5.2xlarge");
  });

  it("loses nothing by an interruption, which names what was accepted and how to go on", async () => {
    const slow = { transitionSeconds: { ...quickStory.settings?.transitionSeconds, appStop: 4, appStart: 4 } };
    const own = account({ ...quickStory, settings: { ...quickStory.settings, ...slow } });
    const stopping = await own.run("studioctl space restart etl-scripts -d research --instance-type ml.m5.xlarge --force", {
      // The verdict is shown just before the stop.
      onStderr: (text, signal) => {
        if (text.includes("is idle")) setTimeout(() => signal("SIGINT"), 1_500);
      },
    });
    expect([stopping.code, stopping.stderr]).toEqual([130, expect.stringContaining("error: interrupted")]);
    expect(stopping.stderr.replaceAll(/\s+/g, " ")).toMatch(/was accepted and continues/);
    const fix = /fix: to continue: (studioctl space start .*)$/.exec(stopping.stderr.replaceAll(/\n +/g, " ").trim())?.[1];
    expect(fix).toMatch(/^studioctl space start etl-scripts --instance-type ml\.m5\.xlarge -d d-/);
    expect((await own.run(fix ?? "false")).code).toBe(0);
    expect(specOf(own, "etl-scripts")).toMatchObject({ ResourceSpec: { InstanceType: "ml.m5.xlarge" } });
  });
});

describe.concurrent("remote access", patience, () => {
  it("is checked before anything is stopped, turned on with a restart, and left alone where it is on", async () => {
    const own = account();
    const { run, state } = own;
    const small = await run("studioctl space update dashboard -d research --remote-access on --force");
    expect([small.code, small.stderr]).toEqual([
      1,
      expect.stringContaining("ml.t3.medium has 4 GB of memory, and remote access needs 8 GB"),
    ]);
    expect(specOf(own, "dashboard")?.Status).toBe("InService");
    const busy = await run("studioctl space update dashboard -d research --remote-access on --instance-type ml.t3.large --yes");
    expect([busy.code, busy.stderr]).toEqual([5, expect.stringContaining("stopping it needs --force")]);
    const on = await run("studioctl space update dashboard -d research --remote-access on --instance-type ml.t3.large --force");
    expect([on.code, on.stdout]).toEqual([0, expect.stringMatching(/RemoteAccess +\S+ +ENABLED/)]);
    expect(specOf(own, "dashboard")).toMatchObject({ ResourceSpec: { InstanceType: "ml.t3.large" } });
    const before = JSON.stringify(state().sagemaker);
    const again = await run("studioctl space update dashboard -d research --remote-access on");
    expect([again.code, again.stdout, again.stderr]).toEqual([0, "", expect.stringContaining("is on already: nothing was changed")]);
    expect(JSON.stringify(state().sagemaker)).toBe(before);
    expect((await run("studioctl space list -d research -o wide")).stdout).toMatch(/dashboard .* on +/);
  });

  it("cannot be set otherwise than on or off", async () => {
    const { code, stderr } = await account().run("studioctl space update dashboard -d research --remote-access yes");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/on, off/)]);
  });
});

describe.concurrent("a seed", patience, () => {
  it("refuses an instance type without capacity that the service does not know", async () => {
    const own = account();
    writeFileSync(join(own.folder, "seed.yaml"), "settings: {noCapacity: [ml.huge]}\ndomains: []\n");
    const { code, stderr } = await own.run("studioctl sandbox seed seed.yaml");
    expect([code, stderr]).toEqual([2, expect.stringContaining('settings.noCapacity.0: "ml.huge" is not an instance type')]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { App } from "../../../../src/core/app/app.ts";
import type { Unseen } from "../../../../src/core/idle/facts.ts";
import { parsePolicyFile } from "../../../../src/cli/commands/auto-shutdown/policy-file.ts";
import { fakeInside, training } from "../../../fakes/inside.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { fakeScheduling } from "../../../fakes/scheduler.ts";
import { hoursAgo, studioctl, type World } from "../../run.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));

const app: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(9),
};
const idle = { kernels: [{ id: "k", state: "idle", lastActivity: hoursAgo(5) }], terminals: [{ name: "1", lastActivity: hoursAgo(6) }] };

/** A space with an idle kernel and an open terminal; and what looks find in it. */
function space(shown?: typeof training | Unseen): World & { readonly inside: ReturnType<typeof fakeInside> } {
  const spaces = [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "alice" } }];
  const inside = fakeInside();
  if (shown !== undefined) inside.set("space:nlp", shown);
  return {
    studio: fakeStudio({ domains: [{ DomainId: "d-1" }], apps: [app], spaces }),
    servers: { "space:nlp JupyterLab": idle },
    inside,
  };
}

const settings = join(folder, "policy.yaml");
writeFileSync(settings, "defaults: { lookInside: true }\n");
const explain = "auto-shutdown explain space:nlp/default -d d-1";
const on = { STUDIOCTL_LOOK_INSIDE: "on" };

describe("a look inside is made", () => {
  it.each([
    ["run, by the flag", "auto-shutdown run --yes --look-inside", {}],
    ["run, by a policy file", `auto-shutdown run --yes --policy ${settings}`, {}],
    ["run, by the setting", "auto-shutdown run --yes", on],
    ["plan, when asked", "auto-shutdown plan --look-inside", {}],
    ["run --dry-run, when asked", "auto-shutdown run --dry-run --look-inside", {}],
    ["explain, when asked", `${explain} --look-inside`, {}],
  ])("by %s", async (_, line, env) => {
    const here = space(training);
    const { stdout } = await studioctl(line, { ...here, env });
    expect(here.inside.looked).toEqual(["space:nlp as alice"]);
    expect(stdout).toContain("terminal 1 runs train.py for 1h");
  });
});

describe("no look inside is made", () => {
  it.each([
    ["run, by default", "auto-shutdown run --yes", {}],
    ["run, by a flag over a policy file", `auto-shutdown run --yes --no-look-inside --policy ${settings}`, {}],
    ["run, by a flag over the setting", "auto-shutdown run --yes --no-look-inside", on],
    ["plan, unless asked, whatever policy file and setting say", `auto-shutdown plan --policy ${settings}`, on],
    ["run --dry-run, unless asked", "auto-shutdown run --dry-run", on],
    ["explain, unless asked", `${explain} --policy ${settings}`, on],
  ])("by %s", async (_, line, env) => {
    const here = space(training);
    await studioctl(line, { ...here, env });
    expect(here.inside.looked).toEqual([]);
  });

  it("and the report says once, with the flag, about how many apps it would decide", async () => {
    const { stderr } = await studioctl("auto-shutdown plan", space());
    expect(stderr.match(/--look-inside/g)).toHaveLength(1);
    expect(stderr).toContain("note: --look-inside would decide about 1 kept app");
    expect(JSON.parse((await studioctl("auto-shutdown plan -o json", space())).stdout)).toMatchObject({ NotLookedInside: 1 });
    expect((await studioctl("auto-shutdown plan --look-inside", space())).stderr).not.toContain("--look-inside");
  });
});

it("explain shows what was seen inside, and by what a run would look", async () => {
  const here = space(training);
  const { stdout } = await studioctl(`${explain} --look-inside --policy ${settings}`, here);
  expect(stdout).toMatch(/Observed +inside: terminal 1 runs train\.py/);
  const document = JSON.parse((await studioctl(`${explain} -o json --policy ${settings}`, here)).stdout);
  expect(document).toMatchObject({ Policy: { LookInside: true }, PolicyOrigin: { LookInside: { From: "file", Line: 1 } } });
  expect(JSON.parse((await studioctl(`${explain} -o json`, { ...here, env: on })).stdout)).toMatchObject({
    PolicyOrigin: { LookInside: { From: "setting" } },
  });
});

it("explain says why a look failed, and the app is unknown", async () => {
  const here = space({ seen: false, why: "it could not be looked into: the Jupyter server does not open a terminal" });
  const { stdout } = await studioctl(`${explain} --look-inside`, here);
  expect(stdout).toMatch(/Verdict +unknown/);
  expect(stdout).toContain("the Jupyter server does not open a terminal");
});

it("a stop of one app looks inside by the setting, as a sweep does", async () => {
  const here = space(training);
  const { stderr } = await studioctl("space stop nlp -d d-1 --yes", { ...here, env: on });
  expect(here.inside.looked).toHaveLength(1);
  expect(stderr).toContain("is active: terminal 1 runs train.py");
  await studioctl("space stop nlp -d d-1 --yes", here);
  expect(here.inside.looked).toHaveLength(1);
});

it("a schedule carries the flag, and the setting of this shell", async () => {
  const line = "auto-shutdown schedule print --every 1h --region us-east-1 --look-inside";
  const env = { HOME: "/home/alice", PATH: "/usr/bin:/bin" };
  const world = { studio: fakeStudio(), scheduling: fakeScheduling() };
  expect((await studioctl(line, { ...world, env })).stdout).toMatch(/auto-shutdown run .*--look-inside.* --yes/);
  const { stdout } = await studioctl(line.replace(" --look-inside", ""), { ...world, env: { ...env, ...on } });
  expect(stdout).toContain("STUDIOCTL_LOOK_INSIDE=on");
});

it("a rule of a policy file can say it, and nothing but true and false", () => {
  expect(parsePolicyFile("p.yaml", "rules: [{ match: { type: JupyterLab }, lookInside: true }]").rules[0]?.thresholds).toEqual({
    lookInside: true,
  });
  expect(() => parsePolicyFile("p.yaml", "defaults: { lookInside: on }")).toThrow(/neither true nor false/);
});

it("a variable that says neither on nor off is refused", async () => {
  const { code, stderr } = await studioctl("auto-shutdown run --yes", { ...space(), env: { STUDIOCTL_LOOK_INSIDE: "maybe" } });
  expect(code).toBe(2);
  expect(stderr).toContain('STUDIOCTL_LOOK_INSIDE does not take "maybe"');
});

import { describe, expect, it } from "vitest";
import type { Seed, SeedServer, SeedSpace } from "../../src/sandbox/seed-document.ts";
import { account, patience } from "./account.ts";

const space = (name: string, server: SeedServer, more: Partial<SeedSpace> = {}): SeedSpace => ({
  name,
  owner: "ana",
  type: "JupyterLab",
  apps: [{ type: more.type ?? "JupyterLab", instanceType: "ml.m5.large", started: "10h" }],
  server,
  ...more,
});
const idle = { kernels: [{ state: "idle" as const, active: "5h", notebook: "a.ipynb" }] };

const seed: Seed = {
  settings: { transitionSeconds: { domain: 0, userProfile: 0, space: 0, appStart: 0, appStop: 0, image: 0 } },
  domains: [
    {
      name: "lab",
      users: [{ name: "ana" }],
      spaces: [
        space("terminal", { ...idle, terminals: [{ name: "1", active: "5h" }] }),
        space("remote", idle, { remoteAccess: true }),
        space("remote-monitored", { ...idle, monitor: "5m" }, { remoteAccess: true }),
        space("remote-editor", { monitor: "5h" }, { remoteAccess: true, type: "CodeEditor" }),
        space("remote-down", { mode: "down" }, { remoteAccess: true }),
        space("down", { mode: "down" }),
        space("dead", { kernels: [{ state: "dead", active: "5h", notebook: "a.ipynb" }] }),
        space("restarting", { kernels: [{ state: "autorestarting", active: "5h", notebook: "a.ipynb" }] }),
        space("silent", { kernels: [{ state: "busy", active: "5h", notebook: "a.ipynb" }] }),
        space("earlier-life", { monitor: "90d" }, { type: "CodeEditor", apps: [{ type: "CodeEditor", started: "30m" }] }),
        space("idle", idle),
      ],
    },
    { name: "unified", unifiedStudio: true, users: [{ name: "ana" }], spaces: [space("of-unified", idle)] },
  ],
};

const verdictsIn = (stdout: string): Record<string, string> => {
  const {
    Decisions,
  }: { readonly Decisions: readonly { readonly SpaceName: string; readonly Verdict: string; readonly Result: string }[] } =
    JSON.parse(stdout);
  return Object.fromEntries(Decisions.map(({ SpaceName, Verdict, Result }) => [SpaceName, `${Verdict} ${Result}`]));
};

const usual = {
  terminal: "active kept",
  remote: "unknown kept",
  "remote-monitored": "active kept",
  "remote-editor": "unknown kept",
  "remote-down": "unknown kept",
  down: "unknown kept",
  dead: "stuck kept",
  restarting: "stuck kept",
  silent: "active kept",
  "earlier-life": "active kept",
  idle: "idle planned",
  "of-unified": "skipped kept",
};

describe.concurrent("what a sweep says of work that a Jupyter server does not show", () => {
  it.each<[string, Partial<Record<keyof typeof usual, string>>]>([
    ["", {}],
    ["--no-keep-terminals", { terminal: "idle planned" }],
    ["--stop-remote", { remote: "idle planned", "remote-editor": "idle planned" }],
    ["--stop-stuck", { dead: "stuck planned", restarting: "stuck planned" }],
    ["--max-busy 4h", { silent: "stuck kept" }],
    ["--max-busy 4h --stop-stuck", { silent: "stuck kept", dead: "stuck planned", restarting: "stuck planned" }],
    ["--unified-studio", { "of-unified": "idle planned" }],
  ])("plan %s", async (flags, different) => {
    const { run } = account(seed);
    const { code, stdout } = await run(`studioctl auto-shutdown plan ${flags} -o json`);
    expect(code).toBe(0);
    expect(verdictsIn(stdout)).toEqual({ ...usual, ...different });
  });

  it("explain and run agree on each app, and run stops what plan says and nothing else", patience, async () => {
    const { run, state } = account(seed);
    for (const [name, outcome] of Object.entries(usual)) {
      const domain = name === "of-unified" ? "unified" : "lab";
      const { stdout } = await run(`studioctl auto-shutdown explain space:${name}/default -d ${domain} -o json`);
      const { Decision }: { readonly Decision: { readonly Verdict: string; readonly Result: string } } = JSON.parse(stdout);
      expect({ [name]: `${Decision.Verdict} ${Decision.Result}` }).toEqual({ [name]: outcome });
    }
    const { stdout } = await run("studioctl auto-shutdown run --yes --max-age 1h -o json");
    expect(verdictsIn(stdout)).toEqual({ ...usual, idle: "idle stopped" });
    const running = Object.values(state().sagemaker.apps).filter(({ Status }) => Status === "InService");
    expect(running).toHaveLength(Object.keys(usual).length - 1);
  });

  it.each([
    ["terminal", /^terminal 1 is open; its last activity was \S+ ago$/],
    ["remote", /^remote access is on; a remote session cannot be seen$/],
    ["remote-monitored", /^remote access is on; a remote session cannot be seen$/],
  ])("explain says what keeps %s for as long as it lasts", async (name, what) => {
    const { run } = account(seed);
    expect((await run(`studioctl auto-shutdown explain space:${name}/default -d lab --query KeptBecause -o tsv`)).stdout.trim()).toMatch(
      what,
    );
  });

  it("no age stops an app of a space with remote access, not even with --stop-remote", patience, async () => {
    const { run } = account(seed);
    const flags = "--max-age 1h --stop-remote -o json";
    await run(`studioctl auto-shutdown plan ${flags}`);
    await run("studioctl sandbox advance 2h");
    const { stdout } = await run(`studioctl auto-shutdown plan ${flags}`);
    expect(verdictsIn(stdout)).toMatchObject({ "remote-down": "unknown kept", down: "unknown planned", "remote-editor": "idle planned" });
    expect(stdout).toContain("remote access is on; a remote session cannot be seen");
  });

  it("a policy file says it too, rule by rule", async () => {
    const { run } = account(seed);
    const policy =
      "defaults: { stopRemote: true, maxBusy: 4h }\\nrules: [{ match: { space: remote }, stopRemote: false }, { match: { space: silent }, maxBusy: never }]\\n";
    const { stdout } = await run(`printf '${policy}' > p.yaml; studioctl auto-shutdown plan --policy p.yaml -o json`);
    expect(verdictsIn(stdout)).toEqual({ ...usual, "remote-editor": "idle planned" });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, hoursAgo, now, studioctl } from "../run.ts";

const domains = [{ DomainId: "d-1" }];
const profiles = [{ DomainId: "d-1", UserProfileName: "alice" }];
const spaces = [
  {
    DomainId: "d-1",
    SpaceName: "nlp",
    SpaceSettings: { AppType: "JupyterLab" as const },
    OwnershipSettings: { OwnerUserProfileName: "alice" },
  },
];
const server = gateway("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } });
const lab = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(10),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
} as const;
const account = () => fakeStudio({ domains, profiles, spaces, apps: [server, gateway("churn"), lab] });
const kernel = { id: "k", state: "idle", lastActivity: hoursAgo(3), path: "churn.ipynb" };
const servers = {
  "alice JupyterServer": { kernels: [{ ...kernel, appName: "churn" }], terminals: [] },
  "space:nlp JupyterLab": { kernels: [kernel], terminals: [] },
};

const warning = /^warning: Studio Classic app alice\/churn may not start again once stopped$/gm;
const note = /^note: Studio Classic app alice\/churn may not start again/gm;

describe("before a Studio Classic app is stopped", () => {
  it.each([
    ["app stop alice/churn --yes", {}],
    ["auto-shutdown run --yes", {}],
    ["auto-shutdown run --yes -o json", {}],
    ["app stop alice/churn space:nlp/default", { terminal: true, answers: { confirm: async () => true } }],
    ["auto-shutdown run", { terminal: true, answers: { confirm: async () => true } }],
  ])("%s warns once, and has the warning in the report", async (line, world) => {
    const { stderr, code } = await studioctl(line, { studio: account(), servers, ...world });
    expect([code, stderr.match(warning)?.length, stderr.match(note)?.length]).toEqual([0, 1, 1]);
    expect(stderr.search(warning)).toBeLessThan(stderr.search(note));
  });

  it("the warning comes before the question, and a no stops nothing", async () => {
    const studio = account();
    const { stderr, code } = await studioctl("auto-shutdown run", {
      studio,
      servers,
      terminal: true,
      answers: { confirm: async () => false },
    });
    expect([code, stderr.match(warning)?.length, stderr.match(note)]).toEqual([5, 1, null]);
    expect(studio.count("deleteApp")).toBe(0);
  });

  it.each(["app stop alice/churn --yes -q", "auto-shutdown run --yes -q"])("%s says nothing", async (line) => {
    expect((await studioctl(line, { studio: account(), servers })).stderr).not.toMatch(/Classic/);
  });

  it("a plan shows what a run would lose, and apps of spaces give no warning", async () => {
    expect((await studioctl("auto-shutdown plan", { studio: account(), servers })).stderr.match(note)).toHaveLength(1);
    for (const line of ["app stop space:nlp/default --yes", "auto-shutdown run --yes --space nlp"]) {
      expect((await studioctl(line, { studio: account(), servers })).stderr).not.toMatch(/Classic/);
    }
  });

  it("is sure once AWS has refused to start one in that domain", async () => {
    const state = await mkdtemp(join(tmpdir(), "studioctl-classic-"));
    try {
      const studio = account();
      const env = { STUDIOCTL_STATE_HOME: state };
      studio.fail("createApp", "", new StudioctlError("classic-closed", "no more Classic apps"));
      const refused = await studioctl("app start --user alice --type KernelGateway --name other", { studio, env });
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("this account can no longer start KernelGateway apps")]);
      expect((await studioctl("app stop alice/churn --yes", { studio, env })).stderr).toMatch(
        /^warning: .* cannot start again once stopped$/m,
      );
    } finally {
      await rm(state, { recursive: true });
    }
  });
});

describe("app start of a space", () => {
  const ended = {
    ...lab,
    Status: "Deleted",
    ResourceSpec: {
      InstanceType: "ml.g5.xlarge",
      LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/x",
    },
  } as const;
  const command =
    "studioctl app start --space nlp --instance-type ml.g5.xlarge --lifecycle-config arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/x -d d-1";

  it.each(["", " --dry-run"])("says how to start it as it last ran, where that was with something else%s", async (more) => {
    const studio = fakeStudio({ domains, profiles, spaces, apps: [ended] });
    const { stderr } = await studioctl(`app start --space nlp --no-wait${more}`, { studio });
    expect(stderr).toContain(`note: it last ran with another specification; to start it as before: ${command}`);
  });

  it("prints no such note for an app that starts as it last ran, or that never ran", async () => {
    for (const [apps, line] of [
      [[ended], command.replace("studioctl ", "")],
      [[], "app start --space nlp --no-wait"],
    ] as const) {
      expect((await studioctl(line, { studio: fakeStudio({ domains, profiles, spaces, apps }) })).stderr).not.toContain(
        "it last ran with another specification",
      );
    }
  });
});

it("history says how to start the app of a space again, and nothing for Studio Classic", async () => {
  const state = await mkdtemp(join(tmpdir(), "studioctl-classic-"));
  try {
    const env = { STUDIOCTL_STATE_HOME: state };
    await studioctl("auto-shutdown run --yes", { studio: account(), servers, env });
    const { stdout } = await studioctl("auto-shutdown history -o json", { studio: account(), env });
    const restart = "studioctl app start --space nlp --instance-type ml.t3.medium -d d-1";
    const stops: readonly { readonly AppName: string; readonly Restart?: string; readonly At: string }[] = JSON.parse(stdout).Stops;
    expect(Object.fromEntries(stops.map(({ AppName, Restart }) => [AppName, Restart]))).toEqual({ churn: undefined, default: restart });
    expect(stops[0]?.At).toBe(now.toISOString());
  } finally {
    await rm(state, { recursive: true });
  }
});

import { describe, expect, it } from "vitest";
import { account, quickStory } from "./account.ts";

const quick = { ...quickStory, settings: { transitionSeconds: { domain: 0, userProfile: 0, space: 0 } } };
const set = "studioctl auto-shutdown settings set -d research";
const get = "studioctl auto-shutdown settings get -d research";

describe.concurrent("idle shutdown of the service's own", () => {
  it("is set for a domain, a user and a space, and read back with who says it", async () => {
    const { run } = account(quick);
    for (const [words, shown] of [
      ["--type JupyterLab --idle 2h --min 60m --max 8h", /IdleTimeoutInMinutes +- +120/],
      ["--type CodeEditor --user ben --idle 90m", /LifecycleManagement +- +ENABLED/],
      ["--type JupyterLab --space nlp-notebooks --idle 4h", /IdleTimeoutInMinutes +- +240/],
    ] as const) {
      const { code, stdout } = await run(`${set} ${words} --yes`);
      expect([code, stdout]).toEqual([0, expect.stringMatching(shown)]);
    }
    const { stdout } = await run(
      `${get} -o jsonl --query '[].[UserProfileName || SpaceName, AppType, IdleTimeoutInMinutes, LifecycleManagementFrom, IdleTimeoutFrom]'`,
    );
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      [null, "JupyterLab", 120, "domain", "domain"],
      [null, "CodeEditor", null, "service", null],
      ["ben", "CodeEditor", 90, "profile", "profile"],
      ["etl-scripts", "CodeEditor", 90, "profile", "profile"],
      ["nlp-notebooks", "JupyterLab", 240, "domain", "space"],
    ]);
    const again = await run(`${set} --type JupyterLab --idle 2h`);
    expect([again.code, again.stdout, again.stderr]).toEqual([0, "", expect.stringContaining("nothing to change")]);
    const ben = await run("studioctl profile describe ben -d research -o json --query UserSettings");
    expect(JSON.parse(ben.stdout)).toEqual({
      KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
      CodeEditorAppSettings: { AppLifecycleManagement: { IdleSettings: { LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 90 } } },
    });
  });

  it("shows the difference and asks, at a terminal", async () => {
    const { atTerminal, state } = account(quick);
    const { code, screen } = await atTerminal(`${set} --type JupyterLab --idle 2h`, [
      [/Change the idle shutdown of JupyterLab for domain d-\w+\?/, "n\r"],
    ]);
    expect([code, screen]).toEqual([5, expect.stringMatching(/IdleTimeoutInMinutes +- +120/)]);
    expect(JSON.stringify(state())).not.toContain("IdleTimeoutInMinutes");
  });
});

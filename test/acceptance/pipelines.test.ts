import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

const example = (name: string) => readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");

interface Step {
  readonly name?: string;
  readonly run?: string;
}

const {
  jobs: { sweep },
}: { jobs: { sweep: { steps: readonly Step[] } } } = parse(example("github-actions.yml"));
const { "stop-idle-apps": job }: { "stop-idle-apps": Readonly<Record<"before_script" | "script" | "after_script", readonly string[]>> } =
  parse(example("gitlab-ci.yml"));
const github = (name: string) => sweep.steps.find((step) => step.name === name)?.run ?? "";

/** As its runner does: bash ends at the first line that fails. */
async function runStep({ run, folder }: Account, script: string, env: Readonly<Record<string, string>> = {}) {
  return await run(`set -e\n${script}`, { env: { PLAN_ONLY: "false", GITHUB_STEP_SUMMARY: join(folder, "summary.md"), ...env } });
}

/** One app cannot be deleted. */
const faulty = {
  ...quickStory,
  settings: { ...quickStory.settings, faults: [{ operation: "DeleteApp", matching: "explore", error: "ValidationException" }] },
};

describe("the pipelines of the examples", () => {
  it.each(["github-actions.yml", "gitlab-ci.yml"])("%s has only command lines that there are", async (name) => {
    const lines = [...example(name).matchAll(/^[^#\n]*?\b(studioctl [a-z].*?)(?: \|.*)?$/gm)].map(([, line = ""]) => line);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(await parseCommandLine(line.split(" ").slice(1), commandList, "0")).toHaveProperty("command");
  });
});

describe.concurrent("the workflow for GitHub", patience, () => {
  it("stops what is idle, and shows it in the summary", async () => {
    const ours = account();
    expect(await runStep(ours, github("Sweep"))).toMatchObject({ code: 0, stdout: expect.stringMatching(/alice\/vision-gpu .* stopped/) });
    expect(await runStep(ours, github("Tell what was stopped"))).toMatchObject({ code: 0 });
    expect(readFileSync(join(ours.folder, "summary.md"), "utf8")).toMatch(/^ {4}.*vision-gpu/m);
  });

  it("only reports where that is requested, and does not fail", async () => {
    const ours = account();
    const { code, stdout } = await runStep(ours, github("Sweep"), { PLAN_ONLY: "true" });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/vision-gpu .* planned[^]*::notice::idle apps/)]);
    expect(await runStep(ours, github("Tell what was stopped"))).toMatchObject({ code: 0 });
    expect(existsSync(join(ours.folder, "summary.md"))).toBe(false);
  });

  it("warns where an app could not be stopped, and fails where the credentials do not do", async () => {
    expect(await runStep(account(faulty), github("Sweep"))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/explore .* failed[^]*::warning::/),
    });
    const unknown = { STUDIOCTL_SANDBOX: "0", AWS_REGION: "us-east-1", HTTPS_PROXY: "http://127.0.0.1:9" };
    expect(await runStep(account(), github("Sweep"), unknown)).toMatchObject({ code: 4 });
  });
});

describe.concurrent("the pipeline for GitLab", patience, () => {
  it("leaves the token where the SDK looks, stops what is idle, and reports it", async () => {
    const ours = account();
    const env = { GITLAB_TOKEN_FOR_AWS: "of-this-job", AWS_WEB_IDENTITY_TOKEN_FILE: join(ours.folder, "token") };
    const prepared = job.before_script.filter((line) => !line.startsWith("npm install"));
    const { code, stdout } = await runStep(ours, [...prepared, ...job.script, ...job.after_script].join("\n"), env);
    expect([code, stdout, readFileSync(join(ours.folder, "token"), "utf8")]).toEqual([
      3,
      expect.stringMatching(/vision-gpu .* stopped/),
      "of-this-job",
    ]);
  });
});

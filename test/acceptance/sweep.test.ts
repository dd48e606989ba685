import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

const borders = /[─│┌┐└┘├┤┬┴┼]/;
// oxlint-disable-next-line no-control-regex -- what colours are made of
const colors = /\u001B\[\d+m/;

describe.concurrent("auto-shutdown", patience, () => {
  it("run --yes prints decisions, reasons and what is saved; a second run finds nothing more to stop", async () => {
    const { run } = account();
    const first = await run("studioctl --sandbox auto-shutdown run --yes", { env: { STUDIOCTL_SANDBOX: undefined } });
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/alice\/vision-gpu +ml\.g4dn\.xlarge +idle +stopped +last activity 6h 10m ago/);
    expect(first.stdout).toMatch(/dmitri\/finetune +ml\.g5\.2xlarge +active +kept +kernel busy for 7h 25m/);
    expect(first.stdout).toMatch(/farid\/attribution +\S+ +unknown +kept +\S/);
    expect(first.stdout).toMatch(/hugo\/demo +\S+ +protected +kept +\S/);
    expect(first.stdout).toMatch(/ines\/variants +\S+ +stuck +kept +\S/);
    expect(first.stderr).toMatch(/\b[1-9]\d* stopped\b/);
    expect(first.stderr).toMatch(/saves \$\d+\.\d+\/h/);
    expect(first.stderr).toMatch(/nothing real is touched/);

    const second = await run("studioctl auto-shutdown run --yes");
    expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/\b0 stopped\b/) });
    expect(second.stdout).not.toMatch(/\bstopped\b/);
    expect(second.stdout).toMatch(/dmitri\/finetune/);
  });

  it("plan changes nothing, and with --exit-code says by 6 that something is idle", async () => {
    const { run, state } = account();
    const before = state().sagemaker;
    expect(await run("studioctl auto-shutdown plan")).toMatchObject({ code: 0, stderr: expect.stringMatching(/\b[1-9]\d* would stop\b/) });
    expect(await run("studioctl auto-shutdown plan --exit-code")).toMatchObject({ code: 6 });
    expect(await run("studioctl auto-shutdown plan --exit-code --idle 7d")).toMatchObject({ code: 0 });
    expect(await run("studioctl auto-shutdown plan --strict")).toMatchObject({ code: 3 });
    expect(state().sagemaker).toEqual(before);
  });

  it("a run without a memory says so once, in one line, where something hangs on it", async () => {
    const { run, folder } = account();
    const said = async (line: string, env = {}) =>
      (await run(line, { env })).stderr.match(/warning: no record of earlier runs[^\n]*/g) ?? [];
    const first = await said("studioctl auto-shutdown plan");
    expect(first).toEqual([expect.stringMatching(/the state folder \S+ is new: \d+ apps? stays? .*STUDIOCTL_STATE_HOME.*--watch$/)]);
    expect(first[0]).toContain(folder);
    expect(await said("studioctl auto-shutdown plan")).toEqual([]);
    expect(await said("studioctl auto-shutdown run --yes")).toEqual([]);
    expect(await said("studioctl auto-shutdown run --yes", { STUDIOCTL_STATE_HOME: join(folder, "other") })).toHaveLength(1);
    expect(await said("studioctl auto-shutdown plan --idle 7d", { STUDIOCTL_STATE_HOME: join(folder, "third") })).toEqual([]);
  });

  it("nobody who tries the sandbox on a terminal is told so", async () => {
    const { screen } = await account().atTerminal("studioctl auto-shutdown plan", []);
    expect(screen).toContain("would stop");
    expect(screen).not.toContain("no record of earlier runs");
  });

  it("plan prints in JSON what a script needs", async () => {
    const { run } = account();
    const { stdout } = await run("studioctl auto-shutdown plan -o json");
    const report: { Decisions: Record<string, unknown>[] } = JSON.parse(stdout);
    expect(report).toMatchObject({ DryRun: true, IdleThresholdSeconds: 3600, Summary: { Stopped: 0, Failed: 0 } });
    expect(report.Decisions.find(({ AppName }) => AppName === "vision-gpu")).toMatchObject({
      UserProfileName: "alice",
      AppType: "KernelGateway",
      Region: "us-east-1",
      InstanceType: "ml.g4dn.xlarge",
      Status: "InService",
      Verdict: "idle",
      Result: "planned",
      Reason: expect.stringContaining("augment.ipynb"),
      IdleSeconds: expect.any(Number),
      Evidence: expect.arrayContaining([expect.objectContaining({ Source: expect.any(String), Detail: expect.any(String) })]),
      HourlyUsd: expect.any(Number),
    });
    for (const { Verdict, Reason } of report.Decisions)
      expect([Verdict, Reason]).toEqual([expect.stringMatching(/^[a-z]+$/), expect.stringMatching(/.+/)]);
  });

  it("run without a terminal needs --yes, and says so before any call", async () => {
    const { run, state } = account();
    const before = state();
    expect(await run("studioctl auto-shutdown run")).toMatchObject({ code: 5, stdout: "", stderr: expect.stringContaining("--yes") });
    expect(state()).toEqual(before);
  });

  it("leaves alone what is kept, until it is kept no longer", async () => {
    const { run } = account();
    const verdict = async () => (await run("studioctl auto-shutdown plan --user alice -o tsv")).stdout;
    expect(await run("studioctl app keep alice/vision-gpu -d research --for 3d")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/vision-gpu +\d{4}-/),
    });
    expect(await verdict()).toMatch(/protected\tkept.*studioctl:keep/);
    expect(await run("studioctl app keep alice/vision-gpu -d research --clear")).toMatchObject({ code: 0 });
    expect(await verdict()).toMatch(/idle\tplanned/);
  });

  it("the names of a plan are what stop takes", async () => {
    const { run, state } = account();
    const { code, stdout } = await run("studioctl auto-shutdown plan --user alice,ben -o name | studioctl app stop - --yes -o json");
    expect(code).toBe(0);
    const stopped: { AppName: string; Result: string }[] = JSON.parse(stdout);
    expect(stopped.map(({ AppName, Result }) => `${AppName} ${Result}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "explore stopped",
      "features stopped",
      "vision-gpu stopped",
    ]);
    expect(Object.values(state().sagemaker.apps).find(({ AppName }) => AppName === "vision-gpu")?.Status).not.toBe("InService");
  });
});

describe.concurrent("output", patience, () => {
  it("in a pipe has no borders and no colours, unless they are asked for", async () => {
    const { run } = account();
    const { stdout } = await run("studioctl app list -d research | cat");
    expect(stdout).toMatch(/^OWNER +TYPE +NAME +STATUS +INSTANCE +AGE\n/);
    expect(stdout).not.toMatch(borders);
    expect(stdout).not.toMatch(colors);
    expect((await run("studioctl app list -d research --color always")).stdout).toMatch(colors);
    expect((await run("studioctl app list -d research", { env: { FORCE_COLOR: "1" } })).stdout).toMatch(colors);
  });

  it("at a terminal has colours, but for NO_COLOR, and keeps to 80 columns", async () => {
    const { atTerminal } = account();
    const line = "studioctl auto-shutdown plan --quiet";
    const plain = await atTerminal(line, [], { env: { NO_COLOR: "1" } });
    expect(plain.raw).not.toMatch(colors);
    expect(plain.screen).toMatch(borders);
    expect(plain.screen).toContain("space:nlp-notebooks/default");
    expect(Math.max(...plain.screen.split("\n").map((each) => each.length))).toBeLessThanOrEqual(80);
    expect((await atTerminal(line, [])).raw).toMatch(colors);
    expect((await atTerminal(`${line} --color never`, [])).raw).not.toMatch(colors);
  });

  it("ends quietly when its reader has seen enough", async () => {
    const { run } = account();
    for (const format of ["table", "json", "tsv"]) {
      const { code, stdout, stderr } = await run(`studioctl app list -d research -q -o ${format} | head -1; exit \${PIPESTATUS[0]}`);
      expect([format, code, stdout.split("\n").length, stderr]).toEqual([format, 0, 2, ""]);
    }
  });

  it("keeps results and talk apart: nothing but JSON on stdout, nothing at all on stderr with --quiet", async () => {
    const { run } = account();
    const { stdout, stderr } = await run("studioctl domain list -o json --quiet");
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect(stderr).toBe("");
  });

  it("queries as the AWS CLI does, before formatting", async () => {
    const { run } = account();
    const query = async (expression: string, format: string) =>
      (await run(`studioctl app list -d research --query "${expression}" -o ${format}`)).stdout;
    expect(await query("[?UserProfileName=='alice'].[AppName,Status]", "tsv")).toMatch(
      /^default\tInService\nvision-gpu\tInService\n$|^vision-gpu\tInService\ndefault\tInService\n$/,
    );
    expect(JSON.parse(await query("length([?AppType=='CodeEditor'])", "json"))).toBe(2);
  });

  it("an empty list is a hint on stderr and nothing on stdout, [] in JSON", async () => {
    const { run } = account();
    expect(await run("studioctl app list -d finance-bi --user keiko")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no apps in d-"),
    });
    expect((await run("studioctl app list -d finance-bi --user keiko -o json")).stdout).toBe("[]\n");
  });
});

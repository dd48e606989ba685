import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, account } from "./account.ts";

const rules = `rules:
  - name: GPUs later
    match: { hardware: gpu }
    idle: 12h
  - match: { user: [carla, ben] }
    protect: true
  - match: { space: etl-* }
    idle: 3d
`;
const withPolicy = (text: string): Account => {
  const here = account();
  writeFileSync(join(here.folder, "policy.yaml"), text);
  return here;
};

describe.concurrent("auto-shutdown with a policy file", () => {
  it("plans by its rules, and shows which one protects", async () => {
    const { run } = withPolicy(rules);
    const { code, stdout } = await run("studioctl auto-shutdown plan --policy policy.yaml --stop-remote");
    expect(code).toBe(0);
    expect(stdout).toMatch(/alice\/vision-gpu +\S+ +active +kept +last activity 6h 10m ago/);
    expect(stdout).toMatch(/carla\/churn +\S+ +protected +kept +protected by rule 2, line 5 of policy\.yaml/);
    expect(stdout).toMatch(/space:etl-scripts\/default +\S+ +protected +kept/);
    expect(stdout).toMatch(/space:nlp-notebooks\/default +\S+ +idle +planned/);
  });

  it("flags override the policy file", async () => {
    const { run } = withPolicy(rules);
    const { stdout } = await run("studioctl auto-shutdown plan --policy policy.yaml --idle 2h");
    expect(stdout).toMatch(/alice\/vision-gpu +\S+ +idle +planned/);
  });

  it("stops nothing in quiet hours, not even by run --yes", async () => {
    const { run, state } = withPolicy('quietHours: [{ from: "00:00", to: "24:00", zone: Asia/Seoul }]\n');
    const { code, stdout, stderr } = await run("studioctl auto-shutdown run --policy policy.yaml --yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/\b0 stopped\b/) });
    expect(stdout).toMatch(/alice\/vision-gpu +\S+ +protected +kept +quiet hours until 24:00 Asia\/Seoul/);
    expect(Object.values(state().sagemaker.apps).filter(({ Status }) => Status === "Deleting")).toEqual([]);
  });

  it("a run stops no more apps than its limit", async () => {
    const { run } = withPolicy('{ "maxStops": 1 }');
    expect((await run("studioctl auto-shutdown plan --policy policy.yaml")).stderr).toMatch(/\b1 would stop\b/);
    expect((await run("studioctl auto-shutdown plan --policy policy.yaml --max-stops 2")).stderr).toMatch(/\b2 would stop\b/);
  });

  it("refuses a file that is wrong with its line, and one that is not there, by 2 and before any call", async () => {
    const { run } = withPolicy("defaults:\n  idel: 1h\n");
    const wrong = await run("studioctl auto-shutdown plan --debug --policy policy.yaml");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain(
      'error: policy.yaml:2: defaults.idel: "idel" is not a member of the defaults\nfix: did you mean "idle"?\n',
    );
    const missing = await run("studioctl auto-shutdown plan --debug --policy other.yaml");
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/error: cannot read "other\.yaml"\nwhy: ENOENT/) });
    expect(wrong.stderr + missing.stderr).not.toMatch(/STS|SageMaker/);
  });
});

describe.concurrent("0s", () => {
  it("is a grace period, on the command line and in a policy file: the youngest app is judged too", async () => {
    const { run } = withPolicy("defaults:\n  grace: 0s\n");
    const [young, flag, file] = await Promise.all(
      ["", "--grace 0s", "--policy policy.yaml"].map((flags) => run(`studioctl auto-shutdown plan --user ines ${flags}`)),
    );
    expect(young?.stdout).toMatch(/ines\/quick-look +\S+ +grace +kept +started 5m ago, kept for its first 15m/);
    for (const judged of [flag, file])
      expect(judged).toMatchObject({ code: 0, stdout: expect.stringMatching(/ines\/quick-look +\S+ +(?!grace +kept +started)\w+ +kept/) });
    expect((await run("studioctl auto-shutdown explain ines/quick-look -d research --grace 0s")).stdout).toMatch(
      /^Grace +0s \(--grace\)$/m,
    );
  });

  it.each([
    ["auto-shutdown plan --idle 0s", "--idle", "an app in use would count as idle"],
    ["auto-shutdown explain alice/vision-gpu --idle 0m", "--idle", "an app in use would count as idle"],
    ["auto-shutdown schedule print --every 15m --idle 0s", "--idle", "an app in use would count as idle"],
    ["auto-shutdown plan --max-age 0s", "--max-age", "it must be longer than 0s"],
    ["auto-shutdown plan --max-busy 0s", "--max-busy", "it must be longer than 0s"],
    ["auto-shutdown run --run-limit 0s", "--run-limit", "it must be longer than 0s"],
    ["app list --timeout 0s", "--timeout", "--no-wait returns at once"],
    ["auto-shutdown plan --watch 0s", "--watch", "it must be longer than 0s"],
  ])("%s is refused, with why", async (line, flag, why) => {
    const { code, stderr } = await account().run(`studioctl ${line}`);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(new RegExp(`^error: ${flag}: "0[sm]" is too short\nwhy: ${why}\n`)),
    });
  });
});

describe.concurrent("auto-shutdown explain", () => {
  it("shows policy and origin, evidence with its age, the verdict and what follows", async () => {
    const { run } = withPolicy(rules);
    const { code, stdout } = await run("studioctl auto-shutdown explain alice/vision-gpu -d research --policy policy.yaml --grace 1h");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Would stop +by the first run after \S+Z, in 5h 4\dm, if nothing changes$/m);
    expect(stdout).toMatch(/^Policy +rule "GPUs later", line 2 of policy\.yaml$/m);
    expect(stdout).toMatch(/^Idle after +12h \(the rule, line 2\)$/m);
    expect(stdout).toMatch(/^Grace +1h \(--grace\)$/m);
    expect(stdout).toMatch(/^Maximum age +never \(default\)$/m);
    expect(stdout).toMatch(/^Observed +jupyter: kernel idle, detection\/augment\.ipynb, \S+Z \(6h 10m ago\)$/m);
    expect(stdout).toMatch(/^Own idle shutdown +KernelGateway has none/m);
  });

  it("names the line of what excludes an app, and of quiet hours", async () => {
    const { run } = withPolicy(
      'protect:\n  apps:\n    - "*/x"\n    - "*/vision-*"\nquietHours:\n  - { from: "22:00", to: "06:00", zone: Asia/Seoul }\n',
    );
    const command = "studioctl auto-shutdown explain alice/vision-gpu -d research --policy policy.yaml";
    const { stdout } = await run(command);
    expect(stdout).toMatch(/^Excluded +by "\*\/vision-\*" \(the file, line 4\)$/m);
    expect(stdout).toMatch(/^Quiet hours +22:00-06:00 Asia\/Seoul \(line 6\)$/m);
    expect(JSON.parse((await run(`${command} -o json`)).stdout)).toMatchObject({
      KeptBecause: 'excluded by "*/vision-*"',
      // For whoever reads the earlier name.
      NeverWhile: 'excluded by "*/vision-*"',
      Policy: { QuietHours: [{ From: "22:00", To: "06:00", Zone: "Asia/Seoul", Line: 6 }] },
      PolicyOrigin: { File: "policy.yaml", ExcludedBy: { Glob: "*/vision-*", From: "file", Line: 4 } },
    });
    expect((await run("studioctl auto-shutdown explain alice/vision-gpu -d research --exclude '*/vision-*'")).stdout).toMatch(
      /^Excluded +by "\*\/vision-\*" \(--exclude\)$/m,
    );
  });

  it("says why an app will never be stopped", async () => {
    const { run } = account();
    expect((await run("studioctl auto-shutdown explain dmitri/finetune -d research")).stdout).toMatch(
      /^Would stop +never, while this lasts: kernel busy for 7h 25m/m,
    );
    expect((await run("studioctl auto-shutdown explain hugo/demo -d research")).stdout).toMatch(
      /^Would stop +never, while this lasts: tag studioctl:keep: forever$/m,
    );
  });

  it("shows the same in JSON, and after a change of the service's own settings those", async () => {
    const { run } = account();
    await run("studioctl auto-shutdown settings set -d research --type JupyterLab --idle 2h --yes");
    const { stdout } = await run("studioctl auto-shutdown explain space:nlp-notebooks/default -d research --stop-remote -o json");
    expect(JSON.parse(stdout)).toMatchObject({
      SpaceName: "nlp-notebooks",
      AppType: "JupyterLab",
      Decision: {
        Verdict: "idle",
        Result: "planned",
        Evidence: expect.arrayContaining([expect.objectContaining({ Source: "jupyter", AgeSeconds: expect.any(Number) })]),
      },
      WouldStopAt: expect.stringMatching(/Z$/),
      Policy: {
        IdleSeconds: 3600,
        GraceSeconds: 900,
        KeepTerminals: true,
        StopStuck: false,
        Protected: false,
        ProtectTags: [],
        QuietHours: [],
      },
      PolicyOrigin: { IdleSeconds: { From: "default" } },
      Tags: [],
      IdleSettings: {
        Available: true,
        LifecycleManagement: "ENABLED",
        LifecycleManagementFrom: "domain",
        IdleTimeoutInMinutes: 120,
        ImageHonours: "yes",
      },
    });
  });
});

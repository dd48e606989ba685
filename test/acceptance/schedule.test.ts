import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { emptyState } from "../../src/sandbox/empty-state.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { cronWords } from "../core/schedule/readers.ts";
import { crontabScript, fakeCommands, systemctlScript } from "../system/fake-command.ts";
import { account, quickStory } from "./account.ts";

const launcher = realpathSync(join(import.meta.dirname, "../../bin/studioctl.js"));
const real = { STUDIOCTL_SANDBOX: undefined };
const foreign = "MAILTO=me\n# mine: 50% \n5 4 * * * backup\n";

const line = (verb: string) => `PATH="$SCHEDULERS:$PATH" studioctl auto-shutdown schedule ${verb}`;

const warning = (every: string, idle: string) =>
  expect.stringMatching(new RegExp(`^warning: runs every ${every} are further apart than the idle threshold, ${idle} `, "m"));

/** A machine with schedulers of its own, whose paths hold spaces, quotes and percent signs. */
function machine(crontab?: string) {
  const { run, atTerminal, state, folder: home } = account();
  const commands = fakeCommands();
  commands.add("crontab", crontabScript);
  commands.add("systemctl", systemctlScript);
  const file = join(commands.folder, "crontab");
  if (crontab !== undefined) writeFileSync(file, crontab);
  const env = { SCHEDULERS: join(commands.folder, "bin"), XDG_CONFIG_HOME: join(commands.folder, "config") };
  return {
    folder: commands.folder,
    env,
    /** Where the command is. */
    bin: join(home, "bin"),
    crontab: () => (existsSync(file) ? readFileSync(file, "utf8") : undefined),
    schedule: (verb: string, more = {}) => run(line(verb), { env: { ...env, ...more } }),
    atTerminal: (verb: string, answer: string) => atTerminal(line(verb), [["(y/N)", answer]], { env }),
    state,
    run,
  };
}

/** The words of the command in a crontab line, by a shell. */
async function wordsOf(block: string, { run }: ReturnType<typeof machine>): Promise<string[]> {
  const [, , command = ""] = cronWords(block);
  const { stdout } = await run('eval "set -- $COMMAND"; printf "%s\\n" "$@"', { env: { COMMAND: command } });
  return stdout.trimEnd().split("\n");
}

describe.concurrent("auto-shutdown schedule", () => {
  it("print shows the run as it was given, with absolute paths and nothing else on stdout", async () => {
    const one = machine();
    const { code, stdout, stderr } = await one.schedule(
      "print --every 15m --idle 2h --user alice --max-stops 5 --region eu-west-1 --profile p",
      real,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^# studioctl auto-shutdown begin default\n\*\/15 \* \* \* \* [^\n]+\n# studioctl auto-shutdown end default\n$/);
    const words = await wordsOf(stdout, one);
    expect(words.slice(words.indexOf(process.execPath))).toEqual([
      process.execPath,
      launcher,
      "__scheduled",
      "default",
      expect.stringMatching(/\/state\/auto-shutdown-default\.log$/),
      "auto-shutdown",
      "run",
      "--profile",
      "p",
      "--region",
      "eu-west-1",
      "--idle",
      "2h",
      "--user",
      "alice",
      "--max-stops",
      "5",
      "--yes",
      "--no-input",
    ]);
    expect(words.slice(0, words.indexOf(process.execPath))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PATH=\/.*:\/usr\/bin/),
        expect.stringMatching(/^HOME=\//),
        expect.stringMatching(/^STUDIOCTL_STATE_HOME=\//),
        "TZ=UTC",
      ]),
    );
    expect(one.crontab()).toBeUndefined();
  });

  it("pins what the environment says: profile, Region, endpoint and domain; but no secret", async () => {
    const one = machine();
    const env = {
      ...real,
      AWS_PROFILE: "p",
      AWS_REGION: "us-west-2",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      STUDIOCTL_DOMAIN: "d-1",
      AWS_SECRET_ACCESS_KEY: "hush",
    };
    const { stdout } = await one.schedule("print --every 1h", env);
    expect(stdout).toContain("run --profile p --region us-west-2 --domain d-1 --yes");
    expect(stdout).toContain(" AWS_ENDPOINT_URL=http://127.0.0.1:9 ");
    expect(stdout).not.toContain("hush");
    expect((await one.schedule("print --every 1h --region eu-west-1 -d d-2", env)).stdout).toContain(
      "run --profile p --region eu-west-1 --domain d-2 --yes",
    );
    expect((await one.schedule("print --every 1h --all-domains", env)).stdout).not.toContain("d-1");
    expect((await one.schedule("print --every 1h --all-regions", env)).stdout).toMatch(
      / AWS_REGION=us-west-2 .* run --profile p --domain d-1 --all-regions /,
    );
  });

  it("pins what says how AWS is reached, and which zone quiet hours are in; relative files by their whole path", async () => {
    const one = machine();
    await one.run("echo -----BEGIN CERTIFICATE----- > ca.pem");
    const env = {
      ...real,
      AWS_PROFILE: "p",
      AWS_REGION: "us-west-2",
      AWS_ENDPOINT_URL_SAGEMAKER: "http://127.0.0.1:9",
      AWS_CA_BUNDLE: "ca.pem",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      HTTPS_PROXY: "http://proxy:3128",
      no_proxy: "localhost,.internal",
      STUDIOCTL_CONFIG: "/etc/studioctl.json",
      TZ: "Europe/Berlin",
      AWS_SESSION_TOKEN: "hush",
      EDITOR: "vi",
    };
    const words = await wordsOf((await one.schedule("print --every 1h", env)).stdout, one);
    expect(words).toEqual(
      expect.arrayContaining([
        "AWS_ENDPOINT_URL_SAGEMAKER=http://127.0.0.1:9",
        expect.stringMatching(/^AWS_CA_BUNDLE=\/.*\/ca\.pem$/),
        "AWS_USE_FIPS_ENDPOINT=true",
        "AWS_USE_DUALSTACK_ENDPOINT=true",
        "HTTPS_PROXY=http://proxy:3128",
        "no_proxy=localhost,.internal",
        "STUDIOCTL_CONFIG=/etc/studioctl.json",
        "TZ=Europe/Berlin",
      ]),
    );
    expect(words.join(" ")).not.toMatch(/hush|EDITOR/);
  });

  it.each(["HTTPS_PROXY", "https_proxy", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"])(
    "writes no password down: %s with one is refused",
    async (name) => {
      const { code, stdout, stderr } = await machine().schedule("print --every 1h", {
        ...real,
        AWS_REGION: "us-west-2",
        [name]: "http://me:hush@proxy:3128",
      });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(new RegExp(`^error: ${name} contains a name and a password[^]*${name}=http://proxy:3128`));
      expect(stderr).not.toContain("hush");
    },
  );

  it("pins the standard folders as PATH where those of the shell do not fit into a line, and says so; systemd takes all", async () => {
    const one = machine();
    const folders = Array.from({ length: 40 }, (_, i) => join(one.folder, `a-folder-with-a-long-name/${i}/bin`));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const PATH = [...folders, "/not/there"].join(":");
    const env = { ...real, AWS_REGION: "us-west-2", MORE: PATH };
    const print = (kind: string) => one.run(`PATH="$PATH:$MORE" studioctl auto-shutdown schedule print --every 1h --kind ${kind}`, { env });
    const { stdout, stderr } = await print("cron");
    expect(stdout).toContain(" PATH=/usr/local/bin:/usr/bin:/bin ");
    expect(stderr).toMatch(/^note: PATH of the runs is \/usr\/local\/bin/m);
    const systemd = (await print("systemd")).stdout;
    expect(systemd).toContain("/39/bin");
    expect(systemd).not.toContain("/not/there");
  });

  it("says what to do with an entry that is too long for a crontab, and writes nothing", async () => {
    const one = machine(foreign);
    const globs = Array.from({ length: 60 }, (_, i) => `--exclude '*/user-with-a-name-${i}/*'`).join(" ");
    expect(await one.schedule(`install --every 1h --yes ${globs}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: the entry is \d+ characters long[^]*fix: .*--policy FILE.*--kind systemd/),
    });
    expect(one.crontab()).toBe(foreign);
    expect((await one.schedule(`install --every 1h --yes --kind systemd ${globs}`)).code).toBe(0);
  });

  it("pins the Region of the profile where none is named", async () => {
    const one = machine();
    mkdirSync(join(one.folder, "aws"));
    writeFileSync(join(one.folder, "aws/config"), "[profile p]\nregion = ap-south-1\n");
    writeFileSync(join(one.folder, "aws/credentials"), "[p]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n");
    const files = { AWS_CONFIG_FILE: join(one.folder, "aws/config"), AWS_SHARED_CREDENTIALS_FILE: join(one.folder, "aws/credentials") };
    const { stdout } = await one.schedule("print --every 1h --profile p", { ...real, ...files });
    const words = await wordsOf(stdout, one);
    expect(words).toEqual(
      expect.arrayContaining([
        `AWS_CONFIG_FILE=${files.AWS_CONFIG_FILE}`,
        `AWS_SHARED_CREDENTIALS_FILE=${files.AWS_SHARED_CREDENTIALS_FILE}`,
      ]),
    );
    expect(words.slice(words.indexOf("--region")).slice(0, 2)).toEqual(["--region", "ap-south-1"]);
  });

  it("warns where the runs would have no credentials", async () => {
    const env = { ...real, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_REGION: "us-east-1" };
    expect((await machine().schedule("print --every 1h", env)).stderr).toMatch(/^warning: .*AWS_ACCESS_KEY_ID.*--profile/);
    expect((await machine().schedule("print --every 1h --profile p", env)).stderr).toBe("");
  });

  it("warns where runs are further apart than the idle threshold, the shortest of a policy", async () => {
    const one = machine();
    writeFileSync(join(one.folder, "policy.yaml"), "defaults: { idle: 4h }\nrules:\n  - { match: { hardware: gpu }, idle: 30m }\n");
    const said = async (flags: string) => (await one.schedule(flags, { POLICY: join(one.folder, "policy.yaml") })).stderr;
    for (const verb of ["print", "install --yes"]) {
      expect(await said(`${verb} --every 2h`)).toEqual(warning("2h", "1h"));
      expect(await said(`${verb} --every 2h --idle 90m`)).toEqual(warning("2h", "1h 30m"));
      expect(await said(`${verb} --every 1h --policy "$POLICY"`)).toEqual(warning("1h", "30m"));
      expect(await said(`${verb} --every 2h --idle 2h --policy "$POLICY"`)).not.toContain("warning");
    }
  });

  it("install writes once, replaces its own, and leaves every other byte; remove takes it away", async () => {
    const one = machine(foreign);
    const first = await one.schedule("install --every 15m --idle 2h --yes");
    expect([first.code, first.stdout]).toEqual([0, ""]);
    expect(first.stderr).toMatch(
      /^\+ # studioctl auto-shutdown begin default\n\+ \*\/15 [^\n]+\n\+ # studioctl auto-shutdown end default\n"default" is in the crontab/,
    );
    const written = one.crontab();
    expect(await one.schedule("install --every 15m --idle 2h --yes")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("nothing to change"),
    });
    expect(one.crontab()).toBe(written);
    expect(await one.schedule("install --every 30m --idle 2h --yes")).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^- \*\/15 .*\n\+ \*\/30 /),
    });
    await one.schedule("install --every 1d --name second --yes");
    expect(one.crontab()).toBe(
      `${foreign}${(await one.schedule("print --every 30m --idle 2h")).stdout}${(await one.schedule("print --every 1d --name second")).stdout}`,
    );
    expect((await one.schedule("remove --yes")).code).toBe(0);
    expect((await one.schedule("remove --name second --yes")).code).toBe(0);
    expect(one.crontab()).toBe(foreign);
    expect(await one.schedule("remove --yes")).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing to remove") });
  });

  it("what is installed runs as cron runs it, and writes to its log", async () => {
    const one = machine();
    const log = join(one.folder, "it's 100% log", "run.log");
    const installed = await one.schedule('install --every 15m --user alice --yes --log "$LOG"', { LOG: log });
    expect(installed).toMatchObject({ code: 0, stderr: expect.stringContaining(log) });
    const [shell = "", ...rest] = cronWords(one.crontab() ?? "");
    const { code, stdout, stderr } = await one.run(`env -i HOME=/ PATH=/usr/bin:/bin ${shell} "$FLAG" "$COMMAND"`, {
      env: { FLAG: rest[0], COMMAND: rest[1] },
    });
    expect([code, stdout, stderr]).toEqual([0, "", ""]);
    expect(readFileSync(log, "utf8")).toMatch(/alice\/vision-gpu .* stopped /);
    expect(Object.values(one.state().sagemaker.apps).find(({ AppName }) => AppName === "vision-gpu")?.Status).not.toBe("InService");
  });

  it("a schedule contains absolute paths of files in flags", async () => {
    const one = machine();
    copyFileSync(join(import.meta.dirname, "../../examples/auto-shutdown-policy.yaml"), join(one.folder, "policy.yaml"));
    const { stdout } = await one.run(
      'cd "$PLACE" && studioctl auto-shutdown schedule print --every 1h --policy policy.yaml --report r.ndjson --log l.log',
      {
        env: { PLACE: one.folder },
      },
    );
    const words = await wordsOf(stdout, one);
    expect(words.slice(words.indexOf("--policy"))).toEqual([
      "--policy",
      join(one.folder, "policy.yaml"),
      "--report",
      join(one.folder, "r.ndjson"),
      "--yes",
      "--no-input",
    ]);
    expect(words[words.indexOf("__scheduled") + 2]).toBe(join(one.folder, "l.log"));
  });

  describe("credentials are tried before anything is written, in the scheduler's bare environment", () => {
    const keys = '{"Version":1,"AccessKeyId":"sandbox","SecretAccessKey":"sandbox"}';

    /** A machine with a configuration of the AWS CLI, and an account that answers. */
    async function configuredMachine(config: string) {
      const one = machine(foreign);
      const sandbox = await startSandbox({ store: memoryStore(emptyState()), realNow: Date.now });
      onTestFinished(() => sandbox.close());
      const file = join(one.folder, "config-of-aws");
      writeFileSync(file, `[profile p]\nregion = us-east-1\n${config}\n`);
      const helpers = join(one.folder, "helpers");
      const fleeting = join(one.folder, "fnm_multishells/1/bin");
      for (const folder of [helpers, fleeting]) {
        mkdirSync(folder, { recursive: true });
        const name = folder === helpers ? "keys-of-mine" : "keys-of-this-shell";
        writeFileSync(join(folder, name), `#!/bin/sh\necho '${keys}'\n`, { mode: 0o755 });
      }
      const env = {
        ...real,
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
        AWS_ENDPOINT_URL: sandbox.endpoint,
        HELPERS: helpers,
        FLEETING: fleeting,
        OWN: one.bin,
      };
      return {
        ...one,
        install: (flags: string, more = {}) =>
          one.run(
            `PATH="$SCHEDULERS:$HELPERS:$FLEETING:$OWN:/usr/bin:/bin" studioctl auto-shutdown schedule install --every 15m --yes ${flags}`,
            { env: { ...one.env, ...env, ...more } },
          ),
      };
    }

    it("and a credential_process that PATH of the entry leads to is accepted", async () => {
      const one = await configuredMachine("credential_process = keys-of-mine");
      expect(await one.install("--profile p")).toMatchObject({ code: 0, stderr: expect.stringContaining('"default" is in the crontab') });
      expect(one.crontab()).toContain(" auto-shutdown run --profile p --region us-east-1 ");
    });

    it("and so are keys of a profile, several Regions, and a schedule that only plans", async () => {
      const one = await configuredMachine("aws_access_key_id = sandbox\naws_secret_access_key = sandbox");
      expect(await one.install("--profile p --region us-east-1,eu-west-1 --dry-run")).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("is in the crontab"),
      });
    });

    it.each([
      [
        "a credential_process that only this shell finds",
        "credential_process = keys-of-this-shell",
        "--profile p",
        {},
        /^error: scheduled runs would fail: .*[^]*credential_process by its absolute path/m,
      ],
      [
        "an SSO session that has expired",
        "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = studio",
        "--profile p",
        {},
        /^error: scheduled runs would fail: the AWS SSO session has expired[^]*fix: run: aws sso login --profile p/m,
      ],
      [
        "keys of this shell",
        "",
        "--region us-east-1",
        { AWS_ACCESS_KEY_ID: "sandbox", AWS_SECRET_ACCESS_KEY: "hush" },
        /^error: scheduled runs would fail: no AWS credentials found/m,
      ],
      ["a profile that is nowhere", "", "--profile q --region us-east-1", {}, /^error: scheduled runs would fail: .*q/m],
    ])("and %s is refused with what would help", async (_, config, flags, env, said) => {
      const one = await configuredMachine(config);
      const { code, stderr } = await one.install(flags, env);
      expect(stderr).toMatch(said);
      expect(stderr).toMatch(/why: .*tried in the environment of cron/);
      expect(stderr).not.toContain("hush");
      expect(code).toBe(4);
      expect(one.crontab()).toBe(foreign);
    });

    it("and an account that cannot be reached is refused too; print tries nothing", async () => {
      const one = await configuredMachine("aws_access_key_id = sandbox\naws_secret_access_key = sandbox");
      const { code, stderr } = await one.install("--profile p --endpoint-url http://127.0.0.1:9");
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: scheduled runs would fail: [^]*127\.0\.0\.1:9/m)]);
      expect(one.crontab()).toBe(foreign);
    });
  });

  it("installs for credentials without sagemaker:ListDomains, which runs do without, and says so", async () => {
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, denied: ["sagemaker:ListDomains"] } });
    const { code, stderr } = await run("studioctl auto-shutdown schedule install --every 15m --yes");
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/is in the crontab[^]*\nwarning: the credentials work but lack sagemaker:ListDomains;/),
    });
    expect(await run("studioctl auto-shutdown plan")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/alice\/vision-gpu .* planned/),
    });
  });

  it("is tried by the shell that the crontab names, and refused where that does not run it", async () => {
    const { run } = account();
    const install = (shell: string) =>
      run(`printf 'SHELL=${shell}\\n' | crontab - && studioctl auto-shutdown schedule install --every 15m --yes`);
    expect(await install("/bin/bash")).toMatchObject({ code: 0 });
    expect(await install("/bin/false")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: scheduled runs would fail: [^]*tried in the environment of cron \(SHELL=\/bin\/false\)/m),
    });
  });

  it("list shows a program that has moved and runs that are due, of cron and systemd; doctor fails for it", async () => {
    const one = machine();
    expect(await one.schedule("list")).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("no schedules") });
    await one.schedule("install --every 1h --yes");
    await one.schedule("install --every 2h --kind systemd --name night --yes");
    expect((await one.schedule("list")).stdout).toMatch(
      /^NAME +KIND +EVERY +RESULT +DETAIL\ndefault +cron +1h +never ran +installed \d+s ago\nnight +systemd +2h +never ran +installed \d+s ago\n$/,
    );
    writeFileSync(join(one.folder, "crontab"), one.crontab()?.replace(launcher, "/opt/node/v20.1.0/studioctl.js") ?? "");
    const { stdout } = await one.schedule("list -o json --kind cron");
    expect(JSON.parse(stdout)).toMatchObject([
      {
        Name: "default",
        Result: "program missing",
        Detail: "/opt/node/v20.1.0/studioctl.js is not there: no run can start",
        Fix: expect.stringContaining("schedule install --every 1h"),
      },
    ]);
    const doctor = await one.run('PATH="$SCHEDULERS:$PATH" studioctl doctor -o json', { env: one.env });
    expect(doctor.code).toBe(1);
    expect(JSON.parse(doctor.stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Check: "Schedule default (cron)", Result: "FAIL" }),
        expect.objectContaining({
          Check: "Schedule night (systemd)",
          Result: "PASS",
          Detail: expect.stringMatching(/^every 2h, never ran/),
        }),
      ]),
    );
  });

  it("what runs is heard of when it is killed, and what it is given is checked", async () => {
    const one = machine();
    const log = join(one.folder, "killed.log");
    const killed = await one.run(
      'studioctl __scheduled night "$LOG" auto-shutdown run --watch 1h --yes & SUPERVISOR=$!; until grep -q "sweep 1" "$LOG" 2>/dev/null; do sleep 0.1; done; pkill -KILL -P $SUPERVISOR; wait $SUPERVISOR',
      { env: { LOG: log } },
    );
    expect(killed.code).toBe(1);
    expect(killed.stderr).toMatch(/studioctl: schedule "night": killed by SIGKILL after/);
    expect(readFileSync(log, "utf8")).toMatch(/Z ended: killed by SIGKILL after/);
    expect(await one.run("studioctl __scheduled 'a b' x y")).toMatchObject({ code: 2 });
    expect(await one.run("studioctl __scheduled night")).toMatchObject({ code: 2, stderr: expect.stringContaining("schedule install") });
  });

  it("needs a yes: 5 with nobody to ask, or after a no; then nothing is written", async () => {
    const one = machine(foreign);
    expect(await one.schedule("install --every 15m")).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/^\+ .*begin default[^]*--yes/),
    });
    expect(await one.atTerminal("install --every 15m", "n\r")).toMatchObject({
      code: 5,
      screen: expect.stringContaining("nothing was changed"),
    });
    expect(one.crontab()).toBe(foreign);
    expect(await one.atTerminal("install --every 15m", "y\r")).toMatchObject({ code: 0 });
    expect(await one.schedule("remove")).toMatchObject({ code: 5 });
    expect(one.crontab()).toContain("begin default");
  });

  it("installs and removes a timer of systemd's", async () => {
    const one = machine();
    const units = join(one.folder, "config/systemd/user");
    const install = "install --kind systemd --every 2h --name night --yes";
    expect(await one.schedule(install)).toMatchObject({ code: 0, stderr: expect.stringContaining("loginctl enable-linger") });
    expect(readFileSync(join(units, "studioctl-auto-shutdown-night.timer"), "utf8")).toContain("OnCalendar=0/2:00\n");
    expect(await one.schedule(install)).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing to change") });
    expect((await one.schedule("remove --kind systemd --name night --yes")).code).toBe(0);
    expect(existsSync(join(units, "studioctl-auto-shutdown-night.service"))).toBe(false);
    expect(one.crontab()).toBeUndefined();
  });

  it.each([
    ["print", /^error: missing --every: how often to run\nfix: --every 15m\n$/],
    ["print --every 25m", /every 25m[^]*fix: the nearest is 20m/],
    ["print --every 15", /^error: --every: "15" is not a duration/],
    ["print --every 1h --name 'a b'", /^error: --name does not take "a b"/],
    ["print --every 1h --all-domains -d research", /--domain cannot be used with --all-domains/],
    ["print --every 1h --policy nowhere.yaml", /nowhere\.yaml/],
    ["print --every 1h --policy -", /^error: --policy does not take "-" here/],
    ["print --every 1h --log $'a\\nb'", /cannot be scheduled\nwhy: .*line break/],
    ["print --every 1h --watch 5m", /unknown option "--watch"/],
    ["install --every 1h --kind at", /--kind does not take "at"/],
  ])("%s is a usage error before anything is done", async (verb, said) => {
    const one = machine();
    expect(await one.schedule(verb)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(said) });
    expect(one.crontab()).toBeUndefined();
  });

  it("says what to do where there is no crontab command", async () => {
    const { run } = account();
    const { code, stderr } = await run('PATH=/nowhere "$NODE" "$LAUNCHER" auto-shutdown schedule install --every 1h --yes', {
      env: { NODE: process.execPath, LAUNCHER: launcher },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: crontab could not be run\nwhy: .*ENOENT\nfix: install cron, or give --kind systemd\n$/);
  });
});

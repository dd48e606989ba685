import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

const create = "studioctl profile create -d research";
const users = Array.from({ length: 30 }, (_, i) => `user-${i}`);
const rows = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(/ {2,}/).slice(0, 2));
const profiles = (state: SandboxState) => Object.values(state.sagemaker.userProfiles).map(({ UserProfileName }) => UserProfileName);

function withFile(name: string, text: string, settings: object = {}): Account {
  const here = account({ ...quickStory, settings: { ...quickStory.settings, ...settings } });
  writeFileSync(join(here.folder, name), text);
  return here;
}

describe.concurrent("user profiles", patience, () => {
  it("come from a list under throttling, partly, and all after the same again", async () => {
    const { run, state } = withFile("users.csv", ["UserProfileName,Tags", ...users.map((user) => `${user},team=vision`)].join("\r\n"), {
      requestsPerSecond: 25,
      faults: [{ operation: "CreateUserProfile", matching: '"user-7"', error: "ValidationException", message: "not this one", times: 1 }],
    });
    const first = await run(`${create} --file users.csv`);
    expect([first.code, first.stderr]).toEqual([
      3,
      expect.stringContaining("29 created, 1 failed\nrun the same command with --if-not-exists to continue"),
    ]);
    expect(rows(first.stdout).filter(([, result]) => result !== "created")).toEqual([["user-7", "failed"]]);
    const second = await run(`${create} --file users.csv --if-not-exists`);
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining("1 created, 29 there already")]);
    expect(profiles(state())).toEqual(expect.arrayContaining(users));
    const tagged = Object.entries(state().sagemaker.tags).filter(([arn]) => arn.includes("/user-"));
    expect(tagged.map(([, tags]) => tags)).toEqual(users.map(() => ({ team: "vision" })));
  });

  it("are not created at all where a line is wrong, in any format", async () => {
    const { run, state } = withFile("users.yaml", "- UserProfileName: new-one\n- UserProfileName: bad one\n- user: NEW-one\n");
    const before = profiles(state());
    const { code, stdout, stderr } = await run(`${create} --file users.yaml`);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(
      'why: users.yaml:2: "bad one" is not a valid user profile name; letters, digits and inner hyphens, at most 63\n     users.yaml:3: "NEW-one" is in line 1 already',
    );
    expect(profiles(state())).toEqual(before);
  });

  it("are reported when an interruption ends their creation, which continues from there", async () => {
    const { run, atTerminal, state } = withFile("users.csv", `user\n${users.join("\n")}\n`, {
      faults: [{ operation: "CreateUserProfile", matching: '"user-20"', error: "hang", times: 1 }],
    });
    const { code, screen } = await atTerminal(`${create} --file users.csv`, [["29/30 user profiles asked for", "\u0003"]]);
    expect([code, screen.match(/creating +accepted/g)?.length]).toEqual([130, 29]);
    expect(screen).toMatch(/user-20 +interrupted +asked for/);
    expect(screen).toContain("29 under way, 1 interrupted");
    expect(profiles(state())).toEqual(expect.arrayContaining(users.filter((user) => user !== "user-20")));
    const second = await run(`${create} --file users.csv --if-not-exists -o name`);
    expect([second.code, second.stdout.trimEnd().split("\n")]).toEqual([0, users]);
  });

  it("say why they failed, and refuse to be taken for good when asked again", async () => {
    const { run } = withFile("users.json", '[{"user":"gina"},{"user":"henk"}]', {
      faults: [{ operation: "CreateUserProfile", matching: "henk", error: "fails", message: "no room in the file system", times: 1 }],
    });
    const first = await run(`${create} --file users.json`);
    expect([first.code, first.stdout]).toEqual([3, expect.stringMatching(/henk +failed +it is Failed: no room in the file system/)]);
    const again = await run(`${create} henk --if-not-exists`);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("fix: delete it first: studioctl profile delete henk")]);
  });

  it("are changed in what is asked, which describe shows with its origin", async () => {
    const { run } = account();
    const update = "studioctl profile update ben -d research";
    const changed = await run(`${update} --default-instance-type ml.m5.xlarge --tag team=vision --yes`);
    expect([changed.code, changed.stdout]).toEqual([
      0,
      expect.stringMatching(/KernelGateway\S+ +ml\.m5\.large +ml\.m5\.xlarge\n[^]*Tags\.team +forecasting +vision/),
    ]);
    const same = await run(`${update} --default-instance-type ml.m5.xlarge --tag team=vision`);
    expect([same.code, same.stderr]).toEqual([0, expect.stringContaining("nothing to change")]);
    const { stdout } = await run("studioctl profile describe ben -d research");
    expect(stdout).toMatch(/Home directory +\/\d+ \(uid \d+\)/);
    expect(stdout).toMatch(/KernelGateway instance +ml\.m5\.xlarge \(from the profile\)/);
    const role = await run("studioctl domain describe research --query DefaultUserSettings.ExecutionRole -o tsv");
    const other = await run(`${update} --execution-role ${role.stdout.trim()} --yes`);
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/cannot change its execution role while its apps run\nwhy: d-\w+\/ben\//),
    ]);
  });
});

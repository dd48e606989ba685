import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { UserProfile } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, studioctl } from "../run.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));
const list = (text: string, name = "users.csv") => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const studioWith = (...profiles: (Pick<UserProfile, "UserProfileName"> & Partial<UserProfile>)[]) =>
  fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research" }], profiles: profiles.map((each) => ({ DomainId: "d-1", ...each })) });
const roles = fakeRoles({ roles: [role("Good")] });
const cells = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

const inVpc = () => fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research", VpcId: "vpc-1" }] });

describe("security groups of users", () => {
  it("are given to one user or to a whole list", async () => {
    const one = inVpc();
    expect(
      (
        await studioctl("profile create alice --security-groups sg-0123456789abcdef0", {
          studio: one,
          roles,
          network: fakeNetwork({ groups: [{ GroupId: "sg-0123456789abcdef0", GroupName: "apps", VpcId: "vpc-1" }] }),
        })
      ).code,
    ).toBe(0);
    expect(JSON.parse(one.subjects("createUserProfile")[0] ?? "")).toMatchObject({
      UserSettings: { SecurityGroups: ["sg-0123456789abcdef0"] },
    });
  });

  it("of another VPC are refused before anything is created", async () => {
    const given = inVpc();
    expect(await studioctl("profile create alice --security-groups sg-0a1b2c3d4e5f67890", { studio: given, roles })).toMatchObject({
      code: 1,
      error: { message: "sg-0a1b2c3d4e5f67890 is not in vpc-1" },
    });
    expect(given.count("createUserProfile")).toBe(0);
  });
});

describe("profile create", () => {
  it("creates one user, with a role and tags", async () => {
    const studio = studioWith();
    const { code, stdout, stderr } = await studioctl(`profile create alice --execution-role ${roleArn("Good")} --tag team=nlp,stage=`, {
      studio,
      roles,
    });
    expect([code, cells(stdout), stderr]).toEqual([
      0,
      [
        ["USER", "RESULT", "REASON"],
        ["alice", "created", "it is InService"],
      ],
      "",
    ]);
    expect(JSON.parse(studio.subjects("createUserProfile")[0] ?? "")).toEqual({
      DomainId: "d-1",
      UserProfileName: "alice",
      UserSettings: { ExecutionRole: roleArn("Good") },
      Tags: [
        { Key: "team", Value: "nlp" },
        { Key: "stage", Value: "" },
      ],
    });
  });

  it("fails as such where the one user exists, and does not with --if-not-exists", async () => {
    const world = { studio: studioWith({ UserProfileName: "alice" }) };
    const { code, error } = await studioctl("profile create alice", world);
    expect([code, error]).toEqual([
      1,
      expect.objectContaining({
        message: 'user profile "alice" exists already, and is InService',
        fix: "--if-not-exists leaves it as it is",
      }),
    ]);
    expect(await studioctl("profile create alice --if-not-exists -o name", world)).toMatchObject({ code: 0, stdout: "alice\n" });
  });

  it("creates a list, reports each row, and is 3 where some fail, with the way on", async () => {
    const studio = studioWith({ UserProfileName: "ben" });
    const file = list("user,tags\nalice,team=nlp\nBen,\n");
    const first = await studioctl(`profile create --file ${file} --tag stage=test -o json`, { studio });
    expect([first.code, JSON.parse(first.stdout)]).toEqual([
      3,
      [
        {
          DomainId: "d-1",
          UserProfileName: "alice",
          Tags: [
            { Key: "team", Value: "nlp" },
            { Key: "stage", Value: "test" },
          ],
          Line: 2,
          Result: "created",
          Reason: "it is InService",
        },
        {
          DomainId: "d-1",
          UserProfileName: "Ben",
          Tags: [{ Key: "stage", Value: "test" }],
          Line: 3,
          Result: "failed",
          Reason: expect.stringContaining("it exists already, and is InService"),
          Error: { Code: "in-use", Message: expect.any(String), Fix: "--if-not-exists leaves it as it is" },
        },
      ],
    ]);
    expect(first.stderr).toBe(
      "1 created, 1 failed\nrun the same command with --if-not-exists to continue\nfailed: Ben\n  fix: --if-not-exists leaves it as it is\n",
    );
    const second = await studioctl(`profile create --file ${file} --if-not-exists`, { studio });
    expect([second.code, second.stderr]).toEqual([0, "2 there already\n"]);
    expect(studio.count("createUserProfile")).toBe(1);
  });

  it("reads a list from stdin, and creates nothing in a dry run", async () => {
    const studio = studioWith();
    const { code, stdout } = await studioctl("profile create --file - --dry-run", { studio, stdin: '[{"UserProfileName":"alice"}]' });
    expect([code, cells(stdout)[1], studio.count("createUserProfile")]).toEqual([0, ["alice", "planned", "would be created"], 0]);
  });

  it("reports every wrong line before any call", async () => {
    const studio = studioWith();
    const { code, stderr } = await studioctl(`profile create --file ${list("user\na_b\nalice\nALICE\n")}`, { studio });
    expect([code, studio.calls]).toEqual([2, []]);
    expect(stderr).toMatch(
      /^error: \S+users\.csv: 2 lines cannot be used\nwhy: \S+:2: "a_b" is not a valid user profile name; .*\n {5}\S+:4: "ALICE" is in line 2 already|3 already/,
    );
  });

  it("reports every line whose role SageMaker cannot use, before anything is created", async () => {
    const studio = studioWith();
    const file = list(`user,ExecutionRole\nalice,${roleArn("Good")}\nben,${roleArn("Gone")}\ncarla,${roleArn("Gone")}\n`);
    const { code, error } = await studioctl(`profile create --file ${file}`, { studio, roles });
    expect([code, error?.why?.split("\n").map((line) => line.slice(file.length))]).toEqual([
      2,
      [expect.stringMatching(/^:3: no role ".*Gone"/), expect.stringMatching(/^:4: no role/)],
    ]);
    const one = await studioctl(`profile create ben --execution-role ${roleArn("Gone")}`, { studio, roles });
    expect([one.code, one.error?.code, studio.count("createUserProfile")]).toEqual([1, "not-found", 0]);
  });

  it.each([
    ["all fail", "invalid", 1],
    ["nothing is allowed", "denied", 4],
  ] as const)("ends with its own code where %s", async (_, code, expected) => {
    const studio = studioWith();
    studio.fail("createUserProfile", "d-1", new StudioctlError(code, "no"));
    expect(await studioctl(`profile create --file ${list("user\nalice\nben\n")}`, { studio })).toMatchObject({ code: expected });
    expect(await studioctl("profile create alice", { studio })).toMatchObject({ code: expected, error: { code } });
  });

  it("is 124 where a user is not InService in time", async () => {
    const studio = studioWith();
    const keepPending = () => studio.setProfile("alice", { Status: "Pending" });
    studio.when("listUserProfiles", "d-1", keepPending);
    studio.when("describeUserProfile", "d-1", keepPending);
    expect(await studioctl(`profile create --file ${list("user\nalice\nben\n")} --timeout 1m`, { studio })).toMatchObject({ code: 124 });
    expect(await studioctl("profile create alice --if-not-exists --timeout 1m", { studio })).toMatchObject({
      code: 124,
      error: { fix: expect.stringContaining("--if-not-exists") },
    });
  });

  it("is 130 when interrupted, and says what was done", async () => {
    const studio = studioWith();
    const interrupt = new AbortController();
    studio.when("createUserProfile", '"ben"', () => interrupt.abort(new StudioctlError("interrupted", "interrupted")));
    const { code, stdout, stderr } = await studioctl(`profile create --file ${list("user\nalice\nben\n")}`, {
      studio,
      signal: interrupt.signal,
    });
    expect([code, cells(stdout).slice(1)]).toEqual([
      130,
      [
        ["alice", "creating", "accepted"],
        ["ben", "creating", "accepted"],
      ],
    ]);
    expect(stderr).toContain("interrupted: run the same command with --if-not-exists to continue");
  });

  it.each([
    ["profile create", "missing USER or --file"],
    ["profile create alice --file users.csv", "--file cannot be used with USER"],
    ["profile create a_b", '"a_b" is not a valid user profile name'],
    ["profile create space:a", '"space:a" is not a valid user profile name'],
    ["profile create alice --execution-role Studio", '--execution-role does not take "Studio"'],
    ["profile create alice --tag team", '--tag does not take "team"'],
    ["profile create --file users.xls", 'cannot read "users.xls"'],
    ["profile update alice", "nothing to change"],
    ["profile update a_b --tag a=b", '"a_b" is not a valid user profile name'],
    [
      "profile update alice --default-instance-type ml.m5.lagre",
      '--default-instance-type: the service knows no instance type "ml.m5.lagre"',
    ],
    ["profile update alice --default-instance-type system", 'a KernelGateway app cannot run on "system"'],
  ])("%s is a usage error, before any call", async (line, message) => {
    const studio = studioWith();
    const { code, error } = await studioctl(line, { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, message, []]);
  });
});

describe("profile update", () => {
  const line = "profile update alice --default-instance-type ml.m5.large";
  const settings = { KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType: "ml.t3.medium" } } };
  const alice = { UserProfileName: "alice", UserSettings: settings };

  it("shows the difference, and prints it for scripts", async () => {
    const { stdout } = await studioctl(`${line} --yes`, { studio: studioWith(alice) });
    expect(cells(stdout)).toContainEqual(["KernelGateway.InstanceType", "ml.t3.medium", "ml.m5.large"]);
    const json = await studioctl(`${line} --yes -o json`, { studio: studioWith(alice) });
    expect(JSON.parse(json.stdout)).toMatchObject({ DomainId: "d-1", UserProfileName: "alice", Changed: true, Status: "InService" });
  });

  it("asks at a terminal, after the difference", async () => {
    const studio = studioWith(alice);
    const asked: string[] = [];
    const answers = { confirm: async (question: string) => (asked.push(question), false) };
    const { code, stderr } = await studioctl(line, { studio, terminal: true, answers });
    expect([code, asked, studio.count("updateUserProfile")]).toEqual([5, ["Change user profile alice?"], 0]);
    expect(stderr).toContain("ml.m5.large");
  });

  it("is 5 where nobody can be asked, and asks nobody where nothing changes", async () => {
    const studio = studioWith(alice);
    expect(await studioctl(line, { studio })).toMatchObject({ code: 5 });
    expect(await studioctl("profile update alice --tag a=b --yes", { studio })).toMatchObject({ code: 0 });
    expect(await studioctl("profile update alice --tag a=b", { studio })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "nothing to change\n",
    });
  });

  it("names the apps that are in the way of another role", async () => {
    const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], profiles: [{ DomainId: "d-1", ...alice }], apps: [gateway("x")] });
    const { code, error } = await studioctl(`profile update alice --execution-role ${roleArn("Good")} --yes`, { studio, roles });
    expect([code, error?.why, studio.count("updateUserProfile")]).toEqual([1, "d-1/alice/KernelGateway/x", 0]);
  });

  it("says what was not checked, and how far it is without waiting", async () => {
    const { stderr } = await studioctl(`profile update alice --execution-role ${roleArn("Good")} --yes --no-wait`, {
      studio: studioWith(alice),
      roles: fakeRoles({ denied: true }),
    });
    expect(stderr).toContain("not checked");
    expect(stderr).toContain("accepted: it is Updating");
  });
});

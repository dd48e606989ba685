import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/core/doctor/check.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { defaultSubnetIds, defaultVpcId } from "../../src/sandbox/services/ec2/records.ts";
import { executionRole } from "../../src/sandbox/services/iam/records.ts";
import type { SandboxSettings } from "../../src/sandbox/state.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { type Outcome, account, patience, quickStory } from "./account.ts";

const real = { STUDIOCTL_SANDBOX: undefined };
const keys = { ...real, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "very-secret" };
const under = (settings: Partial<SandboxSettings>) => account({ ...quickStory, settings: { ...quickStory.settings, ...settings } });
const checksOf = ({ stdout }: Outcome): readonly Check[] => JSON.parse(stdout);
const named = (outcome: Outcome, name: string) => checksOf(outcome).find(({ Check: found }) => found === name);
const failed = (outcome: Outcome) =>
  checksOf(outcome)
    .filter(({ Result }) => Result === "FAIL")
    .map(({ Check: name }) => name);

describe.concurrent("doctor", patience, () => {
  it("finds a sandbox in health, and says so in a sum", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl doctor");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^CHECK +RESULT +DETAIL\n/)]);
    expect(stdout).toMatch(/^Account +PASS +111122223333, as arn:aws:iam::111122223333:user\/sandbox$/m);
    expect(stdout).toMatch(/^Files of research +PASS +fs-\w+ is available, 2 of 2 mount targets available$/m);
    expect(stderr).toMatch(/^\d+ PASS, \d+ WARN, 0 FAIL$/m);
    const listed = await run("studioctl doctor -o json -q");
    expect(failed(listed)).toEqual([]);
    expect(Object.keys(checksOf(listed)[1] ?? {})).toEqual(["Check", "Result", "Detail"]);
  });

  it("fits a terminal of 80 columns and cuts nothing", async () => {
    const { atTerminal } = under({ denied: ["ecr:*"] });
    const { code, screen } = await atTerminal("studioctl doctor", []);
    const table = screen.slice(screen.lastIndexOf("CHECK "));
    expect([code, Math.max(...table.split("\n").map(({ length }) => length))]).toEqual([
      0,
      expect.toSatisfy((width: number) => width <= 80),
    ]);
    expect(table).not.toContain("…");
  });

  it("without credentials fails at once, and says what it did not look at", async () => {
    const outcome = await account().run("studioctl doctor --region us-east-1 -o json", { env: real });
    expect([outcome.code, failed(outcome)]).toEqual([1, ["Credentials"]]);
    expect(named(outcome, "Credentials")?.Fix).toContain("--sandbox");
    expect(named(outcome, "Domains")).toEqual({ Check: "Domains", Result: "WARN", Detail: "not checked: no credentials" });
  });

  it("without a Region says how to name one", async () => {
    const outcome = await account().run("studioctl doctor -o json", { env: keys });
    expect([outcome.code, failed(outcome), named(outcome, "Region")?.Fix]).toEqual([1, ["Region"], expect.stringContaining("--region")]);
  });

  it("looks at one Region at a time", async () => {
    expect(await account().run("studioctl doctor --region us-east-1,eu-west-1")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("--region takes one Region here"),
    });
  });

  it("names an endpoint where nobody answers, and no key", async () => {
    const outcome = await account().run("studioctl doctor --region us-east-1 --endpoint-url http://127.0.0.1:9 -o json --debug", {
      env: keys,
    });
    expect([outcome.code, failed(outcome)]).toEqual([1, ["SageMaker"]]);
    expect(named(outcome, "SageMaker")?.Detail).toContain("127.0.0.1:9");
    expect(named(outcome, "Credentials")?.Detail).toBe("keys of the environment (AWS_ACCESS_KEY_ID)");
    expect(outcome.stdout + outcome.stderr).not.toMatch(/AKIAEXAMPLE|very-secret/);
  });

  it.each([
    ["keys", "aws_access_key_id=AKIAEXAMPLE\naws_secret_access_key=very-secret", "PASS", /^keys of profile keys$/],
    [
      "helper",
      `credential_process=echo '{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"very-secret","Expiration":"2096-01-01T00:00:00Z"}'`,
      "PASS",
      /^the credential_process of profile helper, for \d+d .*more$/,
    ],
    [
      "sso",
      "sso_start_url=https://example.awsapps.com/start\nsso_region=us-east-1\nsso_account_id=111122223333\nsso_role_name=admin",
      "FAIL",
      /SSO session/,
    ],
  ])("shows that credentials are from profile %s, and nothing secret", async (profile, lines, result, detail) => {
    const { run, folder } = account();
    const file = join(folder, "aws-config");
    writeFileSync(file, `[profile ${profile}]\nregion=eu-west-1\n${lines}\n`);
    const outcome = await run(`studioctl doctor --profile ${profile} --endpoint-url http://127.0.0.1:9 -o json`, {
      env: { ...real, AWS_CONFIG_FILE: file },
    });
    expect(named(outcome, "Region")?.Detail).toBe(`eu-west-1, from profile ${profile}`);
    expect(named(outcome, "Credentials")).toMatchObject({ Result: result, Detail: expect.stringMatching(detail) });
    expect(outcome.stdout + outcome.stderr).not.toMatch(/AKIAEXAMPLE|very-secret/);
  });

  it("shows which permissions are denied, which commands lack them, and the statement that grants them", async () => {
    const outcome = await under({ denied: ["sagemaker:DeleteApp", "sagemaker:CreateSpace"] }).run("studioctl doctor -o json");
    expect([outcome.code, failed(outcome)]).toEqual([1, ["Permissions: list and stop"]]);
    expect(named(outcome, "Permissions: list and stop")).toMatchObject({
      Detail: expect.stringContaining("sagemaker:DeleteApp (app stop,"),
      Fix: expect.stringContaining('"Action": [ "sagemaker:DeleteApp" ]'),
    });
    expect(named(outcome, "Permissions: make and change")).toMatchObject({
      Result: "WARN",
      Detail: expect.stringContaining("sagemaker:CreateSpace (space create)"),
    });
  });

  it("tries what it can where no permission to ask IAM, and names what stays unknown", async () => {
    const outcome = await under({ denied: ["iam:*", "ecr:*"] }).run("studioctl doctor -o json");
    expect([outcome.code, failed(outcome)]).toEqual([0, []]);
    expect(named(outcome, "Permissions: image")).toMatchObject({
      Result: "WARN",
      Detail: expect.stringContaining("ecr:DescribeRepositories (image attach)"),
    });
    expect(named(outcome, "Other permissions")).toMatchObject({ Result: "WARN", Detail: expect.stringContaining("sagemaker:DeleteApp") });
  });

  it("reports what is wrong with a configuration that stops every other command", async () => {
    const { run, folder } = account();
    const file = join(folder, "config.json");
    writeFileSync(file, '{ "region": 7 }');
    const env = { STUDIOCTL_CONFIG: file };
    expect((await run("studioctl app list", { env })).code).toBe(2);
    const outcome = await run("studioctl doctor -o json", { env });
    expect([outcome.code, failed(outcome)]).toEqual([1, ["Configuration"]]);
    expect(named(outcome, "Configuration")).toMatchObject({
      Detail: expect.stringContaining("region is 7"),
      Fix: expect.stringContaining("correct the file"),
    });
    writeFileSync(file, '{ "region": "us-east-1" }');
    expect(
      named(await run("studioctl doctor -o json", { env: { ...env, ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9" } }), "Region")?.Detail,
    ).toBe("us-east-1, from the configuration");
  });

  it("reports a state folder that cannot be written to", async () => {
    const { run, folder } = account();
    writeFileSync(join(folder, "file"), "");
    const outcome = await run("studioctl doctor --region us-east-1 -o json", {
      env: { ...real, STUDIOCTL_STATE_HOME: join(folder, "file") },
    });
    expect(failed(outcome)).toEqual(["State folder", "Credentials"]);
  });

  it.each([
    [2, "WARN", 0],
    [10, "FAIL", 1],
  ])("sees a clock that is %i minutes off: %s", async (minutes, result, code) => {
    const serviceNow = () => Date.now() + minutes * 60_000;
    const service = await startSandbox({ store: memoryStore(seedState(quickStory, serviceNow())), realNow: serviceNow });
    const outcome = await account().run(`studioctl doctor --region us-east-1 --endpoint-url ${service.endpoint} -o json`, { env: keys });
    await service.close();
    expect([outcome.code, named(outcome, "Clock")]).toEqual([
      code,
      expect.objectContaining({ Result: result, Fix: expect.stringContaining("clock") }),
    ]);
  });

  it("takes no clock that the sandbox was told to move for a wrong one", async () => {
    const { run } = account();
    await run("studioctl sandbox advance 2h");
    expect(named(await run("studioctl doctor -o json"), "Clock")).toMatchObject({
      Result: "PASS",
      Detail: expect.stringContaining("was advanced"),
    });
  });

  it("reports a Region without domains", async () => {
    const outcome = await account().run("studioctl doctor --region eu-west-1 -o json");
    expect([outcome.code, named(outcome, "Domains")]).toEqual([
      0,
      expect.objectContaining({ Result: "WARN", Fix: expect.stringContaining("studioctl domain create --quick") }),
    ]);
  });

  it("shows why a domain failed, beside those that did not", async () => {
    const { run } = under({ faults: [{ operation: "CreateDomain", error: "fails", message: "no address left in the subnet" }] });
    const created = await run(
      `studioctl domain create --name broken --vpc ${defaultVpcId} --subnets ${defaultSubnetIds.join(",")} --execution-role ${executionRole} --yes`,
    );
    expect(created.code).toBe(1);
    const outcome = await run("studioctl doctor -o json");
    expect([outcome.code, failed(outcome), named(outcome, "Domain broken")?.Detail]).toEqual([
      1,
      ["Domain broken"],
      expect.stringContaining("is Failed: no address left in the subnet"),
    ]);
  });

  it("waits five seconds for a service that hangs, and no longer", async () => {
    const hanging = await under({ faults: [{ operation: "GetProducts", error: "hang" }] }).run("studioctl doctor -o json");
    expect(named(hanging, "Pricing")).toMatchObject({ Result: "WARN", Detail: expect.stringContaining("no answer within 5s") });
  });
});

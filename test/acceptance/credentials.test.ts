import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

/** Runs a command line with such a file of the AWS CLI, and an endpoint where nobody answers. */
async function withConfig(text: string, line: string, env: Readonly<Record<string, string>> = {}) {
  const { run, folder } = account();
  const file = join(folder, "config");
  writeFileSync(file, text);
  const outcome = await run(`studioctl ${line}`, {
    env: { STUDIOCTL_SANDBOX: undefined, AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"), ...env },
  });
  return { ...outcome, file };
}

const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_REGION: "us-east-1" };
const nobody = "--endpoint-url http://127.0.0.1:9";

describe.concurrent("credentials", patience, () => {
  it.each(["--profile dve", "AWS_PROFILE"])(
    "of an unknown profile are refused with the profiles there are, the nearest first: %s",
    async (how) => {
      const [line, env] = how === "AWS_PROFILE" ? ["domain list", { AWS_PROFILE: "dve" }] : [`domain list ${how}`, {}];
      const { code, stderr } = await withConfig("[profile prod]\n[profile dev]\n", line, env);
      expect([code, stderr]).toEqual([
        4,
        'error: no AWS profile "dve"\nwhy: the profiles are: dev, prod\nfix: did you mean --profile dev?\n',
      ]);
    },
  );

  it("of a file with a broken line are refused with the file and the line, also where keys are set", async () => {
    const { code, stderr, file } = await withConfig("[default]\nregion = us-east-1\naws_secret_access_key SECRET\n", "app list", keys);
    expect([code, stderr]).toEqual([4, expect.stringContaining(`error: line 3 of ${file} is not valid\n`)]);
    expect(stderr).not.toContain("SECRET");
  });

  it("are what doctor then reports as wrong, and it continues", async () => {
    const { code, stdout } = await withConfig("[default]\nnonsense\n", "doctor");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Credentials +FAIL +line 2 of .* is not valid/m);
    expect(stdout).toMatch(/^State folder +PASS/m);
  });

  it("of a process that fails come with what it wrote", async () => {
    const { code, stderr } = await withConfig(
      "[profile p]\nregion = us-east-1\ncredential_process = echo 'run corp-login; password=hunter2' >&2; exit 3\n",
      `domain list --profile p ${nobody}`,
    );
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(
        /^error: the credential_process of the profile failed with exit code 3\nwhy: run corp-login; password=\*\*\*\n/,
      ),
    ]);
  });

  it("of a process that works are used", async () => {
    const json = '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b"}';
    const { code, stderr } = await withConfig(
      `[profile p]\nregion = us-east-1\ncredential_process = echo '${json}'\n`,
      `domain list --profile p ${nobody}`,
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining("why: the connection was refused: 127.0.0.1:9")]);
  });

  it("do not matter to the sandbox", async () => {
    expect((await withConfig("nonsense\n", "domain list -o name --sandbox", { AWS_PROFILE: "unknown" })).code).toBe(0);
  });
});

describe.concurrent("an endpoint", patience, () => {
  it("with a password in it is refused, wherever it is named, and the password is not shown", async () => {
    const flag = await withConfig("", "domain list --endpoint-url http://me:hunter2@host:1/", keys);
    const variable = await withConfig("", "domain list", { ...keys, AWS_ENDPOINT_URL: "https://me:hunter2@host:1/" });
    const service = await withConfig("", "domain list", { ...keys, AWS_ENDPOINT_URL_SAGEMAKER: "https://me:hunter2@host:1/" });
    const profile = await withConfig("[default]\nendpoint_url = https://me:hunter2@host:1/\n", "domain list", keys);
    for (const [named, { code, stderr }] of Object.entries({
      "--endpoint-url": flag,
      AWS_ENDPOINT_URL: variable,
      AWS_ENDPOINT_URL_SAGEMAKER: service,
      "endpoint_url of the profile": profile,
    })) {
      expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${named} holds a user name or a password\n`)]);
      expect(stderr).not.toContain("hunter2");
    }
  });

  it("of plain http off this machine is warned of, and one on it is not", async () => {
    const warning = /^warning: .* is plain http: requests and responses can be read and changed in transit$/m;
    expect((await withConfig("", "domain list --endpoint-url http://0.0.0.0:9", keys)).stderr).toMatch(warning);
    expect((await withConfig("", "domain list", { ...keys, AWS_ENDPOINT_URL: "http://0.0.0.0:9" })).stderr).toMatch(warning);
    expect((await withConfig("", `domain list ${nobody}`, keys)).stderr).not.toMatch(/plain http/);
  });
});

describe.concurrent("where FIPS endpoints are wanted", patience, () => {
  it("the price list, which has none, is not asked, and the shipped table stands in", async () => {
    const { code, stderr } = await withConfig("", `cost ${nobody}`, { ...keys, AWS_USE_FIPS_ENDPOINT: "true" });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("error: the endpoint cannot be chosen: FIPS and custom endpoint are not supported"),
    ]);
  });
});

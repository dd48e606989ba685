import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientConfig } from "../../src/aws/connection.ts";
import { superviseCredentialProcess } from "../../src/aws/credential-process.ts";
import { credentialProcessRunner } from "../../src/system/credential-process.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "none"));
});
afterEach(() => vi.unstubAllEnvs());

let made = 0;
/** The credentials of a profile with such a process; each has a file of its own, since the SDK keeps what it read. */
function credentialsOf(command: string, limit?: number) {
  const file = join(folder, `config-${(made += 1)}`);
  writeFileSync(file, `[profile p]\nregion = us-east-1\ncredential_process = ${command}\n`);
  vi.stubEnv("AWS_CONFIG_FILE", file);
  const client = new SageMakerClient(
    clientConfig({ profile: "p", credentialProcess: superviseCredentialProcess(credentialProcessRunner(limit)) }),
  );
  return client.config.credentials();
}

describe("the credential_process of a profile", () => {
  it("gives credentials", async () => {
    const given = await credentialsOf(`echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "b", "SessionToken": "c"}'`);
    expect(given).toMatchObject({ accessKeyId: "A", secretAccessKey: "b", sessionToken: "c" });
  });

  it.each([
    ["fails", "echo 'no session: run corp-login' >&2; exit 3", "failed with exit code 3", "no session: run corp-login"],
    ["is not there", "/nowhere/get-credentials", "failed with exit code 127", /not found/],
    ["is ended", "kill -9 $$", "was ended by SIGKILL", "it wrote nothing to stderr"],
    ["prints no JSON", "echo SECRET; echo 'warning: old' >&2", "printed no JSON", "warning: old"],
    ["prints other JSON", `echo '{"AccessKeyId": "SECRET"}'`, 'printed JSON without "Version": 1', "it wrote nothing to stderr"],
    [
      "prints half of it",
      `echo '{"Version": 1, "AccessKeyId": "SECRET"}'`,
      "printed JSON without AccessKeyId and SecretAccessKey",
      "it wrote nothing to stderr",
    ],
  ])("that %s ends the command with what it wrote to stderr, and nothing of stdout", async (_what, command, message, why) => {
    const error: unknown = await credentialsOf(command).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "no-credentials",
      message: `the credential_process of the profile ${message}`,
      why: expect.stringMatching(why),
    });
    expect(JSON.stringify(error)).not.toContain("SECRET");
  });

  it("that hangs has a limit, and what it wrote is shown", async () => {
    await expect(credentialsOf("echo 'opening a browser' >&2; sleep 600", 300)).rejects.toMatchObject({
      message: "the credential_process of the profile gave no credentials within 0.3s",
      why: "opening a browser",
    });
  });

  it("that failed is started once, however many sources the SDK would try after it", async () => {
    const count = join(folder, "count");
    await credentialsOf(`echo x >> ${count}; exit 1`).catch(() => {});
    expect(readFileSync(count, "utf8")).toBe("x\n");
  });

  it("that failed is not replaced by the credentials of another source", async () => {
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/never");
    await expect(credentialsOf("exit 4")).rejects.toMatchObject({
      message: "the credential_process of the profile failed with exit code 4",
    });
  });
});

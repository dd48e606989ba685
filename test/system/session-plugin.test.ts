import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { createSessionPlugin } from "../../src/system/session-plugin.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));

const session = {
  SessionId: "s-1",
  StreamUrl: new Secret("wss://stream?X-Amz-Signature=a"),
  TokenValue: new Secret('tok\'en "1"'),
  headers: {},
};
const never = new AbortController().signal;

function plugin(name: string, script: string, profile?: string) {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return createSessionPlugin(file, { PATH: process.env["PATH"], AWS_PROFILE: "of-the-environment" }, profile);
}

it("the plugin gets the session in the environment only, and the variable's name, the Region and the operation as arguments", async () => {
  const report = join(folder, "report");
  const script = `{ printf '%s\\n' "$@"; tr '\\0' ' ' < /proc/$$/cmdline; echo; echo "$AWS_SSM_START_SESSION_RESPONSE"; echo "$AWS_REGION $AWS_PROFILE"; } > ${report}`;
  await plugin("reports", script, "work").check();
  expect(await plugin("reports", script, "work").run(session, "eu-west-1", never)).toBe(0);
  const [variable, region, operation, commandLine, response = "", surroundings] = readFileSync(report, "utf8").split("\n");
  expect([variable, region, operation]).toEqual(["AWS_SSM_START_SESSION_RESPONSE", "eu-west-1", "StartSession"]);
  expect(commandLine).not.toMatch(/tok|X-Amz/);
  expect(JSON.parse(response)).toEqual({ SessionId: "s-1", StreamUrl: "wss://stream?X-Amz-Signature=a", TokenValue: 'tok\'en "1"' });
  expect(surroundings).toBe("eu-west-1 work");
});

it("the environment's profile is kept where no other is named", async () => {
  const report = join(folder, "profile");
  await plugin("profile-of", `echo "$AWS_PROFILE" > ${report}`).run(session, "eu-west-1", never);
  expect(readFileSync(report, "utf8")).toBe("of-the-environment\n");
});

it("the exit code is that of the plugin, and 255 for one that a signal ends", async () => {
  expect(await plugin("fails", "exit 7").run(session, "eu-west-1", never)).toBe(7);
  expect(await plugin("dies", "kill -9 $$").run(session, "eu-west-1", never)).toBe(255);
});

it("an aborted signal ends the plugin", async () => {
  const interrupt = new AbortController();
  const running = plugin("waits", "exec sleep 600").run(session, "eu-west-1", interrupt.signal);
  interrupt.abort();
  expect(await running).toBe(255);
});

describe("a plugin that cannot be run is refused with what to do", () => {
  writeFileSync(join(folder, "not-executable"), "");
  it.each([
    ["missing", "there is no such file"],
    ["not-executable", "it is not executable"],
    [".", "it is not a file"],
  ])("%s", async (name, why) => {
    const file = join(folder, name);
    await expect(createSessionPlugin(file, {}, undefined).check()).rejects.toMatchObject({
      code: "usage",
      message: `STUDIOCTL_SESSION_PLUGIN names "${file}", which cannot be run`,
      why,
      fix: expect.stringContaining("unset STUDIOCTL_SESSION_PLUGIN"),
    });
  });
});

it("the plugin that runs is the file that was checked, also where a program on PATH has its name", async () => {
  const report = join(folder, "which");
  plugin("named", `echo checked > ${report}`);
  const elsewhere = mkdtempSync(join(tmpdir(), "studioctl-path-"));
  writeFileSync(join(elsewhere, "named"), `#!/bin/sh\necho other > ${report}\n`, { mode: 0o755 });
  const before = process.cwd();
  process.chdir(folder);
  try {
    const named = createSessionPlugin("named", { PATH: `${elsewhere}:${process.env["PATH"]}` }, undefined);
    await named.check();
    await named.run(session, "eu-west-1", never);
  } finally {
    process.chdir(before);
    rmSync(elsewhere, { recursive: true });
  }
  expect(readFileSync(report, "utf8")).toBe("checked\n");
});

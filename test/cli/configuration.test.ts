import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { configured } from "../../src/cli/configuration.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import type { Settings } from "../../src/core/configuration.ts";
import { fakeStudio } from "../fakes/studio.ts";
import { studioctl } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function inForce(line: string, settings: Settings, env: Readonly<Record<string, string>> = {}) {
  const parsed = await parseCommandLine(line.split(" "), commandList, "0");
  if ("help" in parsed) throw new Error("a command was expected");
  return configured(parsed, env, { path: "/home/al/config.json", read: () => settings, write: async () => {} });
}

describe("what holds of the configuration", () => {
  it("a setting applies if no flag is given", async () => {
    const settings = { output: "json", timeout: "5m", color: "never" };
    expect((await inForce("domain list", settings)).globals).toMatchObject({ output: "json", timeout: 300_000, color: "never" });
    expect((await inForce("domain list -o yaml --timeout 1m --color auto", settings)).globals).toMatchObject({
      output: "yaml",
      timeout: 60_000,
      color: "auto",
    });
  });

  it("a setting becomes the equivalent variable", async () => {
    const stored = { domain: "research", profile: "prod", region: "eu-west-1", state: "dynamodb:sweeps" };
    const { env } = await inForce("domain list", stored, { HOME: "/home/al" });
    expect(env).toEqual({
      HOME: "/home/al",
      STUDIOCTL_DOMAIN: "research",
      AWS_PROFILE: "prod",
      AWS_REGION: "eu-west-1",
      STUDIOCTL_STATE: "dynamodb:sweeps",
    });
  });

  it.each([
    [{ output: "jsn" }, "output", "jsn"],
    [{ timeout: "5" }, "timeout", "5"],
    [{ region: "us-east-1,eu-west-1" }, "region", "us-east-1,eu-west-1"],
    [{ state: "dynamodb:sweeps@nowhere" }, "state", "nowhere"],
  ])("is refused where a flag would not take it: %j", async (settings, key, value) => {
    const refusal = { code: "usage", message: expect.stringContaining("/home/al/config.json"), fix: `studioctl config set ${key} VALUE` };
    await expect(inForce("domain list", settings)).rejects.toMatchObject({ ...refusal, why: expect.stringContaining(value) });
  });
});

describe("config", () => {
  const path = join(folder, "config.json");
  const world = { studio: fakeStudio(), env: { STUDIOCTL_CONFIG: path } };
  const kept = () => JSON.parse(readFileSync(path, "utf8"));

  it("sets, gets and takes away", async () => {
    expect(await studioctl("config set domain research", world)).toMatchObject({ code: 0 });
    expect(await studioctl("config set timeout 5m", world)).toMatchObject({ code: 0 });
    expect(kept()).toEqual({ domain: "research", timeout: "5m" });
    expect(await studioctl("config get domain", world)).toMatchObject({ code: 0, stdout: "research\n" });
    expect(await studioctl("config get domain -o json", world)).toMatchObject({ stdout: expect.stringContaining('"From": "file"') });
    expect(await studioctl("config set domain ", world)).toMatchObject({ code: 0 });
    expect(kept()).toEqual({ timeout: "5m" });
    expect(await studioctl("config get domain", world)).toMatchObject({
      code: 1,
      error: { code: "not-found", fix: "studioctl config set domain VALUE" },
    });
  });

  it("says of a setting that names something of an account that the sandbox does not use it", async () => {
    for (const [line, said] of [
      ["config set domain research", true],
      ["config set region eu-west-1", true],
      ["config set profile prod", true],
      ["config set output json", false],
      ["config set domain ", false],
    ] as const) {
      const { code, stderr } = await studioctl(line, { ...world, env: { ...world.env, STUDIOCTL_SANDBOX: "1" } });
      expect([line, code, stderr.includes("the sandbox is another account")]).toEqual([line, 0, said]);
      expect((await studioctl(line, world)).stderr).toBe("");
    }
  });

  it.each([
    ["config set output jsn", "jsn", 'did you mean "json"?'],
    ["config set timeout 5", "5", undefined],
    ["config set lookInside yes", "yes", undefined],
    ["config set domian research", "domian", 'did you mean "domain"?'],
  ])("refuses `%s` and changes nothing", async (line, value, fix) => {
    writeFileSync(path, '{"color":"never"}');
    expect(await studioctl(line, world)).toMatchObject({
      code: 2,
      error: { message: expect.stringContaining(value), ...(fix && { fix }) },
    });
    expect(kept()).toEqual({ color: "never" });
  });

  it("lists every setting with what says so, and shows no secret", async () => {
    writeFileSync(path, '{"output":"json"}');
    const { stdout } = await studioctl("config list -o json", {
      ...world,
      env: { ...world.env, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", STUDIOCTL_DOMAIN: "d-1" },
    });
    expect(JSON.parse(stdout)).toEqual([
      { Key: "domain", Value: "d-1", From: "STUDIOCTL_DOMAIN" },
      { Key: "profile", From: "AWS_ACCESS_KEY_ID" },
      { Key: "region" },
      { Key: "state" },
      { Key: "output", Value: "json", From: "file" },
      { Key: "color", Value: "auto", From: "default" },
      { Key: "timeout", Value: "20m", From: "default" },
      { Key: "lookInside", Value: "off", From: "default" },
    ]);
  });

  it("shows where the file is", async () => {
    expect(await studioctl("config path -o name", world)).toMatchObject({ stdout: `${path}\n` });
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "studioctl-launcher-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A Node that keeps compiled code itself, and says where. */
const stub = join(folder, "stub.cjs");
writeFileSync(stub, 'require("node:module").enableCompileCache = (folder) => process.stderr.write(`cache: ${folder}\\n`);\n');

const launcher = join(import.meta.dirname, "../bin/studioctl.js");

function cacheWith(env: Readonly<Record<string, string>>): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["--require", stub, launcher, "--version"], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    encoding: "utf8",
  });
  return /^cache: (.+)$/m.exec(stderr)?.[1];
}

it("has compiled code kept in a folder of the user's own, which others cannot read or write", () => {
  const home = join(folder, "home");
  expect(cacheWith({ HOME: home })).toBe(join(home, ".cache", "studioctl"));
  expect((statSync(join(home, ".cache", "studioctl")).mode & 0o777).toString(8)).toBe("700");
  expect(cacheWith({ HOME: home, XDG_CACHE_HOME: join(folder, "cache") })).toBe(join(folder, "cache", "studioctl"));
});

it("ignores a relative path for it, and leaves the choice to who names a folder to Node", () => {
  expect(cacheWith({ HOME: folder, XDG_CACHE_HOME: "cache" })).toBe(join(folder, ".cache", "studioctl"));
  expect(existsSync("cache/studioctl")).toBe(false);
  expect(cacheWith({ HOME: folder, NODE_COMPILE_CACHE: "/tmp/named" })).toBe("/tmp/named");
});

it("starts where it cannot be kept", () => {
  const { status, stdout } = spawnSync(process.execPath, ["--require", stub, launcher, "--version"], {
    env: { HOME: "/dev/null/none" },
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

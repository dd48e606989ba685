import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../package.json";
import { machine, root } from "./machine.ts";
import { itWorks } from "./program.ts";

const { folder, run, remove } = machine();
const prefix = join(folder, "prefix");
const tarball = join(folder, `studioctl-${version}.tgz`);
const installed = join(prefix, "lib/node_modules");
const npm = (...words: string[]) =>
  execFileSync("npm", ["--silent", "--cache", join(folder, "npm"), ...words], { encoding: "utf8", cwd: folder, stdio: "pipe" });

beforeAll(() => {
  npm("pack", root, "--ignore-scripts");
  npm("install", "--global", "--offline", "--prefix", prefix, tarball);
});
afterAll(remove);

describe("what npm install --global installs", () => {
  itWorks([process.execPath, join(prefix, "bin/studioctl")]);
});

describe("the package", () => {
  it("brings no other package, and runs nothing when it is installed", () => {
    expect(readdirSync(installed)).toEqual(["studioctl"]);
    expect(existsSync(join(installed, "studioctl/node_modules"))).toBe(false);
  });

  it("puts the man page where man looks", () => {
    expect(readdirSync(join(prefix, "share/man/man1"))).toEqual(readdirSync("man"));
  });

  it("has the completions, the schema, and no sources", () => {
    const files = readdirSync(join(installed, "studioctl"));
    expect(files).toEqual(
      expect.arrayContaining(["completions", "dist", "docs", "examples", "man", "schema", "CHANGELOG.md", "LICENSE", "README.md"]),
    );
    expect(files).not.toEqual(expect.arrayContaining(["src"]));
    expect(readdirSync(join(installed, "studioctl/completions"))).toEqual([
      "_studioctl",
      "studioctl.bash",
      "studioctl.fish",
      "studioctl.ps1",
    ]);
  });

  it("ships nothing that Node compiled here", () => {
    const packed: readonly [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(
      npm("pack", root, "--dry-run", "--json", "--ignore-scripts"),
    );
    const folders = new Set(packed[0].files.map(({ path }) => dirname(path)));
    expect([...folders].toSorted()).toEqual([
      ".",
      "bin",
      "completions",
      "dist",
      "dist/chunks",
      "docs",
      "docs/reference",
      "examples",
      "examples/course",
      "examples/pictures",
      "man",
      "schema",
    ]);
  });

  it("runs by npx", () => {
    // npx starts what it fetched by the Node on the path.
    const { PATH } = process.env;
    const npx = ["npx", "--yes", "--offline", "--cache", join(folder, "npm"), "--package", tarball, "studioctl", "--version"];
    expect(run(["/usr/bin/env", ...npx], { PATH: `${dirname(process.execPath)}:${PATH ?? ""}` }).stdout).toBe(`${version}\n`);
  });
});

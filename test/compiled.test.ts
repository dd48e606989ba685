import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const launcher = fileURLToPath(new URL("../bin/compiled.js", import.meta.url));

describe("compiled code kept between starts", () => {
  let folder: string;
  let cache: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "studioctl-compiled-"));
    cache = join(folder, "compiled");
    file(
      "main.cjs",
      `const { word } = require("./chunks/word.cjs"); process.stdout.write(require("node:path").basename(__filename) + word());`,
    );
    file("chunks/word.cjs", `exports.main = require("../main.cjs"); exports.word = () => " says hello";`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  function start(): string {
    const script = `require(${JSON.stringify(launcher)}).run(${JSON.stringify(join(folder, "main.cjs"))}, ${JSON.stringify(cache)})`;
    return execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  }

  function kept(): string[] {
    const [build = ""] = readdirSync(cache);
    return readdirSync(join(cache, build))
      .map((name) => join(cache, build, name))
      .toSorted();
  }

  it("runs the same with and without it, also files that require each other", () => {
    expect([start(), start()]).toEqual(["main.cjs says hello", "main.cjs says hello"]);
    expect(kept().map((path) => path.slice(-8))).toEqual(["main.cjs", "word.cjs"]);
  });

  it("the code cache is written once", () => {
    start();
    const before = kept().map((path) => statSync(path).ino);
    start();
    expect(kept().map((path) => statSync(path).ino)).toEqual(before);
  });

  it("the code cache is created again if V8 rejects it", () => {
    start();
    for (const path of kept()) writeFileSync(path, "not compiled code");
    expect(start()).toBe("main.cjs says hello");
    for (const path of kept()) expect(readFileSync(path).toString("latin1")).not.toBe("not compiled code");
  });

  it("a build does not use the code cache of another one", () => {
    start();
    // As long as before: V8 itself compares no more than the length.
    file("chunks/word.cjs", `exports.main = require("../main.cjs"); exports.word = () => " says adieu";`);
    file("main.cjs", readFileSync(join(folder, "main.cjs"), "utf8"));
    expect(start()).toBe("main.cjs says adieu");
  });

  it("is done without where the folder cannot be written", () => {
    writeFileSync(cache, "a file where the folder belongs");
    expect([start(), start()]).toEqual(["main.cjs says hello", "main.cjs says hello"]);
  });
});

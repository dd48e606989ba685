import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cron } from "../../../src/core/schedule/cron.ts";
import type { Entry } from "../../../src/core/schedule/entry.ts";
import { scheduledWord } from "../../../src/core/schedule/word.ts";
import { readEntry } from "../../../src/core/schedule/health.ts";
import { serviceUnit, systemd, timerUnit } from "../../../src/core/schedule/systemd.ts";
import { requirement, systemdAnalyze } from "../../requirements.ts";
import { entry } from "./entry.ts";
import { busyboxWords, cronWords, systemdWords } from "./readers.ts";

/* What is written for a scheduler, read as it reads it and run by a real shell, comes to the program word for word. */

/** Prints its environment's CONFIG and its words, each ended by NUL. */
const stub = `#!/bin/sh
printf '%s\\0' "$CONFIG" "$@"
`;

let root: string;
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "studioctl schedule "));
});
afterAll(() => rmSync(root, { recursive: true }));

const readers = {
  cron: (given: Entry) => cronWords(cron.print(given)),
  "BusyBox's cron": (given: Entry) => busyboxWords(cron.print(given)),
  systemd: (given: Entry) => systemdWords(systemd.add({}, given)[serviceUnit(given.name)] ?? ""),
};

const signs = [...` '"\\%$\`!*?~#&;|<>(){}[]=:,-@^a`.split(""), "é", "%h", "${HOME}", "$HOME", "\\%", "\\n"];
/** Everything that a quoting rule of sh, cron or systemd is about, and the rest of Unicode. */
const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
  )
  .filter((word) => !/\p{Cc}/u.test(word));
const folderName = text.filter((name) => name !== "" && name !== "." && name !== ".." && !name.includes("/"));

describe.each(["cron", "BusyBox's cron", "systemd"] as const)("a command for %s", (kind) => {
  it("reaches the program unchanged, with any paths, words and variables", () => {
    fc.assert(
      fc.property(folderName, fc.array(text, { maxLength: 4 }), text, (folder, words, config) => {
        const home = join(root, `${kind}${count++}`, folder);
        mkdirSync(home, { recursive: true });
        const program = join(home, "a program");
        writeFileSync(program, stub);
        chmodSync(program, 0o700);
        const [command = "", ...rest] = readers[kind](entry({ words: [program, ...words], variables: { CONFIG: config } }));
        const printed = execFileSync(command, rest, { env: { PATH: "/usr/bin:/bin", HOME: "/nowhere" }, cwd: "/", encoding: "utf8" });
        expect(printed.split("\0")).toEqual([config, ...words, ""]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(["a\nb", "a\rb", "tab\there", "\u0085"])("is refused with %j in a word or a variable", (bad) => {
    for (const given of [entry({ words: ["/x", bad] }), entry({ variables: { A: bad } })]) {
      expect(() => readers[kind](given)).toThrow(
        expect.objectContaining({ code: "usage", message: expect.stringContaining(JSON.stringify(bad).slice(1)) }),
      );
    }
  });
});

it.each(["cron", "systemd"] as const)("what is written for %s is read back word for word", (kind) => {
  const notation = { cron, systemd }[kind];
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), text, folderName, (words, config, folder) => {
      const [node, launcher, log] = [`/${folder}/node`, `/opt/${folder}.js`, `/var/${folder}.log`];
      const given = entry({
        words: [node, launcher, scheduledWord, "default", log, "auto-shutdown", ...words],
        variables: { CONFIG: config, A: "a=b" },
        log,
      });
      const installed = notation.find(notation.add({}, given), "default") ?? "";
      expect(readEntry(kind, "default", installed)).toEqual({
        name: "default",
        kind,
        interval: given.interval,
        program: [node, launcher],
        words: ["auto-shutdown", ...words],
        log,
      });
    }),
  );
});

it("an entry of an earlier version, which has no record, is read", () => {
  const block =
    "# studioctl auto-shutdown begin default\n0 * * * * A='x y' /usr/bin/node '/opt/it'\\''s.js' auto-shutdown run --exclude '*/a\\%b/*/*' --yes >> /var/x.log 2>&1\n# studioctl auto-shutdown end default\n";
  expect(readEntry("cron", "default", block)).toMatchObject({
    interval: { milliseconds: 3_600_000 },
    log: undefined,
    program: ["/usr/bin/node", "/opt/it's.js"],
  });
});

it("times that were changed by hand are not read as an interval", () => {
  expect(readEntry("cron", "default", cron.print(entry()).replace("*/15", "7,37"))).toMatchObject({
    interval: undefined,
    program: ["/usr/bin/node", "/opt/studioctl/bin/studioctl.js"],
  });
});

const sized = (length: number) => entry({ words: ["/x", "a".repeat(length - 3)] });

it("a command that some crons refuse and others cut is refused for cron, with what is long", () => {
  expect(cron.print(sized(998))).toContain("aaa");
  const refused = expect.objectContaining({
    code: "usage",
    message: expect.stringContaining("999 characters"),
    why: expect.stringContaining("996 characters"),
    fix: expect.stringMatching(/--policy FILE.*--kind systemd/),
  });
  expect(() => cron.print(sized(999))).toThrow(refused);
  expect(() => cron.print(entry({ words: ["/x", "é".repeat(499)] }))).toThrow(
    expect.objectContaining({ message: expect.stringContaining("characters long") }),
  );
  expect(systemd.print(sized(5_000))).toContain("aaa");
});

it("a command stays readable where nothing needs quotes", () => {
  expect(cron.print(entry())).toBe(
    [
      "# studioctl auto-shutdown begin default",
      "*/15 * * * * /usr/bin/node /opt/studioctl/bin/studioctl.js __scheduled default /var/log/studioctl.log auto-shutdown run --yes",
      "# studioctl auto-shutdown end default\n",
    ].join("\n"),
  );
});

it.each([
  ["100% sure", String.raw`100\%' sure'`],
  ["%", String.raw`\%`],
  [String.raw`a\%b`, String.raw`'a\'\%b`],
  ["it's", String.raw`'it'\''s'`],
  ["$HOME", "'$HOME'"],
])("the word %s is written for cron as %s", (word, written) => {
  expect(cron.print(entry({ words: ["/x", word] }))).toContain(`/x ${written}\n`);
});

requirement(systemdAnalyze, () => {
  it("systemd accepts the units", () => {
    const odd = entry({ words: ["/usr/bin/env", `50% "of" $HOME \\ it's`, "/tmp/a log of $5 %h"] });
    const files = Object.entries(systemd.add({}, odd)).map(([file, unit]) => {
      const path = join(root, file);
      writeFileSync(path, unit ?? "");
      return path;
    });
    expect(files).toEqual([join(root, serviceUnit("default")), join(root, timerUnit("default"))]);
    const { status, stderr } = spawnSync(systemdAnalyze.probe[0], ["--user", "verify", ...files], {
      encoding: "utf8",
      env: { ...process.env, XDG_RUNTIME_DIR: root },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

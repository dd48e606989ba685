import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cron } from "../../../src/core/schedule/cron.ts";
import type { Entry } from "../../../src/core/schedule/entry.ts";
import { serviceUnit, systemd, timerUnit } from "../../../src/core/schedule/systemd.ts";
import { requirement, systemdAnalyze } from "../../requirements.ts";
import { entry } from "./entry.ts";
import { cronWords, systemdWords } from "./readers.ts";

/* What is written for a scheduler, read as it reads it and run by a real shell, comes to the program word for word. */

/** Prints its environment's CONFIG and its words, each ended by NUL, and a line on stderr. */
const stub = `#!/bin/sh
printf '%s\\0' "$CONFIG" "$@"
echo told >&2
`;

let root: string;
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "studioctl schedule "));
});
afterAll(() => rmSync(root, { recursive: true }));

const readers = {
  cron: (given: Entry) => cronWords(cron.print(given)),
  systemd: (given: Entry) => systemdWords(systemd.add({}, given)[serviceUnit(given.name)] ?? ""),
};

const signs = [...` '"\\%$\`!*?~#&;|<>(){}[]=:,-@^a`.split(""), "é", "%h", "${HOME}", "$HOME", "\\%", "\\n"];
/** Everything that a quoting rule of sh, cron or systemd is about, and the rest of Unicode. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...signs), maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
).filter((word) => !/\p{Cc}/u.test(word));
const folderName = text.filter((name) => name !== "" && name !== "." && name !== ".." && !name.includes("/"));

describe.each(["cron", "systemd"] as const)("a command for %s", (kind) => {
  it("reaches the program as it was given, whatever is in its paths, words and variables", () => {
    fc.assert(
      fc.property(folderName, fc.array(text, { maxLength: 4 }), text, (folder, words, config) => {
        const home = join(root, `${kind}${count++}`, folder);
        mkdirSync(home, { recursive: true });
        const [program, log] = [join(home, "a program"), join(home, "a log")];
        writeFileSync(program, stub);
        chmodSync(program, 0o700);
        const [command = "", ...rest] = readers[kind](entry({ words: [program, ...words], variables: { CONFIG: config }, log }));
        execFileSync(command, rest, { env: { PATH: "/usr/bin:/bin", HOME: "/nowhere" }, cwd: "/" });
        expect(readFileSync(log, "utf8").split("\0")).toEqual([config, ...words, "told\n"]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(["a\nb", "a\rb", "tab\there", "\u0085"])("is refused with %j in a path, a word or a variable", (bad) => {
    for (const given of [entry({ log: `/${bad}` }), entry({ words: ["/x", bad] }), entry({ variables: { A: bad } })]) {
      expect(() => readers[kind](given)).toThrow(expect.objectContaining({ code: "usage", message: expect.stringContaining(JSON.stringify(bad).slice(1)) }));
    }
  });
});

it("stays readable where nothing needs quotes", () => {
  expect(cron.print(entry())).toBe(
    [
      "# studioctl auto-shutdown begin default",
      "*/15 * * * * /usr/bin/node /opt/studioctl/bin/studioctl.js auto-shutdown run --yes >> /var/log/studioctl.log 2>&1",
      "# studioctl auto-shutdown end default\n",
    ].join("\n"),
  );
});

it.each([
  ["100% sure", String.raw`'100\% sure'`],
  [String.raw`a\%b`, String.raw`'a\''\%b'`],
  ["it's", String.raw`'it'\''s'`],
  ["$HOME", "'$HOME'"],
])("writes %s for cron as %s", (word, written) => {
  expect(cron.print(entry({ words: ["/x", word] }))).toContain(`/x ${written} >>`);
});

requirement(systemdAnalyze, () => {
  it("writes units that systemd itself finds nothing wrong with", () => {
    const odd = entry({ words: ["/usr/bin/env", `50% "of" $HOME \\ it's`], log: "/tmp/a log of $5 %h" });
    const files = Object.entries(systemd.add({}, odd)).map(([file, unit]) => {
      const path = join(root, file);
      writeFileSync(path, unit ?? "");
      return path;
    });
    expect(files).toEqual([join(root, serviceUnit("default")), join(root, timerUnit("default"))]);
    const { status, stderr } = spawnSync(systemdAnalyze.probe[0], ["--user", "verify", ...files], { encoding: "utf8", env: { ...process.env, XDG_RUNTIME_DIR: root } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

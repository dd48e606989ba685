/* npm run pictures: takes the pictures of examples/pictures anew, from the built command at a terminal. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seedState } from "../../src/sandbox/seed.ts";
import { story } from "../../src/sandbox/story.ts";
import { terminalSvg } from "./svg.ts";

const columns = 80;

/** Command lines by the name of their picture. */
const pictures: Readonly<Record<string, string>> = {
  "app-list": "studioctl app list --domain research",
  "app-why": "studioctl app why dmitri/finetune-large --domain research",
  "auto-shutdown-plan": "studioctl auto-shutdown plan --domain research",
  help: "studioctl app start --help",
};

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
const target = join(import.meta.dirname, "../../examples/pictures");
try {
  symlinkSync(join(import.meta.dirname, "../../bin/studioctl.js"), join(folder, "studioctl"));
  mkdirSync(target, { recursive: true });
  for (const [name, line] of Object.entries(pictures))
    writeFileSync(
      join(target, `${name}.svg`),
      terminalSvg(line, `\u001B[90m$\u001B[39m \u001B[1m${line}\u001B[22m\n${shown(line)}`, columns),
    );
} finally {
  rmSync(folder, { recursive: true });
}

/** What a terminal shows of a command on the sandbox's story, as it is right after its beginning; the notes go after the result. */
function shown(line: string): string {
  writeFileSync(join(folder, "sandbox.json"), JSON.stringify(seedState(story, Date.now())));
  const typed = `stty cols ${columns} rows 60; ${line} 2>notes; grep -v ^sandbox: notes`;
  const env = {
    PATH: `${folder}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    TERM: "xterm-256color",
    TZ: "UTC",
    STUDIOCTL_SANDBOX: "1",
    STUDIOCTL_STATE_HOME: folder,
  };
  return execFileSync("script", ["--quiet", "--command", typed, "/dev/null"], { cwd: folder, env, encoding: "utf8" });
}

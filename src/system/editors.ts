import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import type { Editors } from "../ports/ssh.ts";
import { runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** How long an editor may take to list its extensions, in milliseconds: some start a whole runtime for it. */
const listingMs = 20_000;

/** The longest message of a failed editor, in characters. */
const maxSaid = 2_000;

/** The editors on PATH, whose commands are scripts. */
export function createEditors(env: Environment, platform: NodeJS.Platform = process.platform): Editors {
  return {
    async find(name) {
      const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
      const files = platform === "win32" ? [`${name}.cmd`, `${name}.exe`] : [name];
      for (const path of folders.flatMap((folder) => files.map((file) => join(folder, file)))) {
        if (await isExecutable(path)) return path;
      }
      return undefined;
    },
    async extensions(path) {
      const { status, stdout } = await runCommand(path, ["--list-extensions"], { env, limitMs: listingMs, ifMissing: "install it again" });
      return status === 0 ? stdout.split(/\r?\n/).filter((line) => line !== "") : undefined;
    },
    open(path, words) {
      // With the unchanged environment: programs that the editor starts inherit it.
      const child = spawn(path, words, { env, stdio: ["ignore", "ignore", "pipe"], shell: platform === "win32" });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-maxSaid)));
      return new Promise((resolve, reject) => {
        const failed = (why: string | undefined, cause?: Error): void =>
          reject(new StudioctlError("failed", `${path} did not open a window`, { why, cause }));
        child.once("error", (cause) => failed(cause.message, cause));
        child.once("close", (status) => (status === 0 ? resolve() : failed(said.trim() || `it ended with ${status ?? "a signal"}`)));
      });
    },
  };
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { resolve as resolvePath } from "node:path";
import { StudioctlError, codeOf, usageError } from "../core/errors.ts";
import type { SessionPlugin } from "../ports/remote-sessions.ts";
import type { Environment } from "./paths.ts";

const install =
  "install it (https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html)";

/** The variable that the plugin reads the session from where its first argument names it (service-facts: Session Manager's data channel). */
const responseVariable = "AWS_SSM_START_SESSION_RESPONSE";

/** The plugin as a program. `profile` is that of --profile: the plugin signs its connection with the environment's credentials. */
export function createSessionPlugin(file: string, env: Environment, profile: string | undefined): SessionPlugin {
  return {
    async check() {
      const why = await whyNotRunnable(file);
      if (why === undefined) return;
      throw usageError(`STUDIOCTL_SESSION_PLUGIN names "${file}", which cannot be run`, {
        why,
        fix: `${install} and name its path, or unset STUDIOCTL_SESSION_PLUGIN: studioctl needs no plugin`,
      });
    },
    async run({ SessionId, StreamUrl, TokenValue }, region, signal) {
      const response = JSON.stringify({ SessionId, StreamUrl: StreamUrl.reveal(), TokenValue: TokenValue.reveal() });
      // The file that was checked: a word without a slash would be looked for on PATH.
      const child = spawn(resolvePath(file), [responseVariable, region, "StartSession"], {
        stdio: "inherit",
        env: { ...env, AWS_REGION: region, ...(profile !== undefined && { AWS_PROFILE: profile }), [responseVariable]: response },
      });
      const stop = (): void => void child.kill("SIGTERM");
      signal.addEventListener("abort", stop, { once: true });
      try {
        return await new Promise<number>((resolve, reject) => {
          child.once("error", (error) =>
            reject(new StudioctlError("failed", `the session plugin "${file}" could not be run`, { why: codeOf(error), fix: install })),
          );
          // A program that a signal ends has no exit code; shells say 128 and the signal.
          child.once("close", (code) => resolve(code ?? 255));
        });
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

async function whyNotRunnable(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return "it is not a file";
    await access(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return "there is no such file";
    return code === "EACCES" ? "it is not executable" : code;
  }
}

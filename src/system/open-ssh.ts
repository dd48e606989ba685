import type { Clock } from "../ports/clock.ts";
import type { OpenSsh } from "../ports/ssh.ts";
import { createEditors } from "./editors.ts";
import { localPorts } from "./local-ports.ts";
import type { Environment } from "./paths.ts";
import { lastingProgram } from "./program.ts";
import { createHostKeys, createSshFiles } from "./ssh-files.ts";
import { createSsh } from "./ssh.ts";

interface Surroundings {
  readonly env: Environment;
  readonly clock: Pick<Clock, "sleep">;
  /** The folder of the files of host keys. */
  readonly keysFolder: () => string;
}

/** The OpenSSH of this machine. */
export function createOpenSsh({ env, clock, keysFolder }: Surroundings): OpenSsh {
  return {
    ssh: createSsh({ env, clock }),
    ports: localPorts,
    editors: createEditors(env),
    keys: createHostKeys(keysFolder),
    files: () => createSshFiles(env),
    program: lastingProgram(env),
    proxyShell: process.platform === "win32" ? "windows" : "posix",
  };
}

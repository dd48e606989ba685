import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of the repository. */
export const root = join(import.meta.dirname, "../..");

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine of somebody who has nothing of AWS, and no Node on the path, in a folder of theirs. */
interface Machine {
  readonly run: (command: readonly string[], env?: NodeJS.ProcessEnv) => Ran;
  readonly folder: string;
  readonly remove: () => void;
}

export function machine(): Machine {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-smoke-"));
  const [home, nothing] = [join(folder, "home"), join(folder, "bin")];
  for (const path of [home, nothing]) mkdirSync(path);
  return {
    folder,
    run: ([command = "", ...words], env = {}) => {
      const environment = {
        HOME: home,
        PATH: nothing,
        STUDIOCTL_STATE_HOME: join(folder, "state"),
        AWS_EC2_METADATA_DISABLED: "true",
        TZ: "UTC",
        ...env,
      };
      const { error, status, stdout, stderr } = spawnSync(command, words, { cwd: home, env: environment, encoding: "utf8" });
      if (error !== undefined) throw error;
      return { code: status, stdout, stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

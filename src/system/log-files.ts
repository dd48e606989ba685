import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import type { LogFiles } from "../ports/scheduler.ts";

/** Logs in the file system; a new one is its owner's alone. */
export const logFiles: LogFiles = {
  async prepare(path) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await (await open(path, "a", 0o600)).close();
    } catch (error) {
      throw new StudioctlError("failed", `the log "${path}" cannot be written`, {
        why: error instanceof Error ? error.message : String(error),
        fix: "name another: --log FILE",
        cause: error,
      });
    }
  },
};

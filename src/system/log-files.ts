import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import type { LogFiles } from "../ports/scheduler.ts";
import { makeFolders, privateFileMode, requireNoPlantedLink } from "./own-folder.ts";

/** Logs in the file system; a new one is its owner's alone. */
export const logFiles: LogFiles = {
  async prepare(path) {
    try {
      requireNoPlantedLink(path);
      makeFolders(dirname(path));
      await (await open(path, "a", privateFileMode)).close();
    } catch (error) {
      if (error instanceof StudioctlError) throw error;
      throw new StudioctlError("failed", `the log "${path}" cannot be written`, {
        why: error instanceof Error ? error.message : String(error),
        fix: "name another: --log FILE",
        cause: error,
      });
    }
  },
};

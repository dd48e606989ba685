import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioctlError } from "../core/errors.ts";

/** Writes a file to a folder, which is made where it is not there, and takes it away again. Rejects with `failed` where that cannot be. */
export async function tryWriting(folder: string): Promise<void> {
  const file = join(folder, `.trial-${randomBytes(8).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, "trial\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new StudioctlError("failed", `nothing can be kept in ${folder}`, {
      why: error instanceof Error ? error.message : String(error),
      fix: "see to that folder, or name another in STUDIOCTL_STATE_HOME",
      cause: error,
    });
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

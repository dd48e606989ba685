import type { Stats } from "node:fs";
import { lstat, readFile, readlink, rm, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { StudioctlError, codeOf } from "../core/errors.ts";
import type { HostKeys, SshFiles } from "../ports/ssh.ts";
import { isAbsent } from "./file-error.ts";
import { writeWhole } from "./own-file.ts";
import { makeFolders, makeOwnFolder, privateFileMode } from "./own-folder.ts";
import { type Environment, homeFolder } from "./paths.ts";

/** The files in `~/.ssh`. Throws `failed` where this user has no home folder. */
export function createSshFiles(env: Environment): SshFiles {
  const home = homeFolder(env);
  if (home === undefined) {
    throw new StudioctlError("failed", "this user has no home folder", {
      why: `HOME is not set, and the system knows no home folder of uid ${process.getuid?.()}, which ssh needs as well`,
      fix: "run this as a user with a home folder",
    });
  }
  const folder = join(home, ".ssh");
  const paths = { config: join(folder, "config"), hosts: join(folder, "studioctl_config") };
  const known = homeOfUser();
  return {
    ...paths,
    otherHome: known === undefined || resolve(known) === resolve(home) ? undefined : known,
    async read(file) {
      try {
        return await readFile(paths[file], "latin1");
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw new StudioctlError("failed", `"${paths[file]}" cannot be read (${codeOf(error)})`, { cause: error });
      }
    },
    async write(file, text) {
      const path = paths[file];
      try {
        if (text === undefined) return await rm(path, { force: true });
        makeFolders(folder);
        await requireNoDeadLink(path);
        await writeWhole(path, Buffer.from(text, "latin1"), (await standing(path)) ?? privateFileMode);
      } catch (error) {
        if (error instanceof StudioctlError) throw error;
        throw new StudioctlError("failed", `"${path}" cannot be written (${codeOf(error)})`, {
          why: "nothing in it was changed",
          fix: codeOf(error) === "ENOSPC" ? "free some space on its disk" : "let this user write to it and to its folder",
          cause: error,
        });
      }
    },
  };
}

/** The home folder in the user database, which ssh uses (ssh_config(5), FILES). */
function homeOfUser(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

async function standing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A link to a missing file may be intended, for example with a disk that is not mounted: it is neither replaced nor followed. */
async function requireNoDeadLink(path: string): Promise<void> {
  const link = await lstat(path).catch(() => undefined);
  if (link?.isSymbolicLink() !== true || (await standing(path)) !== undefined) return;
  throw new StudioctlError("failed", `"${path}" is a symbolic link to a file that is not there`, {
    why: `it leads to "${resolve(dirname(path), await readlink(path))}"`,
    fix: "make that file, or remove the link",
  });
}

/** The files of host keys, in a folder of studioctl's own. */
export function createHostKeys(folder: () => string): HostKeys {
  return {
    file(host) {
      const path = resolve(folder(), host);
      makeOwnFolder(dirname(path));
      return path;
    },
    async forget(path) {
      await rm(path, { force: true });
      // The backup that ssh-keygen leaves.
      await rm(`${path}.old`, { force: true });
    },
  };
}

import { type Stats, chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join, parse, relative, resolve, sep } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import { isAbsent } from "./file-error.ts";

/** Modes of studioctl's own folders and files. Files that a user names follow the umask. */
export const privateFolderMode = 0o700;
export const privateFileMode = 0o600;

/** The user, and whether it is a container. */
export interface Process {
  /** Undefined on Windows, whose folders have access lists instead of modes: those in a profile belong to the user. */
  readonly uid: number | undefined;
  /** In a container a volume keeps its outside owner, and there are no other users. */
  readonly inContainer: boolean;
}

/** The deepest chain of symbolic links, as in Linux (path_resolution(7)). */
const mostLinks = 40;

/**
 * Makes a folder of studioctl's own if it is absent, open to its owner alone. Throws `failed` where others may write to it,
 * or if its path contains a symbolic link that others may have created; errors of the system are thrown unchanged.
 */
export function makeOwnFolder(folder: string, who: Process = thisProcess()): void {
  requireOwnFolder(folder, who);
  makeFolders(folder);
  requireOwnFolder(folder, who);
  const { uid, mode } = statSync(folder);
  // Earlier versions created it with the umask. The mode of a folder that the user named is not changed.
  if (who.uid === uid && (mode & 0o077) !== 0 && basename(folder) === "studioctl") chmodSync(folder, privateFolderMode);
}

/**
 * Makes a folder and those above it if they are absent, open to their owner alone. Errors of the system are thrown unchanged. Node's own
 * recursive mkdir does not end where a folder that exists answers ENOENT (/proc, /sys, an automount).
 */
export function makeFolders(folder: string): void {
  if (statOf(folder)?.isDirectory() === true) return;
  const above = dirname(folder);
  if (above !== folder) makeFolders(above);
  try {
    mkdirSync(folder, { mode: privateFolderMode });
  } catch (error) {
    // Another process may have created it in between.
    if (statOf(folder)?.isDirectory() !== true) throw error;
  }
}

/** The same check without creating anything; an absent folder passes. */
export function requireOwnFolder(folder: string, who: Process = thisProcess()): void {
  const real = withoutPlantedLinks(folder, who);
  const stats = statOf(real);
  const why = stats === undefined ? undefined : whoElseMayWrite(stats, who);
  if (why === undefined) return;
  throw new StudioctlError("failed", `the folder "${folder}" is not safe to use`, {
    why: `${why}: they could change what is stored there`,
    fix: `chmod go-w "${folder}", or name a folder of your own in STUDIOCTL_STATE_HOME`,
  });
}

/** Throws `failed` where a file that is to be written is, or lies behind, a symbolic link in a folder that others may write to. */
export function requireNoPlantedLink(file: string, who: Process = thisProcess()): void {
  withoutPlantedLinks(file, who);
}

/** Why others than this user and root may write to a folder; undefined if they may not. */
export function whoElseMayWrite({ uid, gid, mode }: Pick<Stats, "uid" | "gid" | "mode">, who: Process): string | undefined {
  if (who.uid === undefined) return undefined;
  if (uid !== who.uid && who.inContainer) return undefined;
  if (uid !== who.uid && uid !== 0) return `it belongs to another user (uid ${uid})`;
  return othersMayWrite({ uid, gid, mode });
}

/** Checks only the mode. A group with the owner's id is the owner's private group, as most Linux distributions create it. */
function othersMayWrite({ uid, gid, mode }: Pick<Stats, "uid" | "gid" | "mode">): string | undefined {
  const octal = (mode & 0o7777).toString(8).padStart(4, "0");
  if ((mode & 0o002) !== 0) return `every user may write to it (mode ${octal})`;
  return (mode & 0o020) !== 0 && gid !== uid ? `its group may write to it (mode ${octal})` : undefined;
}

/** Resolves the links of a path, each of which must be in a folder that nobody else may write to. Absent parts stay. */
function withoutPlantedLinks(path: string, who: Process): string {
  let [done, left] = split(resolve(path));
  for (let links = 0; ;) {
    const [name, ...rest] = left;
    if (name === undefined) return done;
    const next = join(done, name);
    const stats = lstatOf(next);
    if (stats === undefined) return join(next, ...rest);
    if (!stats.isSymbolicLink()) {
      [done, left] = [next, rest];
      continue;
    }
    links += 1;
    requireTrustedLink(path, next, who);
    if (links > mostLinks) throw new StudioctlError("failed", `"${path}" has too many symbolic links`);
    const [root, parts] = split(resolve(done, readlinkSync(next)));
    [done, left] = [root, [...parts, ...rest]];
  }
}

function requireTrustedLink(path: string, link: string, who: Process): void {
  if (who.uid === undefined) return;
  const stats = statSync(dirname(link));
  const why = whoElseMayWrite(stats, who) ?? othersMayWrite(stats);
  if (why === undefined) return;
  throw new StudioctlError("failed", `"${path}" is not used: "${link}" is a symbolic link in a folder that others may write to`, {
    why: `of "${dirname(link)}": ${why}; the owner of the link decides where it leads`,
    fix: "give the file or folder itself, without the link",
  });
}

function split(path: string): [root: string, parts: string[]] {
  const { root } = parse(path);
  return [
    root,
    relative(root, path)
      .split(sep)
      .filter((part) => part !== ""),
  ];
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

let known: Process | undefined;

function thisProcess(): Process {
  return (known ??= { uid: process.getuid?.(), inContainer: process.platform === "linux" && isContainer(process.env) });
}

/** Marks of Docker, Podman, Kubernetes, Amazon ECS and systemd-nspawn in a container; else a layered root file system. */
function isContainer(env: Readonly<Record<string, string | undefined>>): boolean {
  if (["KUBERNETES_SERVICE_HOST", "ECS_CONTAINER_METADATA_URI_V4", "container"].some((name) => env[name])) return true;
  if (existsSync("/.dockerenv") || existsSync("/run/.containerenv")) return true;
  try {
    return /^\S+ \S+ \S+ \S+ \/ .* - (?:overlay|aufs|fuse-overlayfs) /m.test(readFileSync("/proc/self/mountinfo", "utf8"));
  } catch {
    return false;
  }
}

import fs, { type PathLike } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import { StudioctlError } from "../core/errors.ts";
import { emptyState } from "./empty-state.ts";
import type { StateStore } from "./ports.ts";
import { type SandboxState, stateVersion } from "./state.ts";

/** A store whose state can also be replaced. */
export interface ResettableStore extends StateStore {
  replace(state: SandboxState): Promise<void>;
}

/** A store that other processes may change too, one at a time. */
export interface SharedStore extends ResettableStore {
  /** Resolves when pending changes are written: a process that ends earlier blocks the others for ten seconds. */
  idle(): Promise<void>;
}

/** A state in memory. */
export function memoryStore(initial: SandboxState = emptyState()): ResettableStore {
  let state = initial;
  return {
    async read() {
      return state;
    },
    async update(change) {
      const draft = structuredClone(state);
      const result = change(draft);
      state = draft;
      return result;
    },
    async amend(change) {
      change(state);
    },
    async replace(next) {
      state = next;
    },
  };
}

/**
 * A state in a file that several processes share: written atomically, changed by one at a time, read
 * again only when the file has changed. `initial` makes the state at first use.
 * Rejects with `malformed` where the file is not a state of this version; a member of a later version is as in an empty state.
 */
export function fileStore(path: string, initial: () => SandboxState = emptyState): SharedStore {
  let cached: { stamp: string; text: string; state: SandboxState } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<{ text: string; state: SandboxState } | undefined> => {
    const stamp = await stampOf(path);
    if (stamp === undefined) return undefined;
    if (cached?.stamp !== stamp) {
      const text = await readFile(path, "utf8");
      cached = { stamp, text, state: parseState(path, text) };
    }
    return cached;
  };
  const write = async (state: SandboxState): Promise<void> => {
    const text = JSON.stringify(state);
    await writeWhole(path, text);
    const stamp = await stampOf(path);
    cached = stamp === undefined ? undefined : { stamp, text, state };
  };

  /** First one at a time in this process, then among processes with the lock file. */
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(() => withLock(path, work));
    queue = turn.catch(() => undefined);
    return turn;
  };

  const update = <T>(change: (state: SandboxState) => T): Promise<T> =>
    exclusively(async () => {
      const loaded = await load();
      const draft = loaded === undefined ? initial() : parseState(path, loaded.text);
      const result = change(draft);
      await write(draft);
      return result;
    });

  return {
    async read() {
      const loaded = await load();
      return loaded?.state ?? update((state) => state);
    },
    update,
    amend: update,
    replace: (state) => exclusively(() => write(state)),
    async idle() {
      await queue;
    },
  };
}

/** A lock is a folder; the library makes it by the umask. */
const privateFs = { ...fs, mkdir: (path: PathLike, done: fs.NoParamCallback) => fs.mkdir(path, 0o700, done) };

async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const release = await lock(path, {
    realpath: false,
    fs: privateFs,
    retries: { retries: 200, factor: 1.2, minTimeout: 5, maxTimeout: 100, randomize: true },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Written by the holder of the lock, so one temporary file is enough. With a full disk the old file stays. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw new StudioctlError("failed", `the sandbox's state ${path} cannot be written`, {
      why: cause instanceof Error ? cause.message : String(cause),
      fix: "free some space on its disk, or name a folder on another in STUDIOCTL_STATE_HOME",
      cause,
    });
  }
}

/** Identifies a version of the file: an atomic write creates a new file. */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function parseState(path: string, text: string): SandboxState {
  const state = parseJson(path, text);
  const version: unknown = state?.version;
  if (state?.version === stateVersion) return { ...emptyState(), ...state };
  throw unreadable(`the sandbox's state in ${path} has version ${String(version)}, not ${stateVersion}`);
}

function parseJson(path: string, text: string): SandboxState | null {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`the sandbox's state in ${path} is not JSON`, cause);
  }
}

function unreadable(message: string, cause?: unknown): StudioctlError {
  return new StudioctlError("malformed", message, { fix: "studioctl sandbox reset", cause });
}

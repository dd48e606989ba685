import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeOwnFolder, privateFileMode, requireOwnFolder } from "./own-folder.ts";
import { type Environment, settingsPath, stateFolder } from "./paths.ts";

/** Values that identify an account and the way to it; secrets are not stored, only a digest. */
const identifying = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_SAGEMAKER",
  "STUDIOCTL_SANDBOX",
  "STUDIOCTL_DOMAIN",
  "STUDIOCTL_CONFIG",
  "HOME",
];

/** Words read from an account, until they are too old; `asked` while a process is reading them. */
export interface LiveWords<T> {
  readonly until: number;
  readonly asked?: boolean;
  readonly words: readonly T[];
}

/** One file for each request to one account. */
export interface LiveWordsFile<T> {
  /** The stored words, if they are not too old. An unreadable file counts as absent. */
  read(): LiveWords<T> | undefined;
  /**
   * Stores words with a lifetime in milliseconds. Written whole or not at all; files not written for an hour are removed. Throws if the
   * folder cannot be written.
   */
  write(words: Omit<LiveWords<T>, "until">, forMs: number): void;
}

const forgotten = 3_600_000;

/** `scope` identifies the request: a kind and a domain or Region. */
export function liveWordsFile<T>(scope: unknown, env: Environment, now: () => number = Date.now): LiveWordsFile<T> {
  const state = stateFolder(env);
  const folder = join(state, "completion");
  const key = JSON.stringify([scope, ...identifying.map((name) => env[name] ?? null), changeOfSettings(env)]);
  const file = join(folder, `${digest(key)}.json`);
  return {
    read() {
      try {
        requireOwnFolder(state);
        requireOwnFolder(folder);
        const kept: LiveWords<T> = JSON.parse(readFileSync(file, "utf8"));
        return kept.until > now() && Array.isArray(kept.words) ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    write(words, forMs) {
      makeOwnFolder(state);
      makeOwnFolder(folder);
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ ...words, until: now() + forMs }), { mode: privateFileMode });
      renameSync(draft, file);
      for (const name of readdirSync(folder))
        if (now() - (changeOf(join(folder, name)) ?? now()) > forgotten) rmSync(join(folder, name), { force: true });
    },
  };
}

/** When the configuration was last written; undefined if there is none. */
function changeOfSettings(env: Environment): number | undefined {
  try {
    return changeOf(settingsPath(env));
  } catch {
    return undefined;
  }
}

/** When a file was last written; undefined if there is none. */
function changeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** 64 bits of FNV-1a, for a name. Node's own digests cost 4 ms at start, more than the rest of a completion. */
function digest(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((seed) => {
      let hash = seed;
      for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, "0");
    })
    .join("");
}

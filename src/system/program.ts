import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import type { Environment } from "./paths.ts";

/** The words that start this program again: Node and the launcher, or the executable that is both, which gives its own path twice. */
export function thisProgram({ execPath, argv }: Pick<NodeJS.Process, "execPath" | "argv"> = process): readonly [
  command: string,
  ...words: string[],
] {
  const [, launcher = execPath] = argv;
  return launcher === execPath ? [execPath] : [execPath, realpathSync(launcher)];
}

/** The command line that starts this program, and the words of it that an upgrade or a clean-up removes. */
export interface LastingProgram {
  readonly words: readonly string[];
  readonly moving: readonly string[];
}

/**
 * The same command line for storage. A path with a version (nvm, Homebrew's Cellar, asdf) disappears with an upgrade: it is replaced by a
 * link without a version to the same file, if there is one.
 */
export function lastingProgram(env: Environment, started: Pick<NodeJS.Process, "execPath" | "argv"> = process): LastingProgram {
  const [command, ...rest] = thisProgram(started);
  const words =
    rest.length === 0
      ? [stable(command, "studioctl", env)]
      : [stable(command, "node", env), ...rest.map((word) => stable(word, "studioctl", env))];
  return { words, moving: words.filter(isMoving) };
}

/** Folders in which package managers keep a link to the version in use. */
const linkFolders = [
  "/opt/homebrew/bin",
  "/home/linuxbrew/.linuxbrew/bin",
  "/usr/local/bin",
  "/usr/bin",
  ...[
    ".local/bin",
    ".nix-profile/bin",
    ".nvm/current/bin",
    ".local/share/fnm/aliases/default/bin",
    ".local/share/mise/installs/node/latest/bin",
  ].map((path) => join(homedir(), path)),
];

function stable(file: string, name: string, env: Environment): string {
  if (!isMoving(file)) return file;
  const links = [...linkFolders, ...lastingFolders(env)].map((folder) => join(folder, name));
  return links.find((link) => !isMoving(link) && realPath(link) === file) ?? file;
}

/** The absolute folders of PATH that outlive this shell: fnm creates one for each shell, below the folder of the session. */
export function lastingFolders(env: Environment): readonly string[] {
  const folders = (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !/[/\\]fnm_multishells[/\\]|^\/run\/user\//.test(folder));
  return [...new Set(folders)];
}

/** Whether a path contains a version, or is in the cache of npx. */
function isMoving(path: string): boolean {
  return /[/\\][^/\\]*\d+\.\d+[^/\\]*[/\\]|[/\\]_npx[/\\]/.test(path);
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

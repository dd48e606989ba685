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

/** The words that start this program, and those among them that an upgrade or a clean-up takes away. */
export interface LastingProgram {
  readonly words: readonly string[];
  readonly moving: readonly string[];
}

/**
 * The same words to be written down. A path that has a version in it (nvm, Homebrew's Cellar, asdf) is gone after an upgrade:
 * where a link without one leads to the same file, it is the link.
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

/** The absolute folders of PATH that outlive this shell: fnm makes one for each, below the folder of the session. */
export function lastingFolders(env: Environment): readonly string[] {
  const folders = (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !/[/\\]fnm_multishells[/\\]|^\/run\/user\//.test(folder));
  return [...new Set(folders)];
}

/** With a version as a part of the path, or in the cache of npx. */
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

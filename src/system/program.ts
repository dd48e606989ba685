import { realpathSync } from "node:fs";

/**
 * The words that start this program again: Node and the launcher, by where they really are, since links move; or the
 * executable that is both, which tells itself twice.
 */
export function thisProgram({ execPath, argv }: Pick<NodeJS.Process, "execPath" | "argv"> = process): readonly [command: string, ...words: string[]] {
  const [, launcher = execPath] = argv;
  return launcher === execPath ? [execPath] : [execPath, realpathSync(launcher)];
}

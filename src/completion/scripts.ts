import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { powershellScript } from "./powershell.ts";
import { tableOf } from "./table.ts";
import type { WordTree } from "./tree.ts";
import { zshScript } from "./zsh.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript };

export type Shell = keyof typeof scripts;
export const shells = ["bash", "zsh", "fish", "powershell"] as const satisfies readonly Shell[];

/** The whole script that completes this tree of words in a shell. */
export function completionScript(shell: Shell, tree: WordTree): string {
  return scripts[shell](tableOf(tree));
}

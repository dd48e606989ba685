import { type Shell, completionScript, shells } from "../../completion/scripts.ts";
import { usageError } from "../../core/errors.ts";
import { defineCommand, optionalArgument } from "../command.ts";
import { choose } from "../flags.ts";
import type { CommandList } from "../command-list.ts";
import { wordTree } from "../help/word-tree.ts";

/** How a shell loads its script: in this session, and in later ones. */
const installing: Readonly<Record<Shell, readonly [now: string, always: string]>> = {
  bash: ["source <(studioctl completion bash)", "studioctl completion bash > ~/.local/share/bash-completion/completions/studioctl"],
  zsh: ["source <(studioctl completion zsh)", 'studioctl completion zsh > "${fpath[1]}/_studioctl"'],
  fish: ["studioctl completion fish | source", "studioctl completion fish > ~/.config/fish/completions/studioctl.fish"],
  powershell: ["studioctl completion powershell | Out-String | Invoke-Expression", "studioctl completion powershell >> $PROFILE"],
};

const howToInstall = shells
  .map((shell) => `${shell}\n  this session:  ${installing[shell][0]}\n  every session: ${installing[shell][1]}`)
  .join("\n");

/** The command that prints scripts for the words of `commandList`, which lists this command too. */
export const completionOf = (commandList: CommandList) =>
  defineCommand({
    name: "completion",
    summary: "Print the completion script of a shell",
    description:
      "The script completes nouns, verbs, flags and their values. Names of domains, users, spaces, apps, images and lifecycle " +
      "configs are read from the account when you press TAB, and cached for a minute; if the account does not answer soon, " +
      "nothing is offered. Without SHELL, a terminal shows how to load the script in each shell, for this session and " +
      "permanently.",
    args: { shell: optionalArgument("SHELL", shells.join(", "), { choices: shells }) },
    examples: [
      ["For bash: load it with source <(studioctl completion bash)", "studioctl completion bash"],
      ["For zsh: write it to a file and move that to a folder of fpath", "studioctl completion zsh > _studioctl"],
    ],
    async run({ args, context }) {
      if (args.shell === undefined && context.io.stdout.isTerminal) return { kind: "text", text: `${howToInstall}\n` };
      if (args.shell === undefined)
        throw usageError("missing SHELL", { fix: `one of: ${shells.map((shell) => `studioctl completion ${shell}`).join(", ")}` });
      const shell = choose(args.shell, shells, "SHELL");
      return { kind: "text", text: completionScript(shell, await wordTree(commandList)) };
    },
  });

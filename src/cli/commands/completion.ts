import { type Shell, completionScript, shells } from "../../completion/scripts.ts";
import { usageError } from "../../core/errors.ts";
import { defineCommand, optionalArgument } from "../command.ts";
import { choose } from "../flags.ts";
import { wordTree } from "../word-tree.ts";

/** How a shell finds its script: in this session, and in those to come. */
const installing: Readonly<Record<Shell, readonly [now: string, always: string]>> = {
  bash: ["source <(studioctl completion bash)", "studioctl completion bash > ~/.local/share/bash-completion/completions/studioctl"],
  zsh: ["source <(studioctl completion zsh)", 'studioctl completion zsh > "${fpath[1]}/_studioctl"'],
  fish: ["studioctl completion fish | source", "studioctl completion fish > ~/.config/fish/completions/studioctl.fish"],
  powershell: ["studioctl completion powershell | Out-String | Invoke-Expression", "studioctl completion powershell >> $PROFILE"],
};

const howToInstall = shells
  .map((shell) => `${shell}\n  this session:  ${installing[shell][0]}\n  every session: ${installing[shell][1]}`)
  .join("\n");

export const completion = defineCommand({
  name: "completion",
  summary: "Print the script that completes this program's words in a shell",
  description:
    "The script knows all nouns, verbs, flags and their values. Domains, users, spaces, apps, images and lifecycle configs " +
    "are asked of the account when TAB is pressed, and kept for a minute; where there is no answer soon, nothing is said. Without " +
    "SHELL, a terminal is told how each shell takes it, in this session and in those to come.",
  args: { shell: optionalArgument("SHELL", shells.join(", "), { choices: shells }) },
  examples: [
    ["For bash, which takes it by: source <(studioctl completion bash)", "studioctl completion bash"],
    ["For zsh, as a file to be put into a folder of its fpath", "studioctl completion zsh > _studioctl"],
  ],
  async run({ args, context }) {
    if (args.shell === undefined && context.io.stdout.isTerminal) return { kind: "text", text: `${howToInstall}\n` };
    if (args.shell === undefined)
      throw usageError("no shell was named", { fix: `one of: ${shells.map((shell) => `studioctl completion ${shell}`).join(", ")}` });
    const shell = choose(args.shell, shells, "SHELL");
    // The list of all commands has this one too: what is not needed to name it comes when it runs.
    const { registry } = await import("./registry.ts");
    return { kind: "text", text: completionScript(shell, await wordTree(registry)) };
  },
});

import { anyArguments, defineCommand } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { runSsh, sshEntry } from "../ssh-route.ts";
import { startFlag, targetArgument } from "../remote.ts";

export const sshCommand = defineCommand({
  name: "ssh",
  summary: "Log in to a space with the ssh of this machine",
  description:
    "Runs OpenSSH's ssh as the user sagemaker-user, over a session of Session Manager. The space needs remote access (space " +
    "update --remote-access on) and a running app. No key and no plugin is needed. The words after -- are passed to ssh after the " +
    "host: flags, and a command to run. The exit code is that of the remote command, or 255 if ssh or studioctl fails. Your " +
    "~/.ssh/config applies, except for settings of how to reach the host. --timeout limits the time until the connection is open.",
  args: {
    target: targetArgument,
    words: anyArguments("SSH-ARGUMENTS", "after --: flags and a command for ssh"),
  },
  flags: { start: startFlag },
  examples: [
    ["Log in", "studioctl ssh nlp-lab"],
    ["Run a command", "studioctl ssh nlp-lab -- df -h"],
    ["Forward a port for as long as the session lasts", "studioctl ssh nlp-lab -d research -- -L 6006:localhost:6006"],
  ],
  seeAlso: ["terminal", "forward", "ssh-config install", "space update"],
  ownFailure: exitCodes.notReached,
  async run({ flags, args: { target, words }, context }) {
    return { kind: "nothing", exitCode: await runSsh(context, await sshEntry(context, target, flags.start), words) };
  },
});

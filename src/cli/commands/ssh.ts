import { anyArguments, defineCommand } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { runSsh, sshEntry } from "../ssh-route.ts";
import { startFlag, targetArgument } from "../remote.ts";

export const sshCommand = defineCommand({
  name: "ssh",
  summary: "Log in to a space with the ssh of this machine",
  description:
    "Runs OpenSSH's ssh with a session of Session Manager as its ProxyCommand, as the user sagemaker-user. The space needs remote access " +
    "(space update --remote-access on) and a running app; no key and no plugin is needed. What follows -- is given to ssh behind the " +
    "host: its flags, and a command to run. The exit code is ssh's: that of the remote command, or 255 where ssh or studioctl failed. " +
    "Settings of ~/.ssh/config apply where they do not say how the space is reached. --timeout bounds getting in, not the session.",
  args: {
    target: targetArgument,
    words: anyArguments("SSH-ARGUMENTS", "flags and a command for ssh, behind --"),
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

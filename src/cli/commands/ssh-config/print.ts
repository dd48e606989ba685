import { planHosts } from "../../../operations/ssh/hosts.ts";
import { defineCommand } from "../../command.ts";
import { hostNotes, targetArguments, wantedHosts } from "./hosts.ts";

export const sshConfigPrint = defineCommand({
  name: "ssh-config print",
  summary: "Print the host entries that ssh-config install would write",
  description: "Prints the entry of each space, for example for a file that you pass to ssh -F. Writes no file.",
  args: targetArguments,
  examples: [
    ["The entries of all spaces of a domain with remote access on", "studioctl ssh-config print -d research"],
    ["One space, for another file", "studioctl ssh-config print nlp-lab -d research"],
  ],
  async run({ args: { targets }, context }) {
    const { files } = await context.openSsh();
    const plan = await planHosts({ files: files() }, await wantedHosts(context, targets));
    const text = plan.hosts.map((host) => host.text).join("");
    if (text === "") return { kind: "nothing", footer: ["no space has remote access on: studioctl space update SPACE --remote-access on"] };
    return { kind: "text", text, footer: await hostNotes(context, plan) };
  },
});

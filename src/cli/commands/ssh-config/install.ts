import { defineCommand } from "../../command.ts";
import { hostNotes, targetArguments, wantedHosts } from "./hosts.ts";
import { installHosts } from "./installing.ts";

export const sshConfigInstall = defineCommand({
  name: "ssh-config install",
  summary: "Make spaces known to ssh, scp, rsync and editors as hosts studio-SPACE",
  description:
    "Writes an entry for each space to ~/.ssh/studioctl_config, after a confirmation, and has ~/.ssh/config include that file: one line at " +
    "its top, and nothing else in it is changed. Entries hold absolute paths, the profile and the Region, and no credentials; each " +
    "connection signs anew. A second space of the same name is called studio-SPACE.DOMAIN. Each connection accepts the host key that it is shown, " +
    "since a container makes new ones when it starts. Run again, it changes what differs.",
  args: targetArguments,
  examples: [
    ["All spaces with remote access on", "studioctl ssh-config install -d research"],
    ["One space, then plain ssh", "studioctl ssh-config install nlp-lab -d research"],
  ],
  seeAlso: ["ssh-config print", "ssh-config remove", "ssh", "code"],
  async run({ args: { targets }, context }) {
    const wanted = await wantedHosts(context, targets);
    if (wanted.length === 0)
      return { kind: "nothing", footer: ["no space has remote access on: studioctl space update SPACE --remote-access on"] };
    const plan = await installHosts(context, wanted);
    return {
      kind: "nothing",
      footer: [
        ...(plan.changes.length === 0
          ? [`${plan.hosts.map(({ names }) => names[0]).join(", ")}: known to ssh already, nothing to change`]
          : []),
        ...(plan.changes.length === 0 ? [] : [`try it: ssh ${plan.hosts[0]?.names[0]}`]),
        ...(await hostNotes(context, plan)),
      ],
    };
  },
});

import { defineCommand } from "../../command.ts";
import { hostNotes, targetArguments, wantedHosts } from "./hosts.ts";
import { installHosts } from "./installing.ts";

export const sshConfigInstall = defineCommand({
  name: "ssh-config install",
  summary: "Add spaces to the configuration of ssh as hosts studio-SPACE",
  description:
    "Writes an entry for each space to ~/.ssh/studioctl_config, and one Include line at the top of ~/.ssh/config. Asks before it " +
    "writes. The rest of ~/.ssh/config is not changed. Entries contain absolute paths, the profile and the Region, but no " +
    "credentials: each connection signs its own request. A second space of the same name is called studio-SPACE.DOMAIN. Each " +
    "connection accepts the host key of the server, since a container makes new host keys when it starts. Run it again to update " +
    "the entries.",
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

import { applyChange, planRemove } from "../../../../operations/schedule/change.ts";
import { defineCommand } from "../../../command.ts";
import { confirmChange, notations, whereKept, whichFlags } from "./flags.ts";

export const scheduleRemove = defineCommand({
  name: "auto-shutdown schedule remove",
  summary: "Remove a schedule",
  description: "Removes what schedule install wrote under that name, after a confirmation, and nothing else. Logs are kept.",
  flags: whichFlags,
  examples: [
    ["Remove the schedule from the crontab", "studioctl auto-shutdown schedule remove"],
    ["Remove a named schedule from systemd", "studioctl auto-shutdown schedule remove --kind systemd --name research"],
  ],
  async run({ flags: { kind, name }, context }) {
    const ports = { ...(await context.scheduling(kind)), notation: notations[kind] };
    const change = await planRemove(ports, name);
    if (change === undefined) return { kind: "nothing", footer: [`${whereKept[kind]} has no "${name}": nothing to remove`] };
    await confirmChange(context, change, `Remove this from ${whereKept[kind]}?`);
    await applyChange(ports, change);
    return { kind: "nothing", footer: [`"${name}" is no longer in ${whereKept[kind]}`] };
  },
});

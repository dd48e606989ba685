import { install, planInstall } from "../../../../operations/schedule/install.ts";
import { defineCommand } from "../../../command.ts";
import { confirmChange, notations, places } from "./changing.ts";
import { credentialsWarning, entryOf } from "./entry.ts";
import { type ScheduleFlags, scheduleFlags } from "./flags.ts";

const lingering = "systemd runs it while you are logged in; always, once you have said: loginctl enable-linger";

export const scheduleInstall = defineCommand({
  name: "auto-shutdown schedule install",
  summary: "Have run repeated by cron or systemd",
  description: "Takes the flags of run, and writes the entry that gives them to it, after a confirmation: with absolute paths, and the profile and Region " +
    "of here and now. An entry of the same --name is replaced; nothing else is touched.",
  flags: scheduleFlags,
  examples: [
    ["Every quarter of an hour", "studioctl auto-shutdown schedule install --every 15m --idle 2h --max-stops 5"],
    ["Only look, for a start", "studioctl auto-shutdown schedule install --every 1h --dry-run"],
    ["A second account", "studioctl auto-shutdown schedule install --every 15m --profile research --name research"],
  ],
  asks: [{ by: ["every"] }],
  async run({ flags, typed, context }) {
    const entry = await entryOf(context, flags, typed);
    const ports = { ...(await context.scheduling(flags.kind)), notation: notations[flags.kind] };
    const change = await planInstall(ports, entry);
    if (change === undefined) return { kind: "nothing", footer: [`${places[flags.kind]} has "${entry.name}" as it should be: nothing to change`] };
    await confirmChange(context, change, `Write this to ${places[flags.kind]}?`);
    await install(ports, entry, change);
    return { kind: "nothing", footer: [`"${entry.name}" is in ${places[flags.kind]}; its runs write to ${entry.log}`, ...notes(flags), ...credentialsWarning(context)] };
  },
});

function notes({ kind }: ScheduleFlags): readonly string[] {
  return kind === "systemd" ? [lingering] : [];
}

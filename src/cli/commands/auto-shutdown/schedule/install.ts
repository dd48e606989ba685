import { variablesAbove } from "../../../../core/schedule/cron.ts";
import { install, planInstall } from "../../../../operations/schedule/change.ts";
import { tryEntry } from "../../../../operations/schedule/trial.ts";
import { defineCommand } from "../../../command.ts";
import { confirmChange, notations, whereKept, scheduleFlags, type ScheduleFlags } from "./flags.ts";
import { entryNotes, entryOf, trialAction, trialWords } from "./entry.ts";

const lingering = "systemd runs it while you are logged in; to have it run always: loginctl enable-linger";

export const scheduleInstall = defineCommand({
  name: "auto-shutdown schedule install",
  summary: "Schedule auto-shutdown with cron or systemd",
  description:
    "Takes the flags of run and writes the entry that runs it with them, after a confirmation: with absolute paths, the " +
    "current profile and Region, and the environment variables that say how AWS is reached (PATH, endpoints, proxy, CA bundle, " +
    "FIPS), but no credentials. First, it makes one call as the entry will, in the bare environment of the scheduler, and " +
    "refuses an entry whose runs would find no credentials. A run that fails exits with its code and writes its errors to " +
    "stderr, which cron mails (MAILTO) and systemd keeps; the log has all of it. An entry with the same --name is replaced; " +
    "nothing else is changed.",
  flags: scheduleFlags,
  examples: [
    ["Run every 15 minutes", "studioctl auto-shutdown schedule install --every 15m --idle 2h --max-stops 5"],
    ["Only plan every hour", "studioctl auto-shutdown schedule install --every 1h --dry-run"],
    ["Schedule a second account", "studioctl auto-shutdown schedule install --every 15m --profile research --name research"],
  ],
  seeAlso: ["auto-shutdown schedule list", "auto-shutdown schedule remove", "auto-shutdown run", "doctor"],
  asks: [{ by: ["every"] }],
  async run({ flags, typed, context }) {
    const entry = await entryOf(context, flags, typed);
    const scheduling = await context.scheduling(flags.kind);
    const ports = { ...scheduling, notation: notations[flags.kind], clock: context.clock };
    const change = await planInstall(ports, entry);
    if (change === undefined)
      return { kind: "nothing", footer: [`${whereKept[flags.kind]} has "${entry.name}" already: nothing to change`] };
    (await context.progress()).update("trying the credentials");
    const found = await tryEntry(scheduling, flags.kind, entry, await trialWords(context, flags, typed), {
      settings: flags.kind === "cron" ? variablesAbove(change.to, entry.name) : {},
      dispensable: trialAction,
    });
    const notes = [...lingers(flags), ...found, ...(await entryNotes(context, flags, entry))];
    await confirmChange(context, change, `Write this to ${whereKept[flags.kind]}?`);
    await install(ports, entry, change);
    return { kind: "nothing", footer: [`"${entry.name}" is in ${whereKept[flags.kind]}; its runs write to ${entry.log}`, ...notes] };
  },
});

function lingers({ kind }: ScheduleFlags): readonly string[] {
  return kind === "systemd" ? [lingering] : [];
}

import { defineCommand } from "../../../command.ts";
import { notations, scheduleFlags } from "./flags.ts";
import { entryNotes, entryOf } from "./entry.ts";

export const schedulePrint = defineCommand({
  name: "auto-shutdown schedule print",
  summary: "Print what schedule install would write",
  description:
    "Takes the flags of run and prints the entry that runs it with them: with absolute paths, the current profile and Region, " +
    "and the environment variables that say how AWS is reached. Checks nothing and writes nothing.",
  flags: scheduleFlags,
  examples: [
    ["Print the entry for a crontab", "studioctl auto-shutdown schedule print --every 15m --idle 2h --region us-east-1"],
    ["Print the units for systemd", "studioctl auto-shutdown schedule print --every 15m --idle 2h --region us-east-1 --kind systemd"],
  ],
  asks: [{ by: ["every"] }],
  async run({ flags, typed, context }) {
    const entry = await entryOf(context, flags, typed);
    return { kind: "text", text: notations[flags.kind].print(entry), footer: await entryNotes(context, flags, entry) };
  },
});

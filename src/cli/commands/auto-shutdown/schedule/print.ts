import { defineCommand } from "../../../command.ts";
import { notations } from "./changing.ts";
import { entryNotes, entryOf } from "./entry.ts";
import { scheduleFlags } from "./flags.ts";

export const schedulePrint = defineCommand({
  name: "auto-shutdown schedule print",
  summary: "Print what schedule install would write",
  description:
    "Takes the flags of run and prints the entry that gives them to it: with absolute paths, the profile and Region in force, and the variables that " +
    "say how AWS is reached. Tries nothing and writes nothing.",
  flags: scheduleFlags,
  examples: [
    ["For a crontab", "studioctl auto-shutdown schedule print --every 15m --idle 2h --region us-east-1"],
    ["For systemd", "studioctl auto-shutdown schedule print --every 15m --idle 2h --region us-east-1 --kind systemd"],
  ],
  asks: [{ by: ["every"] }],
  async run({ flags, typed, context }) {
    const entry = await entryOf(context, flags, typed);
    return { kind: "text", text: notations[flags.kind].print(entry), footer: await entryNotes(context, flags, entry) };
  },
});

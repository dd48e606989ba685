import { parseDuration } from "../../../core/time.ts";
import { isoTime } from "../../views/columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { details } from "../../result.ts";

export const sandboxAdvance = defineCommand({
  name: "sandbox advance",
  summary: "Move the sandbox's clock forward",
  args: { duration: requiredArgument("DURATION", "such as 90s, 15m, 2h, 7d") },
  examples: [["Move the clock forward by two hours", "studioctl sandbox advance 2h"]],
  async run({ args, context }) {
    const milliseconds = parseDuration(args.duration);
    const { openStore, sandboxStateFile } = await context.sandbox();
    const offset = await openStore(sandboxStateFile(context.stateFolder())).update((state) => (state.clockOffsetMs += milliseconds));
    const now = new Date(context.clock.now().getTime() + offset);
    return details({ document: { Now: now }, fields: [["Sandbox time", isoTime(now)]], name: isoTime(now) });
  },
});

import { appReference, streamsOf, studioLogGroup } from "../../../core/app/app.ts";
import { usageError } from "../../../core/errors.ts";
import { appLines, appStreams, follow } from "../../../operations/app/logs.ts";
import type { LogEvent } from "../../../ports/logs.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import type { Context } from "../../context.ts";
import { durationFlag, integerFlag, switchFlag } from "../../flags.ts";
import { logColumns } from "../../views/log-lines.ts";
import { present } from "../../views/present.ts";
import { type Result, rows } from "../../result.ts";
import { findOneApp } from "../../targets.ts";

export const appLogs = defineCommand({
  name: "app logs",
  summary: "Show the log of an app and of its lifecycle config",
  description: `Reads the log streams of the app in the log group ${studioLogGroup}. They remain when the app is gone.`,
  args: { app: requiredArgument("APP", "an app reference, or - for one on stdin", { completes: "app" }) },
  flags: {
    follow: switchFlag("keep showing new lines until Ctrl-C", { short: "f" }),
    lines: integerFlag("number of lines to show of each log stream", { min: 1, max: 10_000, byDefault: 100 }),
    since: durationFlag("show all lines since then instead"),
  },
  examples: [
    ["Show the last lines of the log", "studioctl app logs ben/nightly-fit --domain research"],
    ["Show the log of the last hour as time and text", "studioctl app logs ben/nightly-fit -d research --since 1h -o tsv"],
    ["Follow the log", "studioctl app logs ben/nightly-fit -d research --follow"],
  ],
  seeAlso: ["app why", "help references", "help durations"],
  async run({ args, flags, context }) {
    const { globals, clock, signal } = context;
    if (flags.follow && (globals.output === "json" || globals.output === "yaml")) {
      throw usageError(`--follow cannot be used with -o ${globals.output}`, {
        why: "the output does not end",
        fix: "use -o jsonl: it prints one object on each line",
      });
    }
    const { app } = await findOneApp(context, args.app);
    const logs = await context.logs();
    const from = flags.since === undefined ? undefined : new Date(clock.now().getTime() - flags.since);
    const lines = await appLines(logs, await appStreams(logs, app), { lines: flags.lines, from });
    const empty = `${appReference(app)} wrote nothing${from === undefined ? "" : " in that time"}: ${streamsOf(app).app} in ${studioLogGroup}`;
    if (!flags.follow) return shown(lines, empty);
    await present(shown(lines, "waiting for lines"), globals, context.io);
    return await followed(context, follow({ logs, clock, signal }, app, lines));
  },
});

function shown(lines: readonly LogEvent[], empty: string): Result {
  return rows(lines, logColumns, { name: ({ logStreamName }) => logStreamName, empty });
}

/** Shows lines as they arrive; Ctrl-C is its normal end. */
async function followed({ globals, io, signal }: Context, batches: AsyncIterable<readonly LogEvent[]>): Promise<Result> {
  try {
    for await (const lines of batches) await present(shown(lines, ""), globals, io);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { kind: "nothing" };
}

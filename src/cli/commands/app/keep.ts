import { concurrency } from "../../../core/concurrency.ts";
import pMap from "p-map";
import { type App, appReference } from "../../../core/app/app.ts";
import { StudioctlError, isError, usageError } from "../../../core/errors.ts";
import { keepTag, parseTime } from "../../../core/idle/keep.ts";
import type { FoundApp } from "../../../operations/app/find.ts";
import { type KeepUntil, keepApp } from "../../../operations/app/keep.ts";
import { appIdentityColumns } from "../../views/app-columns.ts";
import { isoTime } from "../../views/columns.ts";
import { defineCommand, manyArguments } from "../../command.ts";
import { durationFlag, switchFlag, textFlag } from "../../flags.ts";
import { exitCodes } from "../../exit-codes.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { rows } from "../../result.ts";
import type { Studio } from "../../../ports/studio.ts";
import { findApps, wordsAndStdin } from "../../targets.ts";

export const appKeep = defineCommand({
  name: "app keep",
  summary: "Keep apps from being stopped by auto-shutdown",
  description: `Sets the tag ${keepTag}, which every auto-shutdown respects, or removes it.`,
  args: { apps: manyArguments("APP", "app references, or - for a list on stdin", { completes: "app" }) },
  flags: {
    for: durationFlag("for this long, from now"),
    until: textFlag("TIME", "until this time: 2026-11-30T18:00, in local time unless it has an offset", {
      check: (text) => void parseTime(text),
    }),
    forever: switchFlag("until --clear removes it"),
    clear: switchFlag("remove the tag: auto-shutdown may stop the app again"),
  },
  examples: [
    ["Keep an app over the weekend", "studioctl app keep alice/churn-model --domain research --for 3d"],
    ["Stop keeping it", "studioctl app keep alice/churn-model --domain research --clear"],
  ],
  seeAlso: ["auto-shutdown explain", "help references", "help durations"],
  asks: [{ by: ["for"], when: ({ until, forever, clear }) => until === undefined && !forever && !clear }],
  async run({ args, flags, context }) {
    const until = keepUntil(flags, context.clock.now());
    const words = await wordsAndStdin(args.apps, context);
    const apps = await findApps(context, words, { described: true });
    for (const { app } of apps) requireKeepable(app);
    const studio = await context.studio();
    const outcomes = await pMap(apps, (found) => keepOne(studio, found, until), { concurrency });
    const failed = outcomes.flatMap(({ app, error }) => (error === undefined ? [] : [{ target: appReference(app), error }]));
    const kept = outcomes.flatMap(({ app, error, KeepUntil }) => (error === undefined ? [{ ...app, KeepUntil }] : []));
    const [first] = failed;
    if (first !== undefined && kept.length === 0) throw first.error;
    const errors = errorMembers(outcomes.map(({ error }) => error));
    return rows(
      kept,
      [...appIdentityColumns, { header: "KEPT UNTIL", value: ({ KeepUntil: value }) => value?.replace(/\.\d+Z$/, "Z") ?? "(not kept)" }],
      {
        document: outcomes.map(({ app, KeepUntil }, i) => ({ ...app, ...(KeepUntil !== undefined && { KeepUntil }), ...errors[i] })),
        name: appReference,
        empty: "no app to keep",
        footer: [...failed.map(({ error }) => `failed: ${error.message}`), ...failureLines(failed)],
        ...(failed.length > 0 && { exitCode: exitCodes.partlyFailed }),
      },
    );
  },
});

/** One failure does not stop the others; the apps tagged before it are reported. */
async function keepOne(
  studio: Studio,
  { app, detail }: FoundApp,
  until: KeepUntil,
): Promise<{ readonly app: App; readonly KeepUntil?: string | undefined; readonly error?: StudioctlError }> {
  try {
    return { app, KeepUntil: await keepApp({ studio }, detail ?? app, until) };
  } catch (error) {
    if (!(error instanceof StudioctlError) || isError(error, "interrupted", "no-credentials")) throw error;
    return { app, error };
  }
}

function keepUntil(
  flags: { readonly for: number | undefined; readonly until: string | undefined; readonly forever: boolean; readonly clear: boolean },
  now: Date,
): KeepUntil {
  const given = [flags.for !== undefined, flags.until !== undefined, flags.forever, flags.clear].filter(Boolean).length;
  if (given !== 1) {
    throw usageError(given === 0 ? "missing how long to keep" : "how long to keep is given more than once", {
      fix: "give one of --for 4h, --until TIME, --forever, --clear",
    });
  }
  if (flags.for !== undefined) return new Date(now.getTime() + flags.for);
  if (flags.until === undefined) return flags.forever ? "forever" : "no longer";
  const until = parseTime(flags.until);
  if (until > now) return until;
  throw usageError(`--until: ${isoTime(until)} is past`, { fix: "give a time in the future, or --clear" });
}

function requireKeepable(app: App): void {
  if (app.Status !== "Deleted" && app.Status !== "Deleting") return;
  throw new StudioctlError("invalid", `${appReference(app)} is ${app.Status}`, { fix: "studioctl app list shows the apps that run" });
}

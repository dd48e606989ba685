import { type App, type AppType, appReference } from "../../../core/app/app.ts";
import { checkInstanceType } from "../../../core/app/rules.ts";
import { usageError } from "../../../core/errors.ts";
import { appTypes } from "../../../core/service-model.ts";
import { type AppCriteria, listApps, meets } from "../../../operations/app/list.ts";
import { type StopOutcome, isStoppable, stopApps } from "../../../operations/app/stop.ts";
import { appColumns, appIdentityColumns } from "../../views/app-columns.ts";
import { anyArguments, defineCommand } from "../../command.ts";
import { classicNote, warnOfClassic } from "../../views/classic-warning.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { type ExitCode, exitCodes } from "../../exit-codes.ts";
import { choicesFlag, switchFlag, textFlag } from "../../flags.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { ownerFlags, ownerOfFlags, waitingOf } from "../../common-flags.ts";
import { tableText } from "../../views/present.ts";
import { rows } from "../../result.ts";
import { requireScope } from "../../../operations/require.ts";
import { findApps, theDomain, wordsAndStdin } from "../../targets.ts";

const tones = { stopped: "good", stopping: "good", skipped: "dim", failed: "bad" } as const;

export const appStop = defineCommand({
  name: "app stop",
  summary: "Stop apps",
  description:
    "Deletes the apps that are named, or all that the flags select, after a confirmation. The files of their owners stay. " +
    "Failed, Deleting and Deleted apps are reported and left alone.",
  args: { apps: anyArguments("APP", "app references, or - for a list on stdin", { completes: "app" }) },
  flags: {
    ...ownerFlags,
    type: choicesFlag<AppType>("TYPE", appTypes, "only apps of these types"),
    instanceType: textFlag("TYPE", "only apps on this instance type", { check: checkInstanceType, completes: "instance-type" }),
    all: switchFlag("all apps of the domain"),
  },
  examples: [
    ["Stop one app", "studioctl app stop alice/churn-model --domain research"],
    [
      "Stop all apps of one user on a GPU instance type",
      "studioctl app stop -d research --user alice --instance-type ml.g4dn.xlarge --yes",
    ],
    [
      "Stop the apps that another command lists",
      "studioctl app list -d research --type KernelGateway -o name | studioctl app stop - --yes",
    ],
  ],
  seeAlso: ["app keep", "auto-shutdown run", "help references"],
  asks: [
    {
      by: ["apps"],
      when: ({ user, space, type, instanceType, all }) =>
        !all && type.length === 0 && [user, space, instanceType].every((flag) => flag === undefined),
    },
  ],
  async run({ args, flags, context }) {
    const owner = ownerOfFlags(flags);
    const words = await wordsAndStdin(args.apps, context);
    const narrowed = owner !== undefined || flags.type.length > 0 || flags.instanceType !== undefined;
    if (words.length === 0 && args.apps.length === 0 && !narrowed && !flags.all) {
      throw usageError("missing APP", { fix: "name apps, or select them with --user, --space, --type, --instance-type or --all" });
    }
    if (words.length > 0 && flags.all) throw usageError("--all cannot be used with app references", { fix: "give one of the two" });
    const criteria: AppCriteria = { owner, types: flags.type, instanceType: flags.instanceType };
    const chosen = args.apps.length > 0 ? await named(context, words, criteria) : await listed(context, criteria);
    if (chosen.some(isStoppable)) await confirm(context, chosen.filter(isStoppable));
    const ports = { studio: await context.studio(), clock: context.clock, progress: await context.progress() };
    const outcomes = await stopApps(ports, chosen, waitingOf(context));
    const classic = await classicNote(
      context,
      outcomes.flatMap(({ app, result }) => (result === "stopped" || result === "stopping" ? [app] : [])),
    );
    const errors = errorMembers(outcomes.map(({ error }) => error));
    return rows(
      outcomes,
      [
        ...appIdentityColumns.map((column) => ({ header: column.header, value: ({ app }: StopOutcome) => column.value(app) })),
        { header: "RESULT", value: ({ result }) => result, tone: ({ result }) => tones[result] },
        { header: "REASON", value: ({ reason }) => reason, wraps: true },
      ],
      {
        document: outcomes.map(({ app, result, reason }, i) => ({ ...app, Result: result, Reason: reason, ...errors[i] })),
        name: ({ app }) => appReference(app),
        empty: "no app to stop",
        footer: [
          ...failureLines(outcomes.map(({ app, error }) => ({ target: appReference(app), error }))),
          ...(classic === undefined ? [] : [`note: ${classic}`]),
        ],
        exitCode: exitCodeFor(outcomes),
      },
    );
  },
});

async function named(context: Context, words: readonly string[], criteria: AppCriteria): Promise<App[]> {
  const found = await findApps(context, words, { described: words.length === 1 });
  return found.map(({ app }) => app).filter((app) => meets(app, { ...criteria, includeDeleted: true }));
}

async function listed(context: Context, criteria: AppCriteria): Promise<App[]> {
  const studio = await context.studio();
  const domainId = await theDomain(context);
  const apps = await listApps({ studio }, { ...criteria, domainId });
  if (apps.length === 0) await requireScope({ studio }, domainId, criteria.owner);
  return apps;
}

async function confirm(context: Context, apps: readonly App[]): Promise<void> {
  if (!context.globals.yes && context.mayPrompt) {
    const columns = appColumns(apps, context.clock.now()).filter(({ wide }) => wide !== true);
    await context.io.stderr.write(await tableText(apps, columns, context.io.stderr));
  }
  await warnOfClassic(context, apps);
  await confirmOrDecline(context, apps.length === 1 ? "Stop this app?" : `Stop these ${apps.length} apps?`);
}

function exitCodeFor(outcomes: readonly StopOutcome[]): ExitCode {
  if (outcomes.some(({ timedOut }) => timedOut === true)) return exitCodes.timeout;
  const failed = outcomes.filter(({ result }) => result === "failed").length;
  if (failed === 0) return exitCodes.done;
  return failed === outcomes.length ? exitCodes.failed : exitCodes.partlyFailed;
}

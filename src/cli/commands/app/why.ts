import { type App, type AppDetail, type AppKey, appReference } from "../../../core/app/app.ts";
import type { SweptStop } from "../../../core/app/failure.ts";
import { isError } from "../../../core/errors.ts";
import { type AppReference, meets, parseAppReference } from "../../../core/reference.ts";
import { findReferenced } from "../../../operations/app/find.ts";
import { explainApp, explainStopped, type Explanation, lastSweptStop } from "../../../operations/app/why.ts";
import { statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { knownReceipts } from "../../known-state.ts";
import { stateFlag } from "../../state-flag.ts";
import type { StateLocation } from "../../../core/idle/state-location.ts";
import { integerFlag } from "../../flags.ts";
import { lineText } from "../../views/log-lines.ts";
import type { Context } from "../../context.ts";
import { type Details, details, known } from "../../result.ts";
import { theDomain, wordOrStdin } from "../../targets.ts";

export const appWhy = defineCommand({
  name: "app why",
  summary: "Explain the state of an app and how to fix it",
  description:
    "Shows its status and failure reason, the last lines of its log and of its lifecycle config, what they mean, and the fix. " +
    "For an app that auto-shutdown stopped from this machine, or from any that uses the table of --state, shows when and why, even if the service no longer lists the app.",
  args: { app: requiredArgument("APP", "an app reference, or - for one on stdin", { completes: "app" }) },
  flags: {
    state: stateFlag,
    lines: integerFlag("number of lines to show of each log", { min: 1, max: 1_000, byDefault: 10 }),
  },
  examples: [["Explain an app that failed", "studioctl app why dmitri/finetune-large --domain research"]],
  seeAlso: ["app logs", "app start", "quota"],
  async run({ args, flags, context }) {
    const reference = parseAppReference(await wordOrStdin(args.app, context));
    const DomainId = await theDomain(context, reference.domain);
    const [studio, logs] = await Promise.all([context.studio(), context.logs()]);
    const ports = { studio, logs, clock: context.clock, signal: context.signal };
    const { found, stop } = await foundOrStopped(context, DomainId, reference, flags.state);
    if (found === undefined)
      return resultOf(context, { ...stop.app, Status: "Deleted" }, stop, await explainStopped(ports, stop, flags.lines));
    const { app, ...explanation } = await explainApp(ports, found, flags.lines, stop);
    return resultOf(context, app, stop, explanation);
  },
});

type Found =
  | { readonly found: App | AppDetail; readonly stop: SweptStop | undefined }
  | { readonly found: undefined; readonly stop: SweptStop };

/** The app that the service knows, or in the receipts of sweeps. Rejects with `not-found` if it is in neither. */
async function foundOrStopped(
  context: Context,
  DomainId: string,
  reference: AppReference,
  state: StateLocation | undefined,
): Promise<Found> {
  const receipts = await knownReceipts(context, state);
  try {
    const { app, detail } = await findReferenced({ studio: await context.studio() }, DomainId, reference);
    const found = detail ?? app;
    const isGone = found.Status === "Deleted" || found.Status === "Deleting";
    const own = appReference(found);
    return { found, stop: isGone ? await lastSweptStop(receipts, (app) => appReference(app) === own) : undefined };
  } catch (error) {
    if (!isError(error, "not-found")) throw error;
    const stop = await lastSweptStop(receipts, (app) => app.DomainId === DomainId && meets(app, reference));
    if (stop === undefined) throw error;
    return { found: undefined, stop };
  }
}

type Shown = AppKey & Pick<App, "Status"> & Partial<Pick<App, "CreationTime">> & { readonly FailureReason?: string };

function resultOf(
  context: Context,
  app: Shown,
  stop: SweptStop | undefined,
  { diagnosis, lines, unread }: Omit<Explanation, "app">,
): Details {
  const now = context.clock.now();
  const StoppedBy = stop && { At: stop.At, Run: stop.Run, Reason: stop.Reason };
  return details({
    document: {
      ...app,
      Diagnosis: diagnosis,
      ...(StoppedBy && { AutoShutdown: StoppedBy }),
      Logs: lines,
      ...(unread !== undefined && { LogsUnread: unread }),
    },
    name: appReference(app),
    fields: known([
      ["App", appReference(app)],
      ["Status", app.Status, statusTone(app.Status)],
      ["Created", app.CreationTime && timeAndAge(app.CreationTime, now)],
      ["Stopped", stop && timeAndAge(stop.At, now)],
      ["Reason", app.FailureReason],
      ["Cause", diagnosis.Cause],
      ["Fix", diagnosis.Fix],
      ["Log", lines.map(lineText).join("\n")],
    ]),
    footer: unread === undefined ? [] : [`note: without its log: ${unread}`],
  });
}

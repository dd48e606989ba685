import { type App, type AppKey, appReference } from "../core/app/app.ts";
import { insteadOfClassic, isClassic } from "../core/app/rules.ts";
import type { Space } from "../core/domain/domain.ts";
import { StudioctlError } from "../core/errors.ts";
import { prepareAgain, restartApp, startPrepared } from "../operations/app/start-again.ts";
import { isStoppable } from "../operations/app/stop.ts";
import { type againFlags, formerApp, requireWaitingFor, settingsNotes, startCommand, startPorts } from "./again.ts";
import { notChecked } from "./commands/domain/flags.ts";
import type { Context } from "./context.ts";
import type { FlagValues, Texts } from "./flags.ts";
import type { Result } from "./result.ts";
import { capacityNotes, checkedDetails, rejectClosed, startFooter, startedDetails } from "./started.ts";
import { confirmStop } from "./stop-gate.ts";
import { waitingOf } from "./common-flags.ts";

/** An app to start again, or to restart. */
export interface AgainTarget {
  readonly app: AppKey;
  readonly listed: App | undefined;
  readonly space: Space | undefined;
}

interface AgainCall {
  readonly context: Context;
  readonly flags: FlagValues<typeof againFlags> & { readonly dryRun: boolean };
  readonly typed: Texts;
}

/** Starts an app as it last ran, and shows it. */
export async function startIt({ context, flags, typed }: AgainCall, target: AgainTarget): Promise<Result> {
  requireWaitingFor(flags.or, context);
  const [ports, former] = [await startPorts(context), await formerApp(context, target.app, target.listed)];
  const requests = await prepareAgain(ports, former, flags);
  const [first] = requests;
  if (flags.dryRun) {
    const running = target.listed !== undefined && isStoppable(target.listed);
    return checkedDetails(first, [
      running ? "it runs already; nothing was changed" : "checked: this app can be started; nothing was changed",
      ...first.unknown.map(notChecked),
    ]);
  }
  const outcome = await startPrepared(ports, requests, { waiting: waitingOf(context) }).catch(
    async (error: unknown) => await rejectClosed(context, first, error),
  );
  return await startedDetails(context, outcome.app, [
    startFooter(outcome),
    ...capacityNotes(outcome),
    ...outcome.unknown.map(notChecked),
    ...settingsNotes(target.space, outcome.app, typed),
  ]);
}

/**
 * Restarts an app as it runs, after showing its verdict and a confirmation or --force; an app that does not run is started. Changes are
 * checked before anything is stopped.
 */
export async function restartIt(
  call: AgainCall & { readonly force: boolean },
  target: AgainTarget,
  listed: readonly App[],
): Promise<Result> {
  const { context, flags, typed, force } = call;
  const running = target.listed;
  if (running === undefined || !isStoppable(running)) return await startIt(call, target);
  requireWaitingFor(flags.or, context);
  const [ports, former] = [await startPorts(context), await formerApp(context, target.app, running)];
  const requests = await prepareAgain(ports, former, flags);
  const [first] = requests;
  await refuseClosed(context, running);
  if (flags.dryRun)
    return checkedDetails(first, ["checked: this app can be restarted; nothing was changed", ...first.unknown.map(notChecked)]);
  await confirmStop(context, {
    app: running,
    listed,
    force,
    question: `Restart ${appReference(running)}?`,
    mayEndForGood: isClassic(running),
  });
  const waiting = { timeoutMs: context.globals.timeout, signal: context.signal };
  const options = { waiting, untilAccepted: context.globals.noWait, goOn: startCommand(former, typed) };
  const outcome = await restartApp(ports, running, requests, options).catch(
    async (error: unknown) => await rejectClosed(context, first, error),
  );
  return await startedDetails(context, outcome.app, [
    outcome.app.Status === "InService" ? "restarted" : `stopped, and its start is accepted: it is ${outcome.app.Status}`,
    ...capacityNotes(outcome),
    ...outcome.unknown.map(notChecked),
    ...settingsNotes(target.space, outcome.app, typed),
  ]);
}

/**
 * Refuses a stop after which an app could not start again: the domain no longer starts Studio Classic apps (service-facts: The model of
 * Studio).
 */
async function refuseClosed(context: Context, app: App): Promise<void> {
  if (!isClassic(app) || !(await (await context.classicRefusals()).domains()).has(app.DomainId)) return;
  throw new StudioctlError("classic-closed", `${appReference(app)} would not start again once stopped`, {
    why: "this account can no longer start Studio Classic apps",
    fix: `leave it running, or use a space: ${insteadOfClassic}`,
  });
}

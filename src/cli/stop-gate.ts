import { type App, appReference } from "../core/app/app.ts";
import { StudioctlError } from "../core/errors.ts";
import type { Decision } from "../core/idle/report.ts";
import { accountOf } from "../operations/sweep/account.ts";
import { judgeApp } from "../operations/sweep/judge.ts";
import { warnOfClassic } from "./views/classic-warning.ts";
import { policyFlags } from "./commands/auto-shutdown/flags.ts";
import { policyOf } from "./commands/auto-shutdown/policy.ts";
import { regionOf } from "./commands/auto-shutdown/regions.ts";
import { confirmOrDecline } from "./prompts/confirm.ts";
import type { Context } from "./context.ts";
import { knownSightings } from "./known-state.ts";
import { switchFlag } from "./flags.ts";
import { values } from "./program.ts";

/** `--force`, which replaces the confirmation if there is no terminal. */
export const forceFlag = switchFlag("stop the app even if it is not idle, without asking; --yes covers only idle apps");

/** A planned change of a running app. */
export interface Stop {
  readonly app: App;
  /** The apps of its domain, or of its owner. */
  readonly listed: readonly App[];
  readonly force: boolean;
  /** `Restart it?` */
  readonly question: string;
  /** Whether it should start again but may not: then --yes is not enough. */
  readonly mayEndForGood?: boolean;
}

/**
 * Shows the auto-shutdown verdict on an app to be stopped, and asks. An idle app is stopped after a confirmation or with --yes; another one
 * needs a confirmation on a terminal, or --force. Rejects with `declined`.
 */
export async function confirmStop(context: Context, { app, listed, force, question, mayEndForGood = false }: Stop): Promise<Decision> {
  const decision = await verdictOn(context, app, listed);
  const { Verdict, Reason } = decision;
  const reference = appReference(app);
  await context.io.stderr.write(`${reference} is ${Verdict}: ${Reason}\n`);
  await warnOfClassic(context, [app]);
  if (force) return decision;
  const isIdle = Verdict === "idle";
  if (isIdle && !mayEndForGood) {
    await confirmOrDecline(context, question);
    return decision;
  }
  if (!context.mayPrompt) {
    const why = isIdle ? "a Studio Classic app may not start again once stopped" : Reason;
    throw new StudioctlError("declined", `${reference} is ${Verdict}${isIdle ? "" : ", not idle"}: stopping it needs --force`, {
      why: context.globals.yes ? `${why}; --yes does not cover that` : why,
      fix: "add --force to stop it all the same",
    });
  }
  if (await (await context.prompter()).confirm(isIdle ? question : `It is not idle. ${question}`)) return decision;
  throw new StudioctlError("declined", "declined: nothing was changed");
}

/** The verdict of a sweep without a policy. */
async function verdictOn(context: Context, app: App, listed: readonly App[]): Promise<Decision> {
  const studio = await context.studio();
  const [{ policies, exclude }, sightings, account] = await Promise.all([
    policyOf(context, values(policyFlags, new Map())),
    knownSightings(context),
    accountOf([studio], context.signal),
  ]);
  const region = await regionOf(context, account, undefined);
  const work = { concurrency: 1, progress: await context.progress(), signal: context.signal };
  const { decision } = await judgeApp({ region, clock: context.clock, sightings }, { app, listed, policies, exclude }, work);
  return decision;
}

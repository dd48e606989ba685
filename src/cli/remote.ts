import { parseTarget } from "../core/remote/target.ts";
import { type Via, type Way, candidatesOf, leadsOnlyIntoSpaces, viaWords } from "../core/remote/ways.ts";
import { prepareAgain, startPrepared } from "../operations/app/start-again.ts";
import { type Openers, enter } from "../operations/remote/enter.ts";
import type { Target } from "../operations/remote/find-target.ts";
import { formerApp, startPorts } from "./again.ts";
import type { Context } from "./context.ts";
import { requiredArgument } from "./command.ts";
import { choiceFlag, switchFlag, withDefault } from "./flags.ts";
import { theDomainOfTarget } from "./targets.ts";

/** The argument of the verbs that go into a running app. */
export const targetArgument = requiredArgument(
  "TARGET",
  "SPACE, space:SPACE, USER (the JupyterServer of a Classic user) or an app reference",
  {
    completes: "target",
    check: (text) => void parseTarget(text),
  },
);

export const viaFlag = withDefault(
  choiceFlag("WAY", viaWords, "how to connect: jupyter (IAM domains), ssh (remote access on), or auto: jupyter if it works, else ssh"),
  "auto",
);

export const startFlag = switchFlag("start the app if it is stopped, and wait until it is InService");

/** How a verb connects. */
export interface Entry {
  /** The ways that the verb has. */
  readonly possible: readonly Way[];
  readonly via?: Via;
  readonly start?: boolean;
}

/**
 * Connects to the app of a TARGET by the first way that is open. Rejects as `enter` does; with `usage` where `via` is a way that the
 * verb does not have.
 */
export async function connect<T>(
  context: Context,
  text: string,
  { possible, via = "auto", start = false }: Entry,
  openers: Openers<T>,
): Promise<T> {
  const candidates = candidatesOf(via, possible);
  const target = parseTarget(text);
  const DomainId = await theDomainOfTarget(context, target, { preferSpace: leadsOnlyIntoSpaces(candidates) });
  const studio = await context.studio();
  return await enter(
    { studio },
    { target, DomainId, candidates, ...(start && { start: (found: Target) => startTarget(context, found) }) },
    openers,
  );
}

/** Starts the app of a target as it last ran, and waits for it, even with --no-wait, because a connection needs a running app. */
async function startTarget(context: Context, { app, listed }: Target): Promise<void> {
  const [ports, former] = [await startPorts(context), await formerApp(context, app, listed)];
  const requests = await prepareAgain(ports, former, {});
  await startPrepared(ports, requests, { waiting: { timeoutMs: context.globals.timeout, signal: context.signal } });
}

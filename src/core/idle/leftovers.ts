import type { AppKey } from "../app/app.ts";
import { appKey } from "../app/app.ts";
import { formatDuration } from "../time.ts";
import { type AppView, kernelName, msWithin, terminalName, viewOf } from "./app-view.ts";
import { currentLook } from "./inside-view.ts";
import type { AppFacts, Kernel, Terminal } from "./facts.ts";
import type { Policy } from "./policy.ts";
import type { Result } from "./report.ts";
import { isOpenToChanges, judge } from "./rules.ts";

/** A kernel or an image terminal that is shut down in an app that stays. */
export interface KernelDecision extends AppKey {
  readonly Region: string;
  readonly AccountId?: string;
  readonly Kind: "kernel" | "terminal";
  /** The id of the kernel, or the name of the terminal. */
  readonly Id: string;
  /** The notebook of a kernel. */
  readonly Path?: string;
  readonly LastActivity?: Date;
  readonly IdleSeconds: number;
  readonly Result: Result;
  /** One line for a person. */
  readonly Reason: string;
}

/** App types whose kernels are certain to be theirs: those of a JupyterServer app may belong to the apps behind it. */
const withKernels: ReadonlySet<string> = new Set(["KernelGateway", "JupyterLab"]);

/** The longest name that servers are read with; a longer one is cut, and names nothing. */
const longestName = 200;

/**
 * The kernels of an app that have been idle for the threshold, and where terminals do not count its image terminals, by the rules of apps:
 * only of an app that stays, that nothing protects, and whose tags were read. What may belong to another app, or has no readable time, is
 * left alone. An image terminal without a time counts from our own first sighting of it. Pure and total.
 */
export function leftovers(facts: AppFacts, policy: Policy, now: Date): KernelDecision[] {
  const view = viewOf(facts, policy, now);
  const { app, observation, inspection } = facts;
  if (policy.shutDownKernels !== true || !withKernels.has(app.AppType) || observation?.seen !== true) return [];
  // A view without its tags may be of a protected app. An app that would stop is left to its stop, or to the limit that keeps it.
  if (inspection?.seen !== true || !isOpenToChanges(view) || judge(view).stops) return [];
  return [...idleKernels(view), ...(policy.keepTerminals ? [] : idleImageTerminals(view))];
}

/** Whether an app has something to shut down if its tags allow it: only then are they read. */
export function mayHaveLeftovers(facts: AppFacts, policy: Policy, now: Date): boolean {
  if (policy.shutDownKernels !== true || facts.inspection !== undefined) return false;
  const detail = { ...facts.app, AppArn: "" };
  return leftovers({ ...facts, inspection: { seen: true, detail, tags: [] } }, policy, now).length > 0;
}

function idleKernels(view: AppView): KernelDecision[] {
  return view.kernels.flatMap((kernel) => {
    const { id, state, lastActivity, certain } = kernel;
    if (!certain || state !== "idle" || lastActivity === undefined || !isOnlyOne(view, kernel)) return [];
    const idleMs = msWithin(view, lastActivity);
    if (!(idleMs >= view.policy.idleMs)) return [];
    return [
      decision(
        view,
        { Kind: "kernel", Id: id, ...(kernel.path !== undefined && { Path: kernel.path }) },
        kernelName(kernel),
        idleMs,
        lastActivity,
      ),
    ];
  });
}

function idleImageTerminals(view: AppView): KernelDecision[] {
  return view.terminals.flatMap((terminal) => {
    const { name, lastActivity, certain } = terminal;
    if (!certain || !name.startsWith("arn:") || name.length >= longestName || !isOnlyOne(view, terminal)) return [];
    const since = lastActivity ?? view.facts.sighting?.TerminalsSince?.[name];
    if (since === undefined) return [];
    const idleMs = msWithin(view, since);
    return idleMs >= view.policy.idleMs
      ? [decision(view, { Kind: "terminal", Id: name }, terminalName(terminal), idleMs, lastActivity)]
      : [];
  });
}

/** Whether the server lists it once: what it says to be in several apps is in one of them, and nobody knows in which. */
function isOnlyOne({ facts: { observation } }: AppView, thing: Kernel | Terminal): boolean {
  if (observation?.seen !== true) return false;
  const { kernels, terminals } = observation.activity;
  const same = "id" in thing ? kernels.filter(({ id }) => id === thing.id) : terminals.filter(({ name }) => name === thing.name);
  return same.length === 1;
}

function decision(
  { facts: { app, region, account } }: AppView,
  item: Pick<KernelDecision, "Kind" | "Id" | "Path">,
  name: string,
  idleMs: number,
  lastActivity: Date | undefined,
): KernelDecision {
  const seen =
    lastActivity === undefined ? `open for ${formatDuration(idleMs)} at least, without a time` : `idle for ${formatDuration(idleMs)}`;
  return {
    ...appKey(app),
    Region: region,
    ...(account !== undefined && { AccountId: account.AccountId }),
    ...item,
    ...(lastActivity && { LastActivity: lastActivity }),
    IdleSeconds: Math.floor(idleMs / 1_000),
    Result: "planned",
    Reason: `${item.Kind === "kernel" ? "kernel " : ""}${seen}, ${name}`,
  };
}

/** Kinds of work inside that a kernel may have started. */
const ofKernels: ReadonlySet<string> = new Set(["kernel", "background", "gpu"]);

/** Why a look inside its container keeps the kernels of an app; undefined if it shows that they do nothing. */
export function whyLookKeeps(facts: AppFacts, policy: Policy, now: Date): string | undefined {
  const look = currentLook(viewOf(facts, policy, now));
  if (look === undefined) return undefined;
  if (!look.seen) return look.why;
  const work = look.work.find(({ kind }) => ofKernels.has(kind));
  if (work !== undefined) return work.what;
  return look.complete ? undefined : `a look inside its container did not see ${(look.notSeen ?? ["everything"]).join(", ")}`;
}

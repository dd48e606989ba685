import { msSince } from "../time.ts";
import { visibleLine } from "../visible.ts";
import { type AppView, compare, isEmpty, isOverdue, kernelName, terminalName, whose } from "./app-view.ts";
import { currentLook, freshBeacon, trustedReport, visitsTo, workReported } from "./inside-view.ts";

/** A time of activity and what was active. */
export interface Signal {
  readonly at: Date;
  readonly what: string;
}

/** The latest known activity, or undefined if there is no time. An overdue kernel has done nothing since its time. */
export function latestSignal(view: AppView): Signal | undefined {
  const { facts, terminals, unreadable, lastActive, now } = view;
  const kernels = view.kernels.filter((kernel) => !isOverdue(kernel, view));
  const look = currentLook(view);
  const signals = [
    ...kernels.map((kernel) => ({ at: kernel.lastActivity, what: whose(kernel, kernelName(kernel)) })),
    ...terminals.map((terminal) => ({ at: terminal.lastActivity, what: whose(terminal, terminalName(terminal)) })),
    ...unreadable.map((item) => ({ at: item.lastActivity, what: whose(item, visibleLine(item.why)) })),
    { at: lastActive, what: facts.app.AppType === "Canvas" ? "metric of Canvas" : "activity monitor" },
    { at: look?.seen === true ? look.lastActive : undefined, what: "seen inside its container" },
    { at: reportedAt(view), what: "reported by its beacon" },
    { at: facts.sighting?.WorkedBy, what: "something at work inside" },
    { at: closedBy(view), what: "something was closed" },
    ...visitsTo(view)
      .slice(0, 1)
      .map(({ at, kind }) => ({ at, what: kind === "session" ? "a remote session began" : "a presigned URL was made" })),
  ].flatMap(({ at, what }) => (at === undefined ? [] : [{ at, what, ago: msSince(at, now) }]));
  return signals.toSorted((a, b) => a.ago - b.ago || compare(a.what, b.what))[0];
}

/**
 * Whether the server, the editors' idle file or a trusted report gives a time: only these can show an app idle. The others, such as an
 * untrusted report, only keep one.
 */
export function hasTime(view: AppView): boolean {
  const { kernels, terminals, unreadable, lastActive } = view;
  const times = [...kernels, ...terminals, ...unreadable].map(({ lastActivity }) => lastActivity);
  return [...times, lastActive, trustedReport(view)?.lastActivity, closedBy(view)].some((time) => time !== undefined);
}

/** When a fresh report says that something was last active; unknown if it is active only by an overdue kernel, which it takes for work. */
function reportedAt(view: AppView): Date | undefined {
  const beacon = freshBeacon(view);
  const onlyOverdue = (beacon?.active.length ?? 0) > 0 && workReported(view).length === 0;
  return onlyOverdue ? undefined : beacon?.lastActivity;
}

/** When something was closed. An empty app is judged by how long it has been empty, unless a trusted report knows its last activity. */
function closedBy(view: AppView): Date | undefined {
  const { observation, sighting } = view.facts;
  if (observation?.seen !== true || (isEmpty(view) && trustedReport(view) === undefined)) return undefined;
  return sighting?.ClosedBy;
}

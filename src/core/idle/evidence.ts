import type { Kernel, Terminal, UnreadableItem } from "./facts.ts";
import { visibleLine } from "../visible.ts";
import type { AppDetail } from "../app/app.ts";
import { msSince } from "../time.ts";
import { insideEvidence } from "./inside-evidence.ts";
import { type Attributed, type AppView, isEmpty, kernelName, showsNoKernels, terminalName, whose } from "./app-view.ts";
import type { Evidence } from "./report.ts";

/** The evidence about an app, the server's own report first. */
export function evidenceOf(view: AppView): Evidence[] {
  const { observation, inspection } = view.facts;
  return [
    ...(observation?.seen === false ? [{ Source: sourceOf(view), Detail: visibleLine(observation.why) }] : []),
    ...itemEvidence(view),
    ...(observation?.seen === true ? (observation.activity.missing ?? []).map((why) => jupyter(undefined, visibleLine(why))) : []),
    ...monitorEvidence(view),
    ...sightingEvidence(view),
    ...insideEvidence(view),
    ...(view.facts.remoteAccess === "on" ? [{ Source: "list-spaces" as const, Detail: "remote access is on" }] : []),
    ...(inspection?.seen === true ? describeAppEvidence(inspection.detail, view) : []),
    ...(inspection?.seen === false ? [{ Source: "describe-app" as const, Detail: visibleLine(inspection.why) }] : []),
  ];
}

function sourceOf({ facts: { app } }: AppView): Evidence["Source"] {
  if (app.AppType === "Canvas") return "cloudwatch";
  return app.AppType === "CodeEditor" ? "activity-monitor" : "jupyter";
}

/**
 * The largest number of kernels, terminals and unreadable items that are listed: a server can have thousands, and each run stores its list.
 */
const maxItems = 50;

/** If there are too many, the most informative ones: those that are not idle, those without a readable time, then the latest. */
function itemEvidence({ kernels, terminals, unreadable }: AppView): Evidence[] {
  const items = [
    ...kernels.map((kernel) => ({ weight: kernel.state === "idle" ? weightOf(kernel) : Infinity, evidence: () => kernelEvidence(kernel) })),
    ...terminals.map((terminal) => ({ weight: weightOf(terminal), evidence: () => terminalEvidence(terminal) })),
    ...unreadable.map((item) => ({ weight: Infinity, evidence: () => unreadableEvidence(item) })),
  ];
  const listed = new Set(
    items.length <= maxItems ? items : items.toSorted((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight)).slice(0, maxItems),
  );
  const more = items.length - listed.size;
  return [
    ...items.flatMap((item) => (listed.has(item) ? [item.evidence()] : [])),
    ...(more > 0 ? [jupyter(undefined, `${more} more kernels and terminals`)] : []),
  ];
}

function weightOf({ lastActivity }: Kernel | Terminal): number {
  return lastActivity?.getTime() || Infinity;
}

function unreadableEvidence(item: Attributed<UnreadableItem>): Evidence {
  return jupyter(item.lastActivity, `${whose(item, visibleLine(item.why))}, unreadable`);
}

function kernelEvidence(kernel: Attributed<Kernel>): Evidence {
  return jupyter(kernel.lastActivity, `kernel ${visibleLine(kernel.state)}, ${whose(kernel, kernelName(kernel))}`);
}

function terminalEvidence(terminal: Attributed<Terminal>): Evidence {
  const time = terminal.lastActivity === undefined ? ", last activity unknown" : "";
  return jupyter(terminal.lastActivity, `${whose(terminal, terminalName(terminal))}${time}`);
}

function jupyter(lastActivity: Date | undefined, Detail: string): Evidence {
  return { Source: "jupyter", ...(lastActivity && { LastActivity: lastActivity }), Detail };
}

function monitorEvidence({ facts: { app }, lastActive }: AppView): Evidence[] {
  if (lastActive === undefined) return [];
  if (app.AppType === "Canvas")
    return [{ Source: "cloudwatch", LastActivity: lastActive, Detail: "last activity in Canvas, by its metric" }];
  const Detail = app.AppType === "CodeEditor" ? "last activity in the editor" : "proves activity then, not idleness since";
  return [{ Source: "activity-monitor", LastActivity: lastActive, Detail }];
}

function sightingEvidence(view: AppView): Evidence[] {
  const { observation, sighting } = view.facts;
  if (observation?.seen !== true || showsNoKernels(view)) return [];
  if (!isEmpty(view)) return closingEvidence(sighting?.ClosedBy);
  const since = sighting?.EmptySince ?? view.now;
  return [{ Source: "sighting", LastActivity: since, Detail: "no kernels since then" }];
}

function closingEvidence(closedBy: Date | undefined): Evidence[] {
  return closedBy === undefined
    ? []
    : [{ Source: "sighting", LastActivity: closedBy, Detail: "something that had been open was closed by then" }];
}

/** Health checks update DescribeApp's time too: alone it proves nothing (service-facts: DescribeApp). */
function describeAppEvidence(detail: AppDetail, { policy, now }: AppView): Evidence[] {
  const { LastUserActivityTimestamp: user, LastHealthCheckTimestamp: health } = detail;
  if (user === undefined) return [{ Source: "describe-app", Detail: "no time of user activity" }];
  return [{ Source: "describe-app", LastActivity: user, Detail: worth(user, health) }];

  function worth(user: Date, health: Date | undefined): string {
    if (user.getTime() === health?.getTime()) return "the time of the last health check: no signal";
    if (msSince(user, now) >= policy.idleMs) return "old: weak evidence, never enough alone";
    return "recent, which health checks can cause: no signal";
  }
}

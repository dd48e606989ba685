import { formatDuration, msSince } from "../../time.ts";
import { visibleLine } from "../../visible.ts";
import type { AppView } from "../app-view.ts";
import { beaconOf, currentLook, freshBeacon, idleReport, lastingSession, quietMs, workReported, workSeen } from "../inside-view.ts";
import { ago, type Judgement, keep, lasting, others } from "./judgement.ts";

/** What a look found at work, with its name and for how long. */
export function workInside(view: AppView): Judgement | undefined {
  const work = workSeen(view);
  const [first] = work;
  if (first === undefined) return undefined;
  const { what, since } = first;
  return keep("active", visibleLine(what) + (since === undefined ? "" : lasting(msSince(since, view.now))) + others(work.length));
}

/** A report may always keep its app, whoever wrote it. */
export function reportedWork(view: AppView): Judgement | undefined {
  const { at } = freshBeacon(view) ?? {};
  const active = workReported(view);
  const [first] = active;
  if (at === undefined || first === undefined) return undefined;
  return keep("active", `${visibleLine(first)}${others(active.length)}, reported by its beacon ${ago(msSince(at, view.now))}`);
}

/** A look that failed, or that could not see everything, may have missed work: no age stops such an app. */
export function failedLook(view: AppView): Judgement | undefined {
  const look = currentLook(view);
  if (look === undefined) return undefined;
  if (!look.seen) return keep("unknown", visibleLine(look.why));
  if (look.complete) return undefined;
  const missed = look.notSeen ?? [];
  return keep("unknown", visibleLine(`a look inside its container did not see ${missed.length === 0 ? "everything" : missed.join(", ")}`));
}

/** A recorded session may last, unless something shows that it ended. */
export function maybeConnected(view: AppView): Judgement | undefined {
  const session = lastingSession(view);
  if (session === undefined) return undefined;
  const by = session.by === undefined ? "" : `, by ${session.by}`;
  return keep("unknown", visibleLine(`a remote session that began ${ago(msSince(session.at, view.now))}${by} may last`));
}

/**
 * What only looks show leaves no time behind when it ends. If nothing else clears an open terminal or remote access, the clock starts at
 * the first look that found nothing, as it does for an app without kernels.
 */
export function quietForTooShort(view: AppView): Judgement | undefined {
  const idleMs = quietMs(view);
  if (idleMs === undefined || idleMs >= view.policy.idleMs) return undefined;
  const quiet = idleMs < 1_000 ? "nothing at work inside since just now" : `nothing at work inside for ${formatDuration(idleMs)}`;
  return { ...keep("grace", `${quiet}; idle after ${formatDuration(view.policy.idleMs - idleMs)}`), idleMs };
}

/** Why the report of a beacon did not count, as the end of a reason; empty if it did, or if there is none. */
export function beaconNote(view: AppView): string {
  const beacon = beaconOf(view);
  if (beacon === undefined) return "";
  if (beacon.state === "malformed") return "; the report of its beacon is malformed";
  if (beacon.state === "stale") {
    return `; the report of its beacon${beacon.at === undefined ? "" : ` of ${ago(msSince(beacon.at, view.now))}`} is stale`;
  }
  if (beacon.complete !== true) return "; its beacon could not see everything";
  const report = idleReport(view);
  if (report === undefined || view.policy.trustBeacons) return "";
  return `; its beacon reports no activity for ${formatDuration(msSince(report.lastActivity, view.now))}, which counts only with --trust-beacons`;
}

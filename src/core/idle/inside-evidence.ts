import { formatDuration, msSince } from "../time.ts";
import { visibleLine } from "../visible.ts";
import type { AppView } from "./app-view.ts";
import type { Visit } from "./facts.ts";
import { beaconOf, currentLook, visitsTo } from "./inside-view.ts";
import type { Evidence } from "./report.ts";

/** The most items of one source that are listed: each run stores its list. */
const maxItems = 20;

/** What a look inside, a beacon and CloudTrail show about an app. */
export function insideEvidence(view: AppView): Evidence[] {
  return [...lookEvidence(view), ...beaconEvidence(view), ...visitEvidence(view)];
}

function lookEvidence(view: AppView): Evidence[] {
  const look = currentLook(view);
  if (look === undefined) return [];
  if (!look.seen) return [inside(look.why)];
  const { work, notSeen = [], lastActive } = look;
  const found = work.map(({ what, since }) =>
    inside(since === undefined ? what : `${what}, for ${formatDuration(msSince(since, view.now))}`),
  );
  return [
    ...listed(found, "inside"),
    ...(work.length === 0 && look.complete ? [inside("no program, connection or busy processor of its user")] : []),
    ...(look.complete ? [] : [inside(notSeen.length === 0 ? "not everything could be seen" : `not seen: ${notSeen.join(", ")}`)]),
    ...(lastActive === undefined ? [] : [{ ...inside("last input or activity"), LastActivity: lastActive }]),
  ];
}

function inside(detail: string): Evidence {
  return { Source: "inside", Detail: visibleLine(detail) };
}

function beaconEvidence(view: AppView): Evidence[] {
  const beacon = beaconOf(view);
  if (beacon === undefined) return [];
  const { state, at, lastActivity, active, complete } = beacon;
  if (state === "malformed") return [{ Source: "beacon", Detail: "malformed report: ignored" }];
  const when = at === undefined ? "" : ` ${formatDuration(msSince(at, view.now))} ago`;
  const what = active.length === 0 ? "nothing active" : `active: ${active.slice(0, maxItems).join(", ")}`;
  const worth = [
    ...(state === "stale" ? ["stale: ignored"] : []),
    ...(complete === true ? [] : ["it could not see everything"]),
    ...(view.policy.trustBeacons ? [] : ["can only keep the app"]),
  ];
  return [
    {
      Source: "beacon",
      ...(lastActivity && { LastActivity: lastActivity }),
      Detail: visibleLine([`reported${when}: ${what}`, ...worth].join("; ")),
    },
  ];
}

function visitEvidence(view: AppView): Evidence[] {
  const { visits } = view.facts;
  if (visits === undefined) return [];
  // A missing permission is said once, by the report.
  if (!visits.seen && visits.denied !== undefined) return [];
  if (!visits.seen) return [{ Source: "cloudtrail", Detail: visibleLine(visits.why) }];
  return listed(visitsTo(view).map(visitOf), "cloudtrail");
}

function visitOf({ at, kind, by }: Visit): Evidence {
  const what = kind === "session" ? "a remote session began" : "a presigned URL was made";
  return { Source: "cloudtrail", LastActivity: at, Detail: visibleLine(by === undefined ? what : `${what}, by ${by}`) };
}

function listed(items: readonly Evidence[], Source: Evidence["Source"]): Evidence[] {
  const more = items.length - maxItems;
  return more <= 0 ? [...items] : [...items.slice(0, maxItems), { Source, Detail: `${more} more` }];
}

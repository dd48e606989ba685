import { type AppKey, appReference } from "../app/app.ts";
import { evidenceOf } from "./evidence.ts";
import { beaconEvery, beaconVersion } from "../inside/beacon.ts";
import type { AppFacts, Beacon } from "./facts.ts";
import { compare, viewOf } from "./app-view.ts";
import type { Policy, PolicyFor } from "./policy.ts";
import type { Decision } from "./report.ts";
import { judge, judgeUnseen } from "./rules.ts";

/**
 * The verdict on every app, with its reason and evidence, in the order of the apps' references.
 * Pure and total: it never throws, whatever the facts, and gives each app exactly one decision.
 * The apps to stop are `planned`, and only after they were inspected: an app whose tags were not read is never stopped.
 */
export function decide(facts: readonly AppFacts[], policyFor: PolicyFor, now: Date): Decision[] {
  return facts.map((each) => decideOne(each, policyFor(each), now)).toSorted((a, b) => compare(sortKey(a), sortKey(b)));
}

/** Whether a verdict depends on the activity that the app's server reports. */
export function needsObservation(facts: AppFacts, policy: Policy, now: Date): boolean {
  return judgeUnseen(viewOf(facts, policy, now)) === undefined;
}

/** Whether an app would stop by the facts known so far: only then are its tags read. */
export function wouldStop(facts: AppFacts, policy: Policy, now: Date): boolean {
  return judge(viewOf(facts, policy, now)).stops;
}

/**
 * Whether a look inside its container decides about an app: it is about to stop, or only what a look can clear keeps it, such as an open
 * terminal or remote access. Only an app whose own server answers can be looked into: JupyterLab (service-facts: Looking inside a container).
 */
export function needsLook(facts: AppFacts, policy: Policy, now: Date): boolean {
  const { app, observation } = facts;
  if (!policy.lookInside || app.AppType !== "JupyterLab" || observation?.seen !== true) return false;
  const inside: AppFacts["inside"] = { seen: true, at: observation.activity.observedAt, work: [], complete: true };
  const { sighting: seenBefore = { CreationTime: app.CreationTime, Running: true, FirstSeen: now, LastSeen: now } } = withoutWork(facts);
  return wouldStop({ ...facts, inside, sighting: { ...seenBefore, QuietSince: app.CreationTime } }, policy, now);
}

/** Whether only a look inside, which the policy leaves out, could let a run stop an app that is kept. */
export function lookWouldDecide(facts: AppFacts, policy: Policy, now: Date): boolean {
  return !policy.lookInside && !wouldStop(facts, policy, now) && needsLook(facts, { ...policy, lookInside: true }, now);
}

/** Whether recorded visits could keep an app: it would stop, or is kept only because remote sessions cannot be seen. */
export function hangsOnVisits(facts: AppFacts, policy: Policy, now: Date): boolean {
  const { remoteAccess: _, ...rest } = facts;
  return wouldStop(facts, policy, now) || wouldStop(rest, policy, now);
}

/** Whether the report of a beacon could let an app stop: then its tags are read although it would stay. */
export function hangsOnBeacon(facts: AppFacts, policy: Policy, now: Date): boolean {
  if (!policy.trustBeacons || wouldStop(facts, policy, now)) return false;
  return wouldStop({ ...withoutWork(facts), beacon: mostIdle(now) }, policy, now);
}

/** Without what was at work earlier, by looks and reports: while that keeps an app, only a new look or report shows that it has ended. */
function withoutWork(facts: AppFacts): AppFacts {
  if (facts.sighting === undefined) return facts;
  const { WorkedBy: _, ...sighting } = facts.sighting;
  return { ...facts, sighting };
}

function mostIdle(now: Date): Beacon {
  return {
    state: "fresh",
    at: now,
    lastActivity: new Date(0),
    active: [],
    version: beaconVersion,
    complete: true,
    everyMs: beaconEvery.usualMs,
  };
}

/** Whether an app is kept only because it has not been in this state for long enough, so that sightings of earlier runs decide. */
export function hangsOnMemory(facts: AppFacts, policy: Policy, now: Date): boolean {
  const { sighting } = facts;
  if (sighting === undefined || wouldStop(facts, policy, now)) return false;
  const { CreationTime, Running, LastSeen, EmptySince, QuietSince, Open } = sighting;
  const asKnownForLong = {
    CreationTime,
    Running,
    LastSeen,
    FirstSeen: CreationTime,
    ...(EmptySince && { EmptySince: CreationTime }),
    ...(QuietSince && { QuietSince: CreationTime }),
    ...(Open && { Open }),
  };
  return wouldStop({ ...facts, sighting: asKnownForLong }, policy, now);
}

/** The decision on one app. */
export function decideOne(facts: AppFacts, policy: Policy, now: Date): Decision {
  const { app, region, account, inspection } = facts;
  const view = viewOf(facts, policy, now);
  const { verdict, reason, stops, idleMs } = judge(view);
  return {
    DomainId: app.DomainId,
    ...(app.UserProfileName !== undefined && { UserProfileName: app.UserProfileName }),
    ...(app.SpaceName !== undefined && { SpaceName: app.SpaceName }),
    AppType: app.AppType,
    AppName: app.AppName,
    Region: region,
    ...(account !== undefined && { AccountId: account.AccountId, ...(account.Name !== undefined && { AccountName: account.Name }) }),
    ...(app.ResourceSpec?.InstanceType !== undefined && { InstanceType: app.ResourceSpec.InstanceType }),
    Status: app.Status,
    Verdict: verdict,
    Result: stops && inspection?.seen === true ? "planned" : "kept",
    Reason: reason,
    ...(idleMs !== undefined && { IdleSeconds: Math.floor(idleMs / 1_000) }),
    Evidence: evidenceOf(view),
  };
}

function sortKey({ AccountId = "", Region, DomainId, UserProfileName, SpaceName, AppType, AppName }: Decision): string {
  const owner = `${UserProfileName ?? ""}${SpaceName === undefined ? "" : `space:${SpaceName}`}`;
  return [AccountId, Region, DomainId, owner, AppType, AppName].join("\n");
}

const mostNames = 3;

/**
 * Keeps every server that would stop while an app that is observed through it is kept: without the server, that app could not be observed
 * and would never stop as idle (service-facts: The Jupyter server). `behind` gives the running apps behind a server.
 */
export function holdServers(decisions: readonly Decision[], behind: (decision: Decision) => readonly AppKey[]): Decision[] {
  const stopping = new Set(decisions.filter(({ Result }) => Result === "planned").map(keyOf));
  return decisions.map((decision) => {
    if (decision.Result !== "planned") return decision;
    const staying = behind(decision).filter((app) => !stopping.has(keyOf({ ...app, Region: decision.Region })));
    if (staying.length === 0) return decision;
    return heldBy(decision, staying, "stays", "stay");
  });
}

/** The decision on a server that is kept for these apps; `does` says what they do, in the singular and in the plural. */
export function heldBy(decision: Decision, apps: readonly AppKey[], does: string, they: string): Decision {
  return {
    ...decision,
    Result: "kept",
    Reason: `${decision.Reason}; kept, because only it shows what ${appsText(apps)} ${apps.length === 1 ? `does, which ${does}` : `do, which ${they}`}`,
  };
}

/** `KernelGateway app a`, `KernelGateway apps a, b, c and 2 more`. */
export function appsText(apps: readonly AppKey[]): string {
  const types = [...new Set(apps.map(({ AppType }) => AppType))].join(" and ");
  const names = apps
    .slice(0, mostNames)
    .map(({ AppName }) => AppName)
    .join(", ");
  const more = apps.length > mostNames ? ` and ${apps.length - mostNames} more` : "";
  return `${types} ${apps.length === 1 ? "app" : "apps"} ${names}${more}`;
}

function keyOf(app: AppKey & { readonly Region: string }): string {
  return `${app.Region}/${appReference(app)}`.toLowerCase();
}

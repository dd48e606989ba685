import { appKey, appReference, ownerLabel, ownerOf } from "../../../core/app/app.ts";
import { formatDuration, msSince } from "../../../core/time.ts";
import { idleShutdownNeeds, idleText } from "../../../core/idle-shutdown/idle-shutdown.ts";
import { appsText } from "../../../core/idle/decide.ts";
import type { EarliestStop } from "../../../core/idle/earliest-stop.ts";
import type { Policy, PolicyFile, PolicyInForce, PolicySource } from "../../../core/idle/policy.ts";
import { hoursText } from "../../../core/idle/quiet-hours.ts";
import type { Evidence } from "../../../core/idle/report.ts";
import type { Explanation, OwnIdleShutdown } from "../../../operations/sweep/explain.ts";
import { defaultScope } from "../../../operations/sweep/scope.ts";
import { isoTime, timeAndAge } from "../../views/columns.ts";
import { type Details, type Fields, details, known } from "../../result.ts";

/** An explanation for people and, with the service's style of names, for scripts. */
export function explanationDetails(
  { now, facts, inForce, decision, idleShutdown, stop }: Explanation,
  file: PolicyFile | undefined,
): Details {
  const { app, inspection, behind = [] } = facts;
  const excluded = facts.excludedBy === undefined ? undefined : exclusion(facts.excludedBy, file);
  const tags = inspection?.seen === true ? inspection.tags : undefined;
  const fields: Fields = [
    ["App", app.AppName],
    ["Type", app.AppType],
    ["Owner", ownerLabel(ownerOf(app))],
    ["Domain", app.DomainId],
    ["Region", facts.region],
    ["Instance type", app.ResourceSpec?.InstanceType],
    ["Status", app.Status],
    ["Verdict", decision.Verdict],
    ["Reason", decision.Reason],
    ["Would stop", stopText(stop, now)],
    ["Stops after", behind.length === 0 ? undefined : `${appsText(behind)}, which can only be observed through it`],
    ["Swept", defaultScope.types.includes(app.AppType) ? undefined : `only with --type ${app.AppType}`],
    ...policyFields(inForce, file),
    ["Excluded", excluded && `by "${excluded.Glob}"${sourceText(excluded, "--exclude")}`],
    ...decision.Evidence.map((evidence) => ["Observed", observationText(evidence, now)] as const),
    ["Tags", tags?.map(({ Key, Value }) => `${Key}=${Value}`).join(", ")],
    ["Own idle shutdown", idleShutdownText(idleShutdown)],
  ];
  return details({
    document: {
      ...appKey(app),
      Region: facts.region,
      Decision: { ...decision, Evidence: decision.Evidence.map((evidence) => withAge(evidence, now)) },
      ...("at" in stop ? { WouldStopAt: stop.at } : keptDocument(stop.keptBecause)),
      Policy: policyDocument(inForce.policy),
      PolicyOrigin: { ...originDocument(inForce, file), ...(excluded && { ExcludedBy: excluded }) },
      ...(tags !== undefined && { Tags: tags }),
      IdleSettings: idleShutdownDocument(idleShutdown),
    },
    fields: known(fields),
    name: appReference(app),
  });
}

/** The condition that keeps an app, under its present name and under the earlier one, which the next version removes. */
function keptDocument(why: string) {
  return { KeptBecause: why, NeverWhile: why };
}

function stopText(stop: EarliestStop, now: Date): string {
  if (!("at" in stop)) return `never, while this lasts: ${stop.keptBecause}`;
  const wait = stop.at.getTime() - now.getTime();
  return wait <= 0 ? "by the next run" : `by the first run after ${isoTime(stop.at)}, in ${formatDuration(wait)}, if nothing changes`;
}

/** The glob that excludes an app, and its source: a flag before the file. */
function exclusion(Glob: string, file: PolicyFile | undefined): PolicySource & { readonly Glob: string } {
  const named = file?.protect.apps.find(({ glob }) => glob === Glob);
  return named === undefined ? { Glob, From: "flag" } : { Glob, From: "file", Line: named.line };
}

function policyFields({ policy, origin, rule }: PolicyInForce, file: PolicyFile | undefined): Fields {
  const { idleMs, graceMs, maxAgeMs, keepTerminals, stopStuck, stopRemote, lookInside, maxBusyMs, trustBeacons, protectTags } = policy;
  const { quietHours = [] } = policy;
  return [
    ["Policy", rule ?? (file === undefined ? "flags and defaults" : `${file.path}, no rule matches`)],
    ["Idle after", formatDuration(idleMs) + sourceText(origin.idleMs, "--idle")],
    ["Grace", formatDuration(graceMs) + sourceText(origin.graceMs, "--grace")],
    ["Maximum age", durationOrNever(maxAgeMs) + sourceText(origin.maxAgeMs, "--max-age")],
    ["Terminals keep it", (keepTerminals ? "yes" : "no") + sourceText(origin.keepTerminals, "--keep-terminals")],
    ["Stops if stuck", (stopStuck ? "yes" : "no") + sourceText(origin.stopStuck, "--stop-stuck")],
    ["Stops if remote", (stopRemote ? "yes" : "no") + sourceText(origin.stopRemote, "--stop-remote")],
    ["Run looks inside", (lookInside ? "yes" : "no") + sourceText(origin.lookInside, "--look-inside")],
    ["Maximum busy", durationOrNever(maxBusyMs) + sourceText(origin.maxBusyMs, "--max-busy")],
    ["Beacons trusted", (trustBeacons ? "yes" : "no") + sourceText(origin.trustBeacons, "--trust-beacons")],
    ["Protecting tags", protectTags.map(({ Key, Value }) => (Value === undefined ? Key : `${Key}=${Value}`)).join(", ")],
    ["Quiet hours", quietHours.map((hours) => `${hoursText(hours)} (line ${hours.line})`).join(", ")],
  ];
}

function durationOrNever(ms = Infinity): string {
  return ms === Infinity ? "never" : formatDuration(ms);
}

function sourceText(source: PolicySource, flag: string): string {
  if (source.From === "flag") return ` (${flag})`;
  if (source.From === "default") return " (default)";
  if (source.From === "setting") return " (the setting)";
  return ` (${source.From === "rule" ? "the rule" : "the file"}, line ${source.Line})`;
}

function policyDocument({
  idleMs,
  graceMs,
  maxAgeMs = Infinity,
  keepTerminals,
  stopStuck,
  stopRemote,
  lookInside,
  maxBusyMs = Infinity,
  trustBeacons,
  protectTags,
  protectedBy,
  quietHours = [],
}: Policy): object {
  return {
    IdleSeconds: idleMs / 1_000,
    GraceSeconds: graceMs / 1_000,
    ...(maxAgeMs !== Infinity && { MaxAgeSeconds: maxAgeMs / 1_000 }),
    KeepTerminals: keepTerminals,
    StopStuck: stopStuck,
    StopRemote: stopRemote,
    LookInside: lookInside,
    ...(maxBusyMs !== Infinity && { MaxBusySeconds: maxBusyMs / 1_000 }),
    TrustBeacons: trustBeacons,
    Protected: protectedBy !== undefined,
    ProtectTags: protectTags,
    QuietHours: quietHours.map(({ from, to, zone, days, line }) => ({ From: from, To: to, Zone: zone, Days: days, Line: line })),
  };
}

function originDocument({ origin, rule }: PolicyInForce, file: PolicyFile | undefined): object {
  return {
    ...(file !== undefined && { File: file.path }),
    ...(rule !== undefined && { Rule: rule }),
    IdleSeconds: origin.idleMs,
    GraceSeconds: origin.graceMs,
    MaxAgeSeconds: origin.maxAgeMs,
    KeepTerminals: origin.keepTerminals,
    StopStuck: origin.stopStuck,
    StopRemote: origin.stopRemote,
    LookInside: origin.lookInside,
    MaxBusySeconds: origin.maxBusyMs,
    TrustBeacons: origin.trustBeacons,
  };
}

function withAge(evidence: Evidence, now: Date): object {
  const { LastActivity } = evidence;
  return { ...evidence, ...(LastActivity !== undefined && { AgeSeconds: Math.floor(msSince(LastActivity, now) / 1_000) }) };
}

function observationText({ Source, LastActivity, Detail }: Evidence, now: Date): string {
  const age = LastActivity === undefined ? "" : `, ${timeAndAge(LastActivity, now)}`;
  return `${Source}: ${Detail}${age}`;
}

function idleShutdownText(own: OwnIdleShutdown): string {
  if (!own.available) return own.why;
  const { LifecycleManagement, LifecycleManagementFrom, IdleTimeoutFrom, Note } = own.settings;
  const text = `${idleText(own.settings)} (from the ${IdleTimeoutFrom ?? LifecycleManagementFrom})`;
  if (LifecycleManagement === "DISABLED") return text;
  return `${text}; ${own.imageHonours === "yes" ? "the image honours it" : (Note ?? `whether the image honours it is not known: it ${idleShutdownNeeds}`)}`;
}

function idleShutdownDocument(own: OwnIdleShutdown): object {
  if (!own.available) return { Available: false, Why: own.why };
  return { Available: true, ...own.settings, ImageHonours: own.imageHonours };
}

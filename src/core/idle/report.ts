import type { AppKey, AppStatus, Tag } from "../app/app.ts";
import { isError } from "../errors.ts";
import type { AppFacts } from "./facts.ts";
import type { KernelDecision } from "./leftovers.ts";

export type Verdict = "idle" | "active" | "unknown" | "stuck" | "protected" | "grace" | "skipped";

/** The result: `planned` before the run, or if the run was interrupted; `changed` since the plan; `gone` without a stop of this run. */
export type Result = "planned" | "kept" | "stopped" | "changed" | "gone" | "failed";

/** One item of evidence about an app. */
export interface Evidence {
  readonly Source:
    | "jupyter"
    | "activity-monitor"
    | "cloudwatch"
    | "describe-app"
    | "list-spaces"
    | "sighting"
    | "inside"
    | "beacon"
    | "cloudtrail";
  readonly LastActivity?: Date;
  readonly Detail: string;
}

/** The verdict on one app, as printed and as applied. */
export interface Decision extends AppKey {
  readonly Region: string;
  /** Absent if it is not known. */
  readonly AccountId?: string;
  /** With several accounts: the name in the organization, or in the list of accounts. */
  readonly AccountName?: string;
  readonly InstanceType?: string;
  readonly Status: AppStatus;
  readonly Verdict: Verdict;
  readonly Result: Result;
  /** One line for a person. */
  readonly Reason: string;
  /** Since the last activity; absent if none is known. */
  readonly IdleSeconds?: number;
  readonly Evidence: readonly Evidence[];
  /** The price of its instance, which Classic apps share (service-facts: App rules). */
  readonly HourlyUsd?: number;
}

/** What one sweep found and did. */
export interface SweepReport {
  readonly StartedAt: Date;
  readonly FinishedAt: Date;
  readonly IdleThresholdSeconds: number;
  readonly DryRun: boolean;
  readonly Decisions: readonly Decision[];
  readonly Summary: Summary;
  /** The Regions that could not be swept. */
  readonly Errors?: readonly RegionError[];
  /** With several accounts: each with its sums, or why it could not be swept. */
  readonly Accounts?: readonly AccountReport[];
  /** The Regions in which another run is active on some of the same apps: nothing was done there. */
  readonly LockedRegions?: readonly LockedRegion[];
  /** Missing IAM actions (`sagemaker:ListTags`): apps that need one of them are kept. */
  readonly DeniedActions?: readonly string[];
  /** The number of kept apps about which a look inside their containers would decide; absent: none. */
  readonly NotLookedInside?: number;
  /** The idle kernels and image terminals of apps that stay; absent if they were not to be shut down. */
  readonly Kernels?: readonly KernelDecision[];
}

export interface Summary {
  readonly Evaluated: number;
  readonly Idle: number;
  readonly Stopped: number;
  readonly Failed: number;
  readonly Kept: number;
  readonly Unknown: number;
  /** Absent if something stops and no price is known. */
  readonly HourlyUsdSaved?: number;
}

/** One of several accounts of a report. */
export interface AccountReport {
  readonly AccountId: string;
  readonly Name?: string;
  readonly Tags?: readonly Tag[];
  readonly Regions: readonly string[];
  /** Of its apps. */
  readonly Summary: Summary;
  /** Why it could not be swept, or some of it. */
  readonly Error?: AccountError;
  /** Its Regions in which another run is active. */
  readonly LockedRegions?: readonly LockedRegion[];
}

export interface AccountError {
  readonly Code: string;
  readonly Message: string;
  readonly Why?: string;
  readonly Fix?: string;
}

export interface RegionError {
  readonly Region: string;
  readonly AccountId?: string;
  readonly Code: string;
  readonly Message: string;
}

/** A Region in which another run is active, and who it is. */
export interface LockedRegion {
  readonly Region: string;
  readonly AccountId?: string;
  /** Absent if that is not known. */
  readonly Since?: Date;
  /** `process 4242 on build-1`. */
  readonly By: string;
}

/** The error of credentials that ended a run: of several accounts, only if none of them is without an error. */
export function credentialsLost({ Errors = [], Accounts }: Pick<SweepReport, "Errors" | "Accounts">): RegionError | undefined {
  if (Accounts?.some(({ Error }) => Error === undefined) === true) return undefined;
  return Errors.find(({ Code }) => Code === "no-credentials");
}

/** An account and Region, as the key of what is in them. */
export function placeOf({ Region, AccountId }: Pick<Decision, "Region" | "AccountId">): string {
  return AccountId === undefined ? Region : `${AccountId}/${Region}`;
}

/** The missing IAM actions because of which apps could not be observed or inspected. */
export function deniedOf(facts: Iterable<Pick<AppFacts, "observation" | "inspection" | "inside" | "visits">>): string[] {
  return [...facts].flatMap(({ observation, inspection, inside, visits }) =>
    [observation, inspection, inside, visits].flatMap((told) => (told?.seen === false && told.denied !== undefined ? [told.denied] : [])),
  );
}

/** The missing IAM action, if that is why a call failed. */
export function deniedBy(error: unknown): string[] {
  return isError(error, "denied") && error.deniedAction !== undefined ? [error.deniedAction] : [];
}

/** The report's `DeniedActions`: each action once, sorted; nothing if none is missing. */
export function deniedActions(actions: readonly string[]): { readonly DeniedActions?: readonly string[] } {
  return actions.length === 0 ? {} : { DeniedActions: [...new Set(actions)].toSorted() };
}

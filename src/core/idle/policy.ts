import type { ZeroRule } from "../duration.ts";
import type { AppFacts } from "./facts.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** What a flag or a rule of a policy file may set, app by app. Times in milliseconds. */
export interface Thresholds {
  /** Without activity for this long an app is idle. */
  readonly idleMs: number;
  /** An app younger than this is left alone. */
  readonly graceMs: number;
  /** Apps that could not be observed for this long stop; absent: never. */
  readonly maxAgeMs?: number;
  /** Whether an open terminal keeps its app; else its last activity counts, where it has one (not on Classic). */
  readonly keepTerminals: boolean;
  /** Whether apps stop that nothing holds but a kernel that never got past starting, or never ended. */
  readonly stopStuck: boolean;
  /** Whether apps of spaces with remote access on are judged as others are, though a remote session cannot be seen. */
  readonly stopRemote: boolean;
  /** A kernel that is busy for this long without any message is stuck, which alone stops nothing; absent: never. */
  readonly maxBusyMs?: number;
}

/** What `0s` is as a threshold, on the command line and in a policy file: a string is why it is refused. */
export const zeroIdle: ZeroRule = "an app in use would count as idle";
export const zeroGrace: ZeroRule = "accepted";

/** When an app counts as idle, and what keeps it. */
export interface Policy extends Thresholds {
  /** Tags that keep an app, beside `studioctl:keep`. */
  readonly protectTags: readonly ProtectTag[];
  /** Whether domains of SageMaker Unified Studio are swept too. */
  readonly unifiedStudio?: boolean;
  /** The rule that says this app is never stopped. */
  readonly protectedBy?: string;
  /** When this app is not stopped, and the line of the policy file that says so. */
  readonly quietHours?: readonly (QuietHours & { readonly line?: number })[];
}

export interface ProtectTag {
  readonly Key: string;
  /** Absent: any value. */
  readonly Value?: string;
}

/** What a policy may hang on. */
export type PolicySubject = Pick<AppFacts, "app" | "spaceOwner">;

/** The policy of each app. */
export type PolicyFor = (subject: PolicySubject) => Policy;

export const defaultPolicy: Policy = {
  idleMs: 60 * 60_000,
  graceMs: 15 * 60_000,
  keepTerminals: true,
  stopStuck: false,
  stopRemote: false,
  protectTags: [],
};

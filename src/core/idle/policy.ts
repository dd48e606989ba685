import type { Hardware } from "../app/instances.ts";
import type { AppType } from "../service-model.ts";
import type { ZeroRule } from "../time.ts";
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
  /** Whether an open terminal keeps its app; else its last activity counts, if it has one (not on Classic). */
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

/** What a policy may depend on. */
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

/** A policy file, read and checked. Lines count from 1. */
export interface PolicyFile {
  /** As it was named on the command line. */
  readonly path: string;
  /** For what no rule sets. */
  readonly defaults: Setting;
  /** The first that matches an app applies to it. */
  readonly rules: readonly PolicyRule[];
  /** Globs over the long app reference, and tags, that keep an app whatever the rules say. */
  readonly protect: { readonly apps: readonly PlacedGlob[]; readonly tags: readonly ProtectTag[] };
  /** Those of an app are all that match it. */
  readonly quietHours: readonly (QuietHours & { readonly line: number; readonly match: AppMatch })[];
  readonly maxStops?: number | undefined;
}

export interface PlacedGlob {
  readonly glob: string;
  readonly line: number;
}

export interface Setting {
  readonly line: number;
  readonly thresholds: Partial<Thresholds>;
}

export interface PolicyRule extends Setting {
  readonly name?: string | undefined;
  readonly match: AppMatch;
  /** Never stopped. */
  readonly protect: boolean;
}

/** Which apps: every member that is there has to fit, in one of its values. Texts are globs, whatever their case. */
export interface AppMatch {
  /** Domain ids. */
  readonly domain?: readonly string[] | undefined;
  /** User profiles that own an app, or the space it runs in. */
  readonly user?: readonly string[] | undefined;
  readonly space?: readonly string[] | undefined;
  readonly type?: readonly AppType[] | undefined;
  readonly instanceType?: readonly string[] | undefined;
  readonly hardware?: readonly Hardware[] | undefined;
  /** App names. */
  readonly app?: readonly string[] | undefined;
}

/** Where a value comes from: a flag, the rule that matched, the defaults of the file, the program. */
export type PolicySource =
  | { readonly From: "flag" }
  | { readonly From: "default" }
  | { readonly From: "rule" | "file"; readonly Line: number };

/** What applies to one app, and why. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly origin: Readonly<Record<keyof Thresholds, PolicySource>>;
  /** The rule that matched: `rule "gpus sooner", policy.yaml line 12`. */
  readonly rule?: string;
}

/** The policies of one sweep. */
export interface Policies {
  /** What applies where no rule does. */
  readonly otherwise: Policy;
  /** Whether a rule asks for user profiles: then it has to be known who owns each space. */
  readonly asksForOwners: boolean;
  /** Pure and total. */
  readonly inForce: (subject: PolicySubject) => PolicyInForce;
}

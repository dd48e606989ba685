import type { Hardware } from "../app/instances.ts";
import type { AppType } from "../service-model.ts";
import type { ZeroRule } from "../time.ts";
import type { AppFacts } from "./facts.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** The thresholds that a flag or a rule of a policy file may set for each app. Times in milliseconds. */
export interface Thresholds {
  /** An app without activity for this long is idle. */
  readonly idleMs: number;
  /** An app younger than this is kept. */
  readonly graceMs: number;
  /** Apps that could not be observed for this long are stopped; absent: never. */
  readonly maxAgeMs?: number;
  /** Whether an open terminal keeps its app; else its last activity counts, if it has one (not on Classic). */
  readonly keepTerminals: boolean;
  /** Whether to stop apps that are kept only by a kernel that never finished starting or ending. */
  readonly stopStuck: boolean;
  /** Whether apps of spaces with remote access are judged like others, although remote sessions are invisible. */
  readonly stopRemote: boolean;
  /** A kernel that is busy for this long without any message is stuck; only a look inside or a trusted report lets its app stop; absent: never. */
  readonly maxBusyMs?: number;
  /** Whether to look inside the container of an app that is about to stop, or that only an open terminal or remote access keeps. */
  readonly lookInside: boolean;
  /** Whether a fresh report of a beacon may let its app stop; otherwise it can only keep one. */
  readonly trustBeacons: boolean;
}

/** Why `0s` is rejected as a threshold, on the command line and in a policy file. */
export const zeroIdle: ZeroRule = "an app in use would count as idle";
export const zeroGrace: ZeroRule = "accepted";

/** When an app counts as idle, and what keeps it. */
export interface Policy extends Thresholds {
  /** Tags that keep an app, in addition to `studioctl:keep`. */
  readonly protectTags: readonly ProtectTag[];
  /** Whether domains of SageMaker Unified Studio are swept too. */
  readonly unifiedStudio?: boolean;
  /** Whether idle kernels and image terminals of apps that stay are shut down. */
  readonly shutDownKernels?: boolean;
  /** The rule that protects this app. */
  readonly protectedBy?: string;
  /** When this app is not stopped, and the line of the policy file that says so. */
  readonly quietHours?: readonly (QuietHours & { readonly line?: number })[];
}

export interface ProtectTag {
  readonly Key: string;
  /** Absent: any value. */
  readonly Value?: string;
}

/** The facts that a policy may depend on. */
export type PolicySubject = Pick<AppFacts, "app" | "spaceOwner">;

/** The policy of each app. */
export type PolicyFor = (subject: PolicySubject) => Policy;

export const defaultPolicy: Policy = {
  idleMs: 60 * 60_000,
  graceMs: 15 * 60_000,
  keepTerminals: true,
  stopStuck: false,
  stopRemote: false,
  lookInside: false,
  trustBeacons: false,
  protectTags: [],
};

/** A policy file, read and checked. Lines count from 1. */
export interface PolicyFile {
  /** As given on the command line. */
  readonly path: string;
  /** Defaults for values that no rule sets. */
  readonly defaults: Setting;
  /** The first that matches an app applies to it. */
  readonly rules: readonly PolicyRule[];
  /** Globs over the long app reference, and tags, that keep an app regardless of the rules. */
  readonly protect: { readonly apps: readonly PlacedGlob[]; readonly tags: readonly ProtectTag[] };
  /** All entries that match an app apply to it. */
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

/** Selects apps: every member that is present must match, with one of its values. Texts are globs and ignore case. */
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

/** The source of a value: a flag, the matching rule, the defaults of the file, a setting, the program. */
export type PolicySource =
  | { readonly From: "flag" }
  | { readonly From: "setting" }
  | { readonly From: "default" }
  | { readonly From: "rule" | "file"; readonly Line: number };

/** The policy that applies to one app, and why. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly origin: Readonly<Record<keyof Thresholds, PolicySource>>;
  /** The rule that matched: `rule "gpus sooner", policy.yaml line 12`. */
  readonly rule?: string;
}

/** The policies of one sweep. */
export interface Policies {
  /** The policy for apps that no rule matches. */
  readonly otherwise: Policy;
  /** Whether a rule matches by user profile: then the owner of each space must be known. */
  readonly asksForOwners: boolean;
  /** Pure and total. */
  readonly inForce: (subject: PolicySubject) => PolicyInForce;
}

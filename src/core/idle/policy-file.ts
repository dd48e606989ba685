import type { Hardware } from "../app/instances.ts";
import type { AppType } from "../service-model.ts";
import type { Policy, PolicySubject, ProtectTag, Thresholds } from "./policy.ts";
import type { QuietHours } from "./quiet-hours.ts";

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

import type { Decision, RegionError, Summary } from "../core/idle/report.ts";

/** A line of the record of what sweeps did: an app that was stopped or could not be, or that a run took place. */
export type Receipt =
  | ({ readonly Kind: "app"; readonly At: Date } & Decision)
  | {
      readonly Kind: "run";
      readonly At: Date;
      readonly StartedAt: Date;
      readonly Summary: Summary;
      readonly Errors?: readonly RegionError[];
    };

export interface Receipts {
  /** Adds to the end; resolves when written. */
  append(receipts: readonly Receipt[]): Promise<void>;
}

import type { ResourceSpec } from "../app/app.ts";
import type { ErrorCode } from "../errors.ts";
import type { Decision, RegionError, Summary } from "./report.ts";

/** What every line of the record tells: when it was written, by which run, and in which account, once that is known. */
interface Stamp {
  readonly At: Date;
  /** The same on all lines of a run, and on no other. */
  readonly Run: string;
  readonly Account?: string;
}

/** A decision, and what its stop saves. */
export interface RecordedDecision extends Decision {
  /** Of a stop: US dollars per hour of the instance it freed; 0 where other apps still run there. Absent: no price known. */
  readonly HourlyUsdSaved?: number;
  /** Of a stop: what the app ran with, so that it can be started again as it was. */
  readonly ResourceSpec?: ResourceSpec;
}

/** The line of one decision. An app whose delete was accepted, but that did not go, has a second line that says so. */
export interface AppReceipt extends Stamp, RecordedDecision {
  readonly Kind: "app";
}

/**
 * Written, and on the disk, before an app's delete is sent. A line of the app by the same run follows and tells how it ended,
 * but where the run was killed in between: then nobody knows whether the app was stopped.
 */
export interface IntentReceipt extends Stamp, RecordedDecision {
  readonly Kind: "intent";
}

/** The line of one run, written at its end (`At`), whatever that was; only a killed run has none. */
export interface RunReceipt extends Stamp {
  readonly Kind: "run";
  readonly StartedAt: Date;
  readonly Regions?: readonly string[];
  readonly DryRun: boolean;
  readonly Version: string;
  /** The command line, without what could be a secret in it. */
  readonly Arguments: readonly string[];
  /** `busy`: another run was at work, and this one did nothing. An error's code: what ended it early. */
  readonly Outcome: "done" | "busy" | ErrorCode;
  /** Why it ended early. */
  readonly Message?: string;
  /** Absent if the run ended before it had decided. */
  readonly Summary?: Summary;
  readonly Errors?: readonly RegionError[];
}

export type Receipt = AppReceipt | IntentReceipt | RunReceipt;

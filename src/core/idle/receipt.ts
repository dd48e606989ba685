import { appKey, type AppKey, appReference, type ResourceSpec } from "../app/app.ts";
import type { ErrorCode } from "../errors.ts";
import type { KernelDecision } from "./leftovers.ts";
import type { AccountReport, Decision, RegionError, Summary } from "./report.ts";

/** The members of every line of the record: when it was written, by which run, and in which account, if known. */
interface Stamp {
  readonly At: Date;
  /** An id shared by all lines of a run. */
  readonly Run: string;
  readonly Account?: string;
  /** The same as `Account`. */
  readonly AccountId?: string;
}

/** A decision and the savings of its stop. */
export interface RecordedDecision extends Decision {
  /** For a stop: US dollars per hour of the instance it freed; 0 if other apps still run there. Absent: no price known. */
  readonly HourlyUsdSaved?: number;
  /** For a stop: the specification of the app, so that it can be started again. */
  readonly ResourceSpec?: ResourceSpec;
}

/** The line of one decision. An app whose delete was accepted but that still runs has a second line that says so. */
export interface AppReceipt extends Stamp, RecordedDecision {
  readonly Kind: "app";
}

/**
 * Written to disk before an app's delete is sent. A second line of the same run and app records the result, unless the run was killed in
 * between: then it is not known whether the app was stopped.
 */
export interface IntentReceipt extends Stamp, RecordedDecision {
  readonly Kind: "intent";
}

/**
 * The first line of an app that a run saw running on an instance that an earlier stop freed, or was about to free: what that stop saves
 * ends here.
 */
export interface ResumedReceipt extends Stamp, AppKey {
  readonly Kind: "resumed";
  readonly Region: string;
  readonly InstanceType?: string;
}

/** The line that says that the instance of this app runs again. */
export function resumedReceipt(app: Omit<ResumedReceipt, "Kind">): ResumedReceipt {
  const { At, Run, Account, AccountId, Region, InstanceType } = app;
  return {
    Kind: "resumed",
    At,
    Run,
    ...(Account !== undefined && { Account }),
    ...(AccountId !== undefined && { AccountId }),
    ...appKey(app),
    Region,
    ...(InstanceType !== undefined && { InstanceType }),
  };
}

/** The line of one run, written at its end (`At`), successful or not; only a killed run has none. */
export interface RunReceipt extends Stamp {
  readonly Kind: "run";
  readonly StartedAt: Date;
  /** Of a run over several accounts. */
  readonly AccountIds?: readonly string[];
  readonly Regions?: readonly string[];
  readonly DryRun: boolean;
  readonly Version: string;
  /** The command line without anything that could be a secret. */
  readonly Arguments: readonly string[];
  /** `busy`: another run was active, and this one did nothing. An error code: the error that ended it early. */
  readonly Outcome: "done" | "busy" | ErrorCode;
  /** Why it ended early. */
  readonly Message?: string;
  /** Absent if the run ended before it had decided. */
  readonly Summary?: Summary;
  readonly Errors?: readonly RegionError[];
  /** Of a run over several accounts: the sums and the error of each. */
  readonly Accounts?: readonly AccountReport[];
}

/** The line of a kernel or image terminal: `planned`, on the disk, before it is shut down, and the result. */
export interface KernelReceipt extends Stamp, Omit<KernelDecision, "Kind"> {
  readonly Kind: "kernel";
  readonly Item: KernelDecision["Kind"];
}

export type Receipt = AppReceipt | IntentReceipt | KernelReceipt | ResumedReceipt | RunReceipt;

/**
 * The parts of a record that are kept and read apart, so that what was stopped in a year can be read without the rest. `stops`: stops,
 * failures, intents, and where an instance was seen running again. `verdicts`: an app that is kept with another verdict than before, and
 * what was shut down in an app that stays.
 * `runs`: the summary of each run.
 */
export type ReceiptGroup = "stops" | "verdicts" | "runs";

export function groupOf(receipt: Receipt): ReceiptGroup {
  if (receipt.Kind === "run") return "runs";
  if (receipt.Kind === "kernel") return "verdicts";
  return receipt.Kind === "app" && receipt.Result === "kept" ? "verdicts" : "stops";
}

/** Identifies a line: two lines with the same key record the same fact. An app that is stopped and then fails has two lines in one run. */
export function receiptKey(receipt: Receipt): string {
  const { Kind, Run, Account = "" } = receipt;
  if (receipt.Kind === "run") return [Run, Account, Kind].join("/");
  return [Run, Account, receipt.Region, appReference(receipt), Kind, ...ofItsKind(receipt)].join("/");
}

function ofItsKind(receipt: Exclude<Receipt, RunReceipt>): readonly string[] {
  if (receipt.Kind === "app") return [receipt.Result];
  return receipt.Kind === "kernel" ? [receipt.Item, receipt.Id, receipt.Result] : [];
}

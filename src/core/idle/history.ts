import { appReference } from "../app/app.ts";
import { instanceKey, rounded, runs } from "../cost/billing.ts";
import { grouped } from "../collections.ts";
import { restartCommand } from "../app/restart-command.ts";
import type { AppReceipt, IntentReceipt, Receipt, RecordedDecision, RunReceipt } from "./receipt.ts";

/** A stop counts as saving the hours until the instance is seen running again, at most a day. */
export const longestSavingMs = 24 * 3_600_000;

const wellEnded: ReadonlySet<RunReceipt["Outcome"]> = new Set(["done", "busy", "interrupted", "declined"]);

/** Which stops to report. Empty lists are no limit; users and spaces add up. */
export interface HistoryScope {
  readonly since: Date;
  readonly now: Date;
  readonly users: readonly string[];
  readonly spaces: readonly string[];
  readonly regions: readonly string[];
  readonly domains: readonly string[];
}

/** A past stop, a failed stop, or (`planned`) a stop of which only the intent is recorded. */
export interface PastStop extends RecordedDecision {
  readonly At: Date;
  readonly Run: string;
  readonly Account?: string;
  /** US dollars saved by now; absent if no price is known, and for what was not stopped. */
  readonly UsdSaved?: number;
  /** The command that starts it again as it was; absent if it can no longer be started, or if it was not stopped. */
  readonly Restart?: string;
}

/** What sweeps did since a time. */
export interface History {
  readonly Since: Date;
  readonly Until: Date;
  /** Newest first. */
  readonly Stops: readonly PastStop[];
  /** Days (UTC) with stops, newest first, with the savings of those stops. */
  readonly Days: readonly { readonly Day: string; readonly Stopped: number; readonly UsdSaved: number }[];
  readonly Summary: {
    readonly Stopped: number;
    readonly Failed: number;
    /** Stops begun without a recorded end. */
    readonly Unfinished: number;
    readonly UsdSaved: number;
    /** Stops that add nothing to the savings because no price is known. */
    readonly Unpriced: number;
    /** The number of recorded runs of any scope, and of those that ended with an error. */
    readonly Runs: number;
    readonly FailedRuns: number;
    readonly LastRunAt?: Date;
  };
}

/** A stop while the lines after it are read. */
interface OpenStop {
  receipt: AppReceipt;
  failed: boolean;
  /** Whether it freed its instance. */
  freed: boolean;
  backAt?: Date;
}

/** Reads receipts in the order in which they were written, and keeps only stops. */
export class HistoryReader {
  readonly #scope: HistoryScope;
  readonly #stops: OpenStop[] = [];
  /** Stops begun, by run and app, until a line records their end. */
  readonly #intents = new Map<string, IntentReceipt>();
  /** The last stop of each app, and of each instance that has been free since. */
  readonly #ofApp = new Map<string, OpenStop>();
  readonly #ofInstance = new Map<string, OpenStop>();
  #runs = 0;
  #failedRuns = 0;
  #lastRunAt: Date | undefined;

  constructor(scope: HistoryScope) {
    this.#scope = scope;
  }

  add(receipt: Receipt): void {
    if (receipt.At < this.#scope.since) return;
    if (receipt.Kind === "app") this.#addApp(receipt);
    else if (receipt.Kind === "intent") this.#intents.set(intentKey(receipt), receipt);
    else if (!receipt.DryRun) this.#addRun(receipt);
  }

  #addRun({ Outcome, At }: RunReceipt): void {
    this.#runs += 1;
    if (!wellEnded.has(Outcome)) this.#failedRuns += 1;
    this.#lastRunAt = At;
  }

  #addApp(receipt: AppReceipt): void {
    const { Account = "", Run, Result } = receipt;
    this.#intents.delete(intentKey(receipt));
    const app = `${Account}/${receipt.Region}/${appReference(receipt)}`;
    const instance = `${Account}/${instanceKey(receipt)}`;
    const free = this.#ofInstance.get(instance);
    if (free !== undefined && free.receipt.Run !== Run && runs(receipt)) {
      free.backAt = receipt.At;
      this.#ofInstance.delete(instance);
    }
    const stopped = this.#ofApp.get(app);
    if (Result === "failed" && stopped?.receipt.Run === Run && !stopped.failed) {
      // Its delete was accepted, but the app and its instance still run.
      stopped.failed = true;
      stopped.receipt = receipt;
      if (free?.receipt.Run === Run) free.freed = false;
    } else if ((Result === "stopped" || Result === "failed") && inScope(receipt, this.#scope)) {
      const stop = { receipt, failed: Result === "failed", freed: Result === "stopped" };
      this.#stops.push(stop);
      this.#ofApp.set(app, stop);
      if (receipt.HourlyUsdSaved !== 0 && stop.freed) this.#ofInstance.set(instance, stop);
    }
  }

  history(): History {
    const { since, now } = this.#scope;
    const begun = [...this.#intents.values()].filter((intent) => inScope(intent, this.#scope)).map(unfinished);
    const ended = this.#stops.map((stop) => pastStop(stop, now));
    const stops = [...ended, ...begun].toSorted((a, b) => b.At.getTime() - a.At.getTime());
    const stopped = stops.filter(({ Result }) => Result === "stopped");
    return {
      Since: since,
      Until: now,
      Stops: stops,
      Days: daysOf(stopped),
      Summary: {
        Stopped: stopped.length,
        Failed: ended.length - stopped.length,
        Unfinished: begun.length,
        UsdSaved: sumOf(stopped),
        Unpriced: stopped.filter(({ UsdSaved }) => UsdSaved === undefined).length,
        Runs: this.#runs,
        FailedRuns: this.#failedRuns,
        ...(this.#lastRunAt && { LastRunAt: this.#lastRunAt }),
      },
    };
  }
}

function intentKey({ Account = "", Run, ...app }: AppReceipt | IntentReceipt): string {
  return `${Run}/${Account}/${app.Region}/${appReference(app)}`;
}

/** Its run is still active, or was killed between the two lines. */
function unfinished({ Kind: _kind, HourlyUsdSaved: _saved, ...decision }: IntentReceipt): PastStop {
  return {
    ...decision,
    Result: "planned",
    Reason: `${decision.Reason}; its delete was about to be sent: the run is still active, or was killed before it recorded the outcome`,
  };
}

function inScope(receipt: AppReceipt | IntentReceipt, { users, spaces, regions, domains }: HistoryScope): boolean {
  const owners = users.length + spaces.length === 0 || has(users, receipt.UserProfileName) || has(spaces, receipt.SpaceName);
  return owners && (regions.length === 0 || has(regions, receipt.Region)) && (domains.length === 0 || has(domains, receipt.DomainId));
}

/** Names are compared without case (service-facts: App rules). */
function has(names: readonly string[], name: string | undefined): boolean {
  return names.some((one) => one.toLowerCase() === name?.toLowerCase());
}

function pastStop({ receipt, failed, freed, backAt }: OpenStop, now: Date): PastStop {
  const { Kind: _kind, HourlyUsdSaved, ...line } = receipt;
  if (failed) return { ...line, Result: "failed" };
  const InstanceType = line.InstanceType === undefined ? {} : { InstanceType: line.InstanceType };
  const Restart = restartCommand({ ...line, ResourceSpec: { ...InstanceType, ...line.ResourceSpec } });
  const decision = { ...line, ...(Restart !== undefined && { Restart }) };
  const hourly = freed ? HourlyUsdSaved : 0;
  if (hourly === undefined) return decision;
  const off = (backAt ?? now).getTime() - receipt.At.getTime();
  const hours = Math.min(Math.max(off, 0), longestSavingMs) / 3_600_000;
  return { ...decision, HourlyUsdSaved: hourly, UsdSaved: rounded(hourly * hours) };
}

function daysOf(stopped: readonly PastStop[]): History["Days"] {
  const days = grouped(stopped, ({ At }) => At.toISOString().slice(0, 10));
  return [...days].map(([Day, ofDay]) => ({ Day, Stopped: ofDay.length, UsdSaved: sumOf(ofDay) }));
}

function sumOf(stops: readonly PastStop[]): number {
  return rounded(stops.reduce((sum, { UsdSaved = 0 }) => sum + UsdSaved, 0));
}

import { appReference } from "../app/app.ts";
import { instanceKey, rounded, runs } from "../cost/billing.ts";
import { restartCommand } from "../app/restart-command.ts";
import type { AppReceipt, IntentReceipt, Receipt, RecordedDecision, ResumedReceipt, RunReceipt } from "./receipt.ts";

/** A stop counts as saving the hours until the instance is seen running again, at most a day. */
export const longestSavingMs = 24 * 3_600_000;

const wellEnded: ReadonlySet<RunReceipt["Outcome"]> = new Set(["done", "busy", "interrupted", "declined"]);

/** Which stops to report. Empty lists are no limit; users and spaces add up. */
export interface HistoryScope {
  readonly since: Date;
  /** Absent: now. */
  readonly until?: Date | undefined;
  readonly now: Date;
  readonly users: readonly string[];
  readonly spaces: readonly string[];
  readonly regions: readonly string[];
  readonly domains: readonly string[];
  /** Ids; absent: no limit. */
  readonly accounts?: readonly string[] | undefined;
}

/** A past stop, a failed stop, or (`planned`) a stop of which only the intent is recorded. */
export interface PastStop extends RecordedDecision {
  /** The kind of the line it was made of is not part of it. */
  readonly Kind?: undefined;
  readonly At: Date;
  readonly Run: string;
  readonly Account?: string;
  /** US dollars saved by now; absent if no price is known, and for what was not stopped. */
  readonly UsdSaved?: number;
  /** The command that starts it again as it was; absent if it can no longer be started, or if it was not stopped. */
  readonly Restart?: string;
}

/** The sums of a history. */
export interface Totals {
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

/** What the newer lines say about the end of one run's work on an app. */
interface Ending {
  readonly at: number;
  /** Its delete was accepted, but the app was still there at the end. */
  readonly failed: boolean;
}

/** Where an instance was seen running, by which run. */
interface Sight {
  readonly at: Date;
  readonly run: string;
}

/**
 * Reads receipts, the newest first, and turns each stop into what history shows of it: what became of it is in newer lines. Keeps only what
 * older lines can depend on, so that a year of stops is never in memory at once.
 */
export class HistoryReader {
  readonly #scope: HistoryScope;
  /** By run and app. */
  readonly #endings = new Map<string, Ending>();
  /** The oldest sight of each running instance so far, and the oldest by another run than that one. */
  readonly #running = new Map<string, { readonly first: Sight; readonly other?: Sight }>();
  /** Instances that still run although a run stopped their apps, by run and instance. */
  readonly #notFreed = new Map<string, number>();
  /** By days since 1970: a text for each stop would take long. */
  readonly #days = new Map<number, { Stopped: number; UsdSaved: number }>();
  #counts = { Stopped: 0, Failed: 0, Unfinished: 0, UsdSaved: 0, Unpriced: 0, Runs: 0, FailedRuns: 0 };
  #lastRunAt: Date | undefined;
  #forgottenBefore = Infinity;

  constructor(scope: HistoryScope) {
    this.#scope = scope;
  }

  /** The stop that this line adds to the history, if it adds one. It takes the receipt over, and may make the stop of it. */
  add(receipt: Receipt): PastStop | undefined {
    const stop = this.#read(receipt);
    const { since, until } = this.#scope;
    if (receipt.At < since || (until !== undefined && receipt.At > until)) return undefined;
    if (receipt.Kind === "run") this.#countRun(receipt);
    if (stop === undefined || !inScope(stop, this.#scope)) return undefined;
    this.#count(stop);
    return stop;
  }

  #read(receipt: Receipt): PastStop | undefined {
    this.#forget(receipt.At.getTime());
    if (receipt.Kind === "run" || receipt.Kind === "kernel") return undefined;
    if (receipt.Kind === "resumed") return this.#sighted(receipt);
    const key = appKeyOf(receipt);
    const ending = this.#endings.get(key);
    if (receipt.Kind === "intent") return ending === undefined ? unfinished(receipt) : undefined;
    const isStop = receipt.Result === "stopped" || receipt.Result === "failed";
    const instance = instanceOf(receipt);
    const isFailure = receipt.Result === "failed";
    if (isFailure) this.#notFreed.set(`${receipt.Run} ${instance}`, receipt.At.getTime());
    this.#endings.set(key, { at: receipt.At.getTime(), failed: isFailure });
    const stop = isStop && ending?.failed !== true ? this.#stopped(receipt, instance) : undefined;
    if (runs(receipt)) this.#sighted(receipt);
    return stop;
  }

  /** The receipt itself, with the members of a stop: V8 takes ten times as long to add members to a copy. */
  #stopped(receipt: AppReceipt, instance: string): PastStop {
    if (receipt.Result === "failed") return Object.assign(receipt, { Kind: undefined });
    const { InstanceType, ResourceSpec, HourlyUsdSaved } = receipt;
    const spec = InstanceType === undefined ? ResourceSpec : { InstanceType, ...ResourceSpec };
    const Restart = restartCommand(receipt, spec);
    const hourly = this.#notFreed.has(`${receipt.Run} ${instance}`) ? 0 : HourlyUsdSaved;
    const stop = Object.assign(receipt, Restart === undefined ? { Kind: undefined } : { Kind: undefined, Restart });
    if (hourly === undefined) return stop;
    const off = (this.#backAt(receipt, instance) ?? this.#scope.now).getTime() - receipt.At.getTime();
    const hours = Math.min(Math.max(off, 0), longestSavingMs) / 3_600_000;
    return Object.assign(stop, { HourlyUsdSaved: hourly, UsdSaved: rounded(hourly * hours) });
  }

  /** When a later run saw the instance running again. */
  #backAt({ Run }: AppReceipt, instance: string): Date | undefined {
    const sights = this.#running.get(instance);
    return sights?.first.run === Run ? sights.other?.at : sights?.first.at;
  }

  #sighted(receipt: AppReceipt | ResumedReceipt): undefined {
    const instance = instanceOf(receipt);
    const before = this.#running.get(instance);
    const first = { at: receipt.At, run: receipt.Run };
    const other = before?.first.run === first.run ? before.other : before?.first;
    this.#running.set(instance, { first, ...(other && { other }) });
  }

  /** What is more than two days newer says nothing about an older line: a stop saves for a day, and no run lasts for one. */
  #forget(at: number): void {
    if (at > this.#forgottenBefore - longestSavingMs) return;
    const limit = at + 2 * longestSavingMs;
    for (const [key, ending] of this.#endings) if (ending.at > limit) this.#endings.delete(key);
    for (const [key, newer] of this.#notFreed) if (newer > limit) this.#notFreed.delete(key);
    for (const [key, { first }] of this.#running) if (first.at.getTime() > limit) this.#running.delete(key);
    this.#forgottenBefore = at;
  }

  #countRun({ Outcome, DryRun, At }: RunReceipt): void {
    if (DryRun) return;
    this.#counts.Runs += 1;
    if (!wellEnded.has(Outcome)) this.#counts.FailedRuns += 1;
    this.#lastRunAt = this.#lastRunAt === undefined || At > this.#lastRunAt ? At : this.#lastRunAt;
  }

  #count({ Result, At, UsdSaved }: PastStop): void {
    const counts = this.#counts;
    if (Result === "planned") counts.Unfinished += 1;
    if (Result === "failed") counts.Failed += 1;
    if (Result !== "stopped") return;
    counts.Stopped += 1;
    counts.UsdSaved += UsdSaved ?? 0;
    if (UsdSaved === undefined) counts.Unpriced += 1;
    const number = dayNumber(At);
    const day = this.#days.get(number) ?? { Stopped: 0, UsdSaved: 0 };
    this.#days.set(number, day);
    day.Stopped += 1;
    day.UsdSaved += UsdSaved ?? 0;
  }

  /** The sums of all lines so far. */
  totals(): Totals {
    const days = [...this.#days].toSorted(([a], [b]) => b - a);
    return {
      Days: days.map(([number, { Stopped, UsdSaved }]) => ({ Day: dayOf(number), Stopped, UsdSaved: rounded(UsdSaved) })),
      Summary: {
        ...this.#counts,
        UsdSaved: rounded(this.#counts.UsdSaved),
        ...(this.#lastRunAt && { LastRunAt: this.#lastRunAt }),
      },
    };
  }
}

const dayMs = 86_400_000;

function dayOf(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The day (UTC) of a time, in days since 1970. */
export function dayNumber(time: Date): number {
  return Math.floor(time.getTime() / dayMs);
}

function appKeyOf({ Account = "", Run, ...app }: AppReceipt | IntentReceipt): string {
  return `${Run}/${Account}/${app.Region}/${appReference(app)}`;
}

function instanceOf(receipt: AppReceipt | ResumedReceipt): string {
  return `${receipt.Account ?? ""}/${instanceKey(receipt)}`;
}

/** Its run is still active, or was killed between the two lines. */
function unfinished({ Kind: _kind, HourlyUsdSaved: _saved, ...decision }: IntentReceipt): PastStop {
  return {
    ...decision,
    Result: "planned",
    Reason: `${decision.Reason}; its delete was about to be sent: the run is still active, or was killed before it recorded the outcome`,
  };
}

function inScope(receipt: PastStop, { users, spaces, regions, domains, accounts }: HistoryScope): boolean {
  if (accounts?.includes(receipt.AccountId ?? receipt.Account ?? "") === false) return false;
  const owners = users.length + spaces.length === 0 || has(users, receipt.UserProfileName) || has(spaces, receipt.SpaceName);
  return owners && (regions.length === 0 || has(regions, receipt.Region)) && (domains.length === 0 || has(domains, receipt.DomainId));
}

/** Names are compared without case (service-facts: App rules). */
function has(names: readonly string[], name: string | undefined): boolean {
  return names.some((one) => one.toLowerCase() === name?.toLowerCase());
}

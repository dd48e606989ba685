import type { AppKey } from "../../core/app/app.ts";
import { StudioctlError, whyFailed } from "../../core/errors.ts";
import { dayNumber, HistoryReader, type HistoryScope, type PastStop, type Totals } from "../../core/idle/history.ts";
import type { KernelDecision } from "../../core/idle/leftovers.ts";
import { type Receipt, type RecordedDecision, resumedReceipt, type RunReceipt } from "../../core/idle/receipt.ts";
import { credentialsLost, type SweepReport } from "../../core/idle/report.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Receipts, ReceiptsReader } from "../../ports/sweeps.ts";

/** The record of one run in progress. */
export interface RunRecord {
  /** Sets the scope that the following lines contain. */
  locate(scope: RunScope): void;
  /** Adds the line of an app that is about to be stopped; resolves once that is on the disk. Rejects with `failed` where it is nowhere. */
  intend(decision: RecordedDecision): Promise<void>;
  /**
   * Adds a line for each decision to the file that the user named. The record of all runs gets every result of a stop, and of the apps that
   * are kept those in `changed`. A line that cannot be written is reported; the apps are stopped anyway.
   */
  add(decisions: readonly RecordedDecision[], changed?: ReadonlySet<RecordedDecision>): Promise<void>;
  /** Adds a line for each kernel or image terminal; `durable` before it is shut down. Rejects then with `failed` where the line is nowhere. */
  addKernels(decisions: readonly KernelDecision[], how?: { readonly durable: boolean }): Promise<void>;
  /** Adds, to the record of all runs, a line for each instance that runs again after a stop: one of its apps. */
  resume(
    apps: readonly (AppKey & { readonly Region: string; readonly AccountId?: string; readonly InstanceType?: string })[],
  ): Promise<void>;
}

/** The code of a report's error: the intent to stop could not be recorded, and nothing was stopped from then on. */
export const unrecordedCode = "unrecorded";

export interface RunScope {
  /** Absent if no Region has a domain. */
  readonly Account?: string;
  /** Several accounts. */
  readonly AccountIds?: readonly string[];
  readonly Regions: readonly string[];
}

export interface RecordPorts {
  /** The record of all runs; absent for a dry run, which is not recorded there. */
  readonly kept?: Receipts | undefined;
  /** The file that the user named, with all decisions. */
  readonly asked?: Receipts | undefined;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** A record that lines could not be added to. */
interface AppendFailure {
  readonly place: Receipts | undefined;
  readonly why: string;
}

/** The result of a run: the report, if there is one. */
export interface Ended<T> {
  readonly report?: SweepReport;
  readonly value: T;
}

export interface Recorded<T> {
  readonly value: T;
  /** Whether the requested record has every line. True if none was requested. */
  readonly isWhole: boolean;
}

/**
 * Does the work of a run and then records the run, however it ended. Resolves and
 * rejects as the work does.
 */
export async function recorded<T>(
  { kept, asked, clock, progress }: RecordPorts,
  about: Pick<RunReceipt, "Version" | "Arguments" | "DryRun">,
  signal: AbortSignal,
  work: (record: RunRecord) => Promise<Ended<T>>,
): Promise<Recorded<T>> {
  const beganAt = clock.now();
  const Run = Math.floor(clock.random() * 2 ** 52).toString(36);
  let scope: RunScope | undefined;
  const noted = new Set<string>();
  let isWhole = true;

  const places = [kept, asked].filter((place) => place !== undefined);

  /** Appends lines to each record, or to those given; resolves to the errors. */
  async function append(
    lines: readonly Receipt[],
    { to = places, durable = false }: { readonly to?: readonly (Receipts | undefined)[]; readonly durable?: boolean } = {},
  ): Promise<readonly AppendFailure[]> {
    if (lines.length === 0) return [];
    const attempts = await Promise.allSettled(to.map(async (place) => await place?.append(lines, { durable })));
    const failures = attempts.flatMap((attempt, at) =>
      attempt.status === "rejected" ? [{ place: to[at], why: whyFailed(attempt.reason) }] : [],
    );
    if (failures.some(({ place }) => place === asked)) isWhole = false;
    for (const { why } of failures) {
      if (!noted.has(why)) progress.note(`warning: this run could not be recorded: ${why}`);
      noted.add(why);
    }
    return failures;
  }

  const stamp = () => ({ At: clock.now(), Run, ...accountMembers(scope?.Account) });
  /** The account of an app stands in both members; the older one is `Account`. */
  const stamped = <T extends { readonly AccountId?: string }>(app: T) => ({
    ...stamp(),
    ...app,
    ...accountMembers(app.AccountId ?? scope?.Account),
  });

  const heartbeat = (end: Pick<RunReceipt, "StartedAt" | "Outcome" | "Message" | "Summary" | "Errors" | "Accounts">): Promise<unknown> =>
    append([
      {
        Kind: "run",
        ...stamp(),
        ...(scope?.AccountIds && { AccountIds: scope.AccountIds }),
        ...(scope && { Regions: scope.Regions }),
        ...about,
        ...end,
      },
    ]);

  const line = (decision: RecordedDecision): Receipt => ({ Kind: "app", ...stamped(decision) });

  /** Rejects with `failed` where a line that has to be on the disk is not. */
  async function intended(receipt: Receipt, what: string): Promise<void> {
    const failures = await append([receipt], { durable: true });
    // In a record that machines share, the others look for it; else one of the two is enough.
    const isThere = kept?.shared === undefined ? failures.length < places.length : failures.every(({ place }) => place !== kept);
    if (isThere) return;
    throw new StudioctlError("failed", `${what} could not be recorded: ${failures.map(({ why }) => why).join("; ")}`);
  }

  const record: RunRecord = {
    locate(found) {
      scope = found;
    },
    intend: async (decision) => await intended({ Kind: "intent", ...stamped(decision) }, "the intent to stop an app"),
    async add(decisions, changed = new Set()) {
      const news = decisions.filter((decision) => decision.Result !== "kept" || changed.has(decision));
      await Promise.all([append(news.map(line), { to: [kept] }), append(decisions.map(line), { to: [asked] })]);
    },
    async addKernels(decisions, { durable } = { durable: false }) {
      const lines = decisions.map(({ Kind: Item, ...rest }): Receipt => ({ Kind: "kernel", ...stamped(rest), Item }));
      if (durable) for (const each of lines) await intended(each, "the intent to shut down a kernel");
      else await append(lines);
    },
    async resume(apps) {
      await append(
        apps.map((app) => resumedReceipt(stamped(app))),
        { to: [kept] },
      );
    },
  };

  try {
    const { report, value } = await work(record);
    const found = report && {
      Summary: report.Summary,
      ...(report.Errors && { Errors: report.Errors }),
      ...(report.Accounts && { Accounts: report.Accounts }),
    };
    await heartbeat({ StartedAt: report?.StartedAt ?? beganAt, ...outcomeOf(report, signal), ...found });
    return { value, isWhole };
  } catch (error) {
    await heartbeat({ StartedAt: beganAt, Outcome: error instanceof StudioctlError ? error.code : "failed", Message: whyFailed(error) });
    throw error;
  }
}

function accountMembers(account: string | undefined): { readonly Account?: string; readonly AccountId?: string } {
  return account === undefined ? {} : { Account: account, AccountId: account };
}

function outcomeOf(report: SweepReport | undefined, signal: AbortSignal): Pick<RunReceipt, "Outcome" | "Message"> {
  if (report === undefined) return { Outcome: "busy" };
  const lost = credentialsLost(report);
  if (lost !== undefined) return { Outcome: "no-credentials", Message: lost.Message };
  const unrecorded = report.Errors?.find(({ Code }) => Code === unrecordedCode);
  if (unrecorded !== undefined) return { Outcome: "failed", Message: unrecorded.Message };
  return { Outcome: signal.aborted ? "interrupted" : "done" };
}

/** A history that is read while its stops are iterated. */
export interface HistoryReading {
  readonly Since: Date;
  readonly Until: Date;
  /** Newest first. */
  readonly stops: AsyncIterable<PastStop>;
  /** The sums of the stops that have been iterated. */
  readonly totals: () => Totals;
}

/** Reads a record back as its stops are iterated, so that they need not be in memory together. */
export function readHistory(receipts: ReceiptsReader, scope: HistoryScope): HistoryReading {
  const reader = new HistoryReader(scope);
  return {
    Since: scope.since,
    Until: scope.until ?? scope.now,
    stops: stopsOf(receipts.read({ since: scope.since, groups: ["stops", "runs"] }), reader),
    totals: () => reader.totals(),
  };
}

/** The stops of each day are put in the order of their times: several writers, or a clock set back, may have mixed their lines. */
async function* stopsOf(receipts: AsyncIterable<Receipt>, reader: HistoryReader): AsyncGenerator<PastStop> {
  let day: number | undefined;
  let stops: PastStop[] = [];
  for await (const receipt of receipts) {
    const stop = reader.add(receipt);
    if (stop === undefined) continue;
    const own = dayNumber(stop.At);
    if (own !== day) {
      for (const each of newestFirst(stops)) yield each;
      [day, stops] = [own, []];
    }
    stops.push(stop);
  }
  for (const each of newestFirst(stops)) yield each;
}

/** Stops of the same time stay in the order of writing. */
function newestFirst(stops: readonly PastStop[]): PastStop[] {
  return stops.toReversed().toSorted((a, b) => b.At.getTime() - a.At.getTime());
}

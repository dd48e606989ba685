import { StudioctlError, whyFailed } from "../../core/errors.ts";
import { type History, HistoryReader, type HistoryScope } from "../../core/idle/history.ts";
import type { Receipt, RecordedDecision, RunReceipt } from "../../core/idle/receipt.ts";
import type { SweepReport } from "../../core/idle/report.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Receipts, ReceiptsReader } from "../../ports/sweeps.ts";

/** The record of one run in progress. */
export interface RunRecord {
  /** Sets the scope that the following lines contain. */
  locate(scope: RunScope): void;
  /** Adds the line of an app that is about to be stopped; resolves once that is on the disk. Rejects with `failed` where it is nowhere. */
  intend(decision: RecordedDecision): Promise<void>;
  /** Adds a line for each decision. A line that cannot be written is reported; the apps are stopped anyway. */
  add(decisions: readonly RecordedDecision[]): Promise<void>;
}

/** The code of a report's error: the intent to stop could not be recorded, and nothing was stopped from then on. */
export const unrecordedCode = "unrecorded";

export interface RunScope {
  /** Absent if no Region has a domain. */
  readonly Account?: string;
  readonly Regions: readonly string[];
}

export interface RecordPorts {
  /** All records of the run; may be empty. */
  readonly receipts: readonly Receipts[];
  /** The record that the user requested. */
  readonly asked?: Receipts | undefined;
  readonly clock: Clock;
  readonly progress: Progress;
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
  { receipts, asked, clock, progress }: RecordPorts,
  about: Pick<RunReceipt, "Version" | "Arguments" | "DryRun">,
  signal: AbortSignal,
  work: (record: RunRecord) => Promise<Ended<T>>,
): Promise<Recorded<T>> {
  const beganAt = clock.now();
  const Run = Math.floor(clock.random() * 2 ** 52).toString(36);
  let scope: RunScope | undefined;
  const noted = new Set<string>();
  let isWhole = true;

  /** Appends lines to each record; resolves to the errors. */
  async function append(lines: readonly Receipt[], how?: { readonly durable: boolean }): Promise<readonly string[]> {
    if (lines.length === 0) return [];
    const attempts = await Promise.allSettled(receipts.map((kept) => kept.append(lines, how)));
    const failures = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [whyFailed(attempt.reason)] : []));
    if (attempts.some(({ status }, at) => status === "rejected" && receipts[at] === asked)) isWhole = false;
    for (const why of failures.filter((each) => !noted.has(each))) progress.note(`warning: this run could not be recorded: ${why}`);
    for (const why of failures) noted.add(why);
    return failures;
  }

  const stamp = () => ({ At: clock.now(), Run, ...(scope?.Account !== undefined && { Account: scope.Account }) });

  const heartbeat = (end: Pick<RunReceipt, "StartedAt" | "Outcome" | "Message" | "Summary" | "Errors">): Promise<unknown> =>
    append([{ Kind: "run", ...stamp(), ...(scope && { Regions: scope.Regions }), ...about, ...end }]);

  const record: RunRecord = {
    locate(found) {
      scope = found;
    },
    async intend(decision) {
      const failures = await append([{ Kind: "intent", ...stamp(), ...decision }], { durable: true });
      if (failures.length < receipts.length) return;
      throw new StudioctlError("failed", `the intent to stop an app could not be recorded: ${failures.join("; ")}`);
    },
    async add(decisions) {
      const common = { Kind: "app", ...stamp() } as const;
      await append(decisions.map((decision) => ({ ...common, ...decision })));
    },
  };

  try {
    const { report, value } = await work(record);
    const found = report && { Summary: report.Summary, ...(report.Errors && { Errors: report.Errors }) };
    await heartbeat({ StartedAt: report?.StartedAt ?? beganAt, ...outcomeOf(report, signal), ...found });
    return { value, isWhole };
  } catch (error) {
    await heartbeat({ StartedAt: beganAt, Outcome: error instanceof StudioctlError ? error.code : "failed", Message: whyFailed(error) });
    throw error;
  }
}

function outcomeOf(report: SweepReport | undefined, signal: AbortSignal): Pick<RunReceipt, "Outcome" | "Message"> {
  if (report === undefined) return { Outcome: "busy" };
  const lost = report.Errors?.find(({ Code }) => Code === "no-credentials");
  if (lost !== undefined) return { Outcome: "no-credentials", Message: lost.Message };
  const unrecorded = report.Errors?.find(({ Code }) => Code === unrecordedCode);
  if (unrecorded !== undefined) return { Outcome: "failed", Message: unrecorded.Message };
  return { Outcome: signal.aborted ? "interrupted" : "done" };
}

/** Reads a record back, line by line: only stops are kept in memory. */
export async function readHistory(receipts: ReceiptsReader, scope: HistoryScope): Promise<History> {
  const reader = new HistoryReader(scope);
  for await (const receipt of receipts.read(scope.since)) reader.add(receipt);
  return reader.history();
}

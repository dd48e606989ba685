import { StudioctlError, whyFailed } from "../../core/errors.ts";
import type { Receipt, RecordedDecision, RunReceipt } from "../../core/idle/receipt.ts";
import type { SweepReport } from "../../core/idle/report.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Receipts } from "../../ports/receipts.ts";

/** The record of one run while it lasts. */
export interface RunRecord {
  /** From here on, lines tell where the run is at work. */
  locate(place: RunPlace): void;
  /** Adds a line for each decision. What cannot be written is noted: the apps are stopped all the same. */
  add(decisions: readonly RecordedDecision[]): Promise<void>;
}

export interface RunPlace {
  /** Absent where no Region has a domain. */
  readonly Account?: string;
  readonly Regions: readonly string[];
}

export interface RecordPorts {
  /** Everywhere the run is recorded; nowhere, too. */
  readonly receipts: readonly Receipts[];
  readonly clock: Clock;
  readonly progress: Progress;
}

/** What came of a run: the report, where one took place. */
export interface Ended<T> {
  readonly report?: SweepReport;
  readonly value: T;
}

/**
 * Does the work of a run and records, after all else and however it ends, that the run took place. Resolves and
 * rejects as the work does.
 */
export async function recorded<T>(
  { receipts, clock, progress }: RecordPorts,
  about: Pick<RunReceipt, "Version" | "Arguments" | "DryRun">,
  signal: AbortSignal,
  work: (record: RunRecord) => Promise<Ended<T>>,
): Promise<T> {
  const beganAt = clock.now();
  const Run = Math.floor(clock.random() * 2 ** 52).toString(36);
  let place: RunPlace | undefined;

  async function append(lines: readonly Receipt[]): Promise<void> {
    if (lines.length === 0) return;
    await Promise.all(
      receipts.map(async (kept) => {
        try {
          await kept.append(lines);
        } catch (error) {
          progress.note(`warning: this run could not be recorded: ${whyFailed(error)}`);
        }
      }),
    );
  }

  const stamp = () => ({ At: clock.now(), Run, ...(place?.Account !== undefined && { Account: place.Account }) });

  const heartbeat = (end: Pick<RunReceipt, "StartedAt" | "Outcome" | "Message" | "Summary" | "Errors">): Promise<void> =>
    append([{ Kind: "run", ...stamp(), ...(place && { Regions: place.Regions }), ...about, ...end }]);

  const record: RunRecord = {
    locate(found) {
      place = found;
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
    return value;
  } catch (error) {
    await heartbeat({ StartedAt: beganAt, Outcome: error instanceof StudioctlError ? error.code : "failed", Message: whyFailed(error) });
    throw error;
  }
}

function outcomeOf(report: SweepReport | undefined, signal: AbortSignal): Pick<RunReceipt, "Outcome" | "Message"> {
  if (report === undefined) return { Outcome: "busy" };
  const lost = report.Errors?.find(({ Code }) => Code === "no-credentials");
  if (lost !== undefined) return { Outcome: "no-credentials", Message: lost.Message };
  return { Outcome: signal.aborted ? "interrupted" : "done" };
}

import type { RecordedVisit } from "../core/idle/visits.ts";

/** The record of who came to Studio. */
export interface VisitsLog {
  /** The visits of this account and Region since then. Rejects with `denied` without cloudtrail:LookupEvents. */
  since(moment: Date, signal?: AbortSignal): Promise<readonly RecordedVisit[]>;
}

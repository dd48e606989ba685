import type { AppView } from "../app-view.ts";
import type { Verdict } from "../report.ts";
import { formatDuration } from "../../time.ts";

/** A verdict, its reason, and whether the app is to be stopped. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly stops: boolean;
  readonly idleMs?: number;
  /** The rule that decided, if it is one of the list: it distinguishes judgements that differ only in durations. */
  readonly rule?: Rule;
}

export type Rule = (view: AppView) => Judgement | undefined;

export const keep = (verdict: Verdict, reason: string): Judgement => ({ verdict, reason, stops: false });

export function others(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : "";
}

export function ago(milliseconds: number): string {
  return milliseconds < 1_000 ? "just now" : `${formatDuration(milliseconds)} ago`;
}

/** ` for 3h`; nothing below a minute. */
export function lasting(milliseconds: number): string {
  return milliseconds < 60_000 ? "" : ` for ${formatDuration(milliseconds)}`;
}

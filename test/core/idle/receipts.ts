import type { PastStop, Totals } from "../../../src/core/idle/history.ts";
import type { AppReceipt, RunReceipt } from "../../../src/core/idle/receipt.ts";
import type { HistoryReading } from "../../../src/operations/sweep/record.ts";

export const start = new Date("2026-03-02T12:00:00Z");
export const hours = (number: number): Date => new Date(start.getTime() + number * 3_600_000);

/** A line of alice's app, stopped at the start unless told otherwise. */
export const appLine = (more: Partial<AppReceipt> = {}): AppReceipt => ({
  Kind: "app",
  At: start,
  Run: "first",
  Account: "123456789012",
  DomainId: "d-one",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "a",
  Region: "us-east-1",
  InstanceType: "ml.m5.large",
  Status: "InService",
  Verdict: "idle",
  Result: "stopped",
  Reason: "last activity 2h ago, a.ipynb",
  IdleSeconds: 7_200,
  Evidence: [{ Source: "jupyter", LastActivity: hours(-2), Detail: "kernel idle, a.ipynb" }],
  HourlyUsd: 0.1,
  HourlyUsdSaved: 0.1,
  ...more,
});

/** The line of a run that was done at the start, unless told otherwise. */
export const runLine = (more: Partial<RunReceipt> = {}): RunReceipt => ({
  Kind: "run",
  At: start,
  Run: "first",
  Account: "123456789012",
  StartedAt: hours(-0.01),
  Regions: ["us-east-1"],
  DryRun: false,
  Version: "1.0.0",
  Arguments: ["auto-shutdown", "run", "--yes"],
  Outcome: "done",
  Summary: { Evaluated: 1, Idle: 1, Stopped: 1, Failed: 0, Kept: 0, Unknown: 0, HourlyUsdSaved: 0.1 },
  ...more,
});

/** What history shows, as one document. */
export interface History extends Totals {
  readonly Since: Date;
  readonly Until: Date;
  readonly Stops: readonly PastStop[];
}

/** The whole history, read into memory. */
export async function wholeHistory({ Since, Until, stops, totals }: HistoryReading): Promise<History> {
  const Stops: PastStop[] = [];
  for await (const stop of stops) Stops.push(stop);
  return { Since, Until, Stops, ...totals() };
}

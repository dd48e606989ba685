import { visitsAction } from "../../../core/idle/visits.ts";
import { appReference, ownerLabel, ownerOf } from "../../../core/app/app.ts";
import { formatDuration } from "../../../core/time.ts";
import type { KernelDecision } from "../../../core/idle/leftovers.ts";
import { type AccountReport, credentialsLost, type Decision, placeOf, type SweepReport } from "../../../core/idle/report.ts";
import type { Column, Tone } from "../../../output/column.ts";
import { leftOutCode } from "../../../operations/sweep/plan.ts";
import { unrecordedCode } from "../../../operations/sweep/record.ts";
import type { LockedScope } from "../../../operations/sweep/scope.ts";
import type { LoadedPrices } from "../../../operations/prices.ts";
import { hourlyFigure, isoTime, perHour } from "../../views/columns.ts";
import { type ExitCode, exitCodes } from "../../exit-codes.ts";
import { priceNotes, pricedAsOf } from "../../views/prices.ts";
import { accountColumn, errorLine } from "../../in-accounts.ts";
import { type Rows, rows, table, type Table } from "../../result.ts";

/** Results first, then possible stops, then kept apps. */
const order: readonly (readonly [Decision["Result"] | Decision["Verdict"], Tone])[] = [
  ["failed", "bad"],
  ["stopped", "good"],
  ["planned", "warn"],
  ["gone", "dim"],
  ["changed", "warn"],
  ["idle", "warn"],
  ["stuck", "warn"],
  ["unknown", "warn"],
  ["active", "good"],
  ["grace", "dim"],
  ["protected", "dim"],
  ["skipped", "dim"],
];

const columns: readonly Column<Decision>[] = [
  { header: "APP", value: (app) => `${ownerLabel(ownerOf(app))}/${app.AppName}` },
  { header: "TYPE", value: (app) => app.AppType, wide: true },
  { header: "INSTANCE", value: (app) => app.InstanceType ?? "", droppable: true },
  { header: "VERDICT", value: (app) => app.Verdict, tone: toneOf },
  { header: "RESULT", value: (app) => app.Result, tone: toneOf },
  {
    header: "IDLE",
    value: (app) => (app.IdleSeconds === undefined ? "" : formatDuration(app.IdleSeconds * 1_000)),
    wide: true,
    align: "right",
  },
  { header: "$/H", value: (app) => hourlyFigure(app.HourlyUsd), wide: true, align: "right" },
  { header: "DOMAIN", value: (app) => app.DomainId, wide: true },
  { header: "REGION", value: (app) => app.Region, wide: true },
  { header: "REASON", value: (app) => app.Reason, wraps: true },
];

interface ReportFrame {
  readonly prices: LoadedPrices;
  readonly exitCode: ExitCode;
  /** What stopping Studio Classic apps means; absent if none stops. */
  readonly classic: string | undefined;
}

/** A sweep as a table of decisions, most telling first, with the sum below. */
export function reportRows(report: SweepReport, { prices, exitCode, classic }: ReportFrame): Rows {
  const sorted = report.Decisions.toSorted((a, b) => rank(a) - rank(b));
  return rows(sorted, columnsOf(report, columns), {
    document: report,
    below: belowOf(report),
    name: (decision) => (isIdleNow(decision) ? appReference(decision) : undefined),
    empty: "no apps in scope",
    footer: [
      ...errorLines(report),
      ...accountLines(report),
      ...lockedLines(report),
      ...deniedLines(report),
      ...sumLines(report, prices),
      ...blindingLines(report),
      ...notLookedLines(report),
      ...(classic === undefined ? [] : [`note: ${classic}`]),
      ...(exitCode === exitCodes.interrupted ? ["interrupted: no further app was stopped; deletions that were accepted go on"] : []),
    ],
    exitCode,
  });
}

const kernelColumns: readonly Column<KernelDecision>[] = [
  { header: "KERNEL", value: (item) => `${ownerLabel(ownerOf(item))}/${item.AppName}` },
  { header: "ID", value: ({ Kind, Id, Path }) => (Kind === "kernel" ? (Path ?? Id.slice(0, 8)) : "image terminal") },
  { header: "RESULT", value: (item) => item.Result, tone: toneOfResult },
  { header: "REASON", value: (item) => item.Reason, wraps: true },
];

function belowOf({ Kernels = [], Accounts }: SweepReport): readonly Table[] {
  return [...(Kernels.length > 0 ? [kernelTable(Kernels)] : []), ...(Accounts ? [table(Accounts, accountColumns)] : [])];
}

function kernelTable(kernels: readonly KernelDecision[]): Table {
  return table(kernels, kernelColumns);
}

function toneOfResult({ Result }: KernelDecision): Tone | undefined {
  return order.find(([word]) => word === Result)?.[1];
}

function anotherRun(where: string, since: Date | undefined, by: string): string {
  return `another run is active ${where}${since === undefined ? "" : `, since ${isoTime(since)}`}, by ${by}`;
}

/** The result of a run that found another run active on some of its apps, wherever it works. */
export function lockedRows({ scope, holder: { since, by } }: LockedScope, { strict }: { readonly strict: boolean }): Rows {
  return rows<Decision>([], columns, {
    document: { Locked: { ...(since && { Since: since }), By: by } },
    name: () => undefined,
    empty: `${anotherRun(`on ${scope}`, since, by)}: nothing was done here`,
    exitCode: strict ? exitCodes.partlyFailed : exitCodes.done,
  });
}

/** The apps that stop, or would: those that scripts use. */
function isIdleNow({ Result }: Decision): boolean {
  return Result === "planned" || Result === "stopped";
}

/** The apps that would stop, as a table of these columns for the confirmation. */
export function plannedStops(report: SweepReport): readonly Decision[] {
  return report.Decisions.filter(({ Result }) => Result === "planned");
}

export function stoppedNow(report: SweepReport): readonly Decision[] {
  return report.Decisions.filter(({ Result }) => Result === "stopped");
}

const stopColumns = columns.filter(({ header }) => ["APP", "INSTANCE", "REASON"].includes(header));

/** The columns of the question whether to stop apps. */
export function stopColumnsOf(report: SweepReport): readonly Column<Decision>[] {
  return columnsOf(report, stopColumns);
}

function columnsOf({ Accounts }: SweepReport, all: readonly Column<Decision>[]): readonly Column<Decision>[] {
  return Accounts === undefined ? all : [accountColumn, ...all];
}

/** Sums for each account. */
const accountColumns: readonly Column<AccountReport>[] = [
  { header: "ACCOUNT", value: ({ AccountId }) => AccountId },
  { header: "NAME", value: ({ Name = "" }) => Name },
  { header: "REGIONS", value: ({ Regions }) => Regions.join(", "), wide: true },
  { header: "APPS", value: ({ Summary }) => String(Summary.Evaluated), align: "right" },
  { header: "IDLE", value: ({ Summary }) => String(Summary.Idle), align: "right" },
  { header: "STOPPED", value: ({ Summary }) => String(Summary.Stopped), align: "right" },
  { header: "FAILED", value: ({ Summary }) => String(Summary.Failed), align: "right", wide: true },
  { header: "SAVED/H", value: ({ Summary }) => hourlyFigure(Summary.HourlyUsdSaved), align: "right" },
  {
    header: "ERROR",
    value: ({ Error, LockedRegions = [] }) =>
      [...(Error ? [Error.Message] : []), ...LockedRegions.map(({ Region, Since, By }) => anotherRun(`in ${Region}`, Since, By))].join(
        "; ",
      ),
    tone: ({ Error }) => (Error ? "bad" : "warn"),
    wraps: true,
  },
];

/** The kernels and image terminals that would be shut down. */
export function plannedKernels({ Kernels = [] }: SweepReport): readonly KernelDecision[] {
  return Kernels.filter(({ Result }) => Result === "planned");
}

export const kernelConfirmationColumns = kernelColumns.filter(({ header }) => header !== "RESULT");

/**
 * Exit 4 if the credentials expired midway; 1 if the record could not be written; 4 or 1 if every account failed; 3 for a failed stop, a
 * failed Region or account, or with `strict` an unknown app, a missing permission or another run; 6 for findings, if requested.
 */
export function exitCodeFor(report: SweepReport, { strict, exitCode }: { readonly strict: boolean; readonly exitCode: boolean }): ExitCode {
  const { Failed, Unknown, Idle } = report.Summary;
  if (credentialsLost(report) !== undefined) return exitCodes.denied;
  if (report.Errors?.some(({ Code }) => Code === unrecordedCode) === true) return exitCodes.failed;
  const kernelFailed = report.Kernels?.some(({ Result }) => Result === "failed") === true;
  const failed = report.Accounts?.filter((account) => account.Error !== undefined) ?? [];
  if (failed.length > 0 && failed.length === report.Accounts?.length && report.Decisions.length === 0)
    return failed.every(({ Error }) => Error?.Code === "denied") ? exitCodes.denied : exitCodes.failed;
  if (
    Failed > 0 ||
    failed.length > 0 ||
    kernelFailed ||
    report.Errors !== undefined ||
    (strict && (Unknown > 0 || neededActions(report).length > 0 || report.LockedRegions !== undefined))
  )
    return exitCodes.partlyFailed;
  return exitCode && Idle > 0 ? exitCodes.findings : exitCodes.done;
}

/** `$4.12/h`; undefined if it is nothing, or no price is known. */
export function savings({ Summary: { HourlyUsdSaved: usd } }: SweepReport): string | undefined {
  return usd === undefined || usd === 0 ? undefined : perHour(usd);
}

function toneOf(decision: Decision): Tone | undefined {
  return order[rank(decision)]?.[1];
}

function rank({ Result, Verdict }: Decision): number {
  const word = Result === "kept" ? Verdict : Result;
  return order.findIndex(([one]) => one === word);
}

/** A warning about items left out of lists was already shown. */
function errorLines({ Errors = [], Accounts }: SweepReport): string[] {
  return Errors.filter(({ Code }) => Code !== leftOutCode).map(
    ({ AccountId, Region, Message }) =>
      `error: ${AccountId === undefined || Accounts === undefined ? "" : `${AccountId} `}${Region}: ${Message}`,
  );
}

/** Accounts of which nothing was swept, each with the way to mend it: errors of their Regions are lines of their own. */
function accountLines({ Accounts = [], Errors = [] }: SweepReport): string[] {
  const inRegions = new Set(Errors.map(({ AccountId }) => AccountId));
  return Accounts.flatMap((account) => {
    if (account.Error === undefined || inRegions.has(account.AccountId)) return [];
    return [errorLine(account)];
  });
}

function lockedLines({ LockedRegions = [] }: SweepReport): string[] {
  return LockedRegions.map(({ Since, By, ...place }) => `${anotherRun(`on ${placeOf(place)}`, Since, By)}: nothing was done there`);
}

function deniedLines(report: SweepReport): string[] {
  const needed = neededActions(report);
  const them = needed.length === 1 ? "it" : "them";
  return [
    ...(needed.length === 0
      ? []
      : [`warning: not allowed: ${needed.join(", ")}; apps that cannot be checked without ${them} are kept, whatever their age`]),
    ...(report.DeniedActions?.includes(visitsAction) === true
      ? [`note: not allowed: ${visitsAction}, which is optional; connections that CloudTrail recorded are not considered`]
      : []),
  ];
}

/** The missing IAM actions without which apps cannot be checked. */
function neededActions({ DeniedActions = [] }: SweepReport): string[] {
  return DeniedActions.filter((action) => action !== visitsAction);
}

function sumLines(report: SweepReport, prices: LoadedPrices): string[] {
  if (report.Decisions.length === 0) return [];
  const { Evaluated, Stopped, Failed, Unknown } = report.Summary;
  const planned = plannedStops(report).length;
  const counts = [
    `${Evaluated} app${Evaluated === 1 ? "" : "s"}`,
    ...(report.DryRun ? [`${planned} would stop`] : [`${Stopped} stopped`]),
    ...(!report.DryRun && planned > 0 ? [`${planned} not reached`] : []),
    ...(Failed > 0 ? [`${Failed} failed`] : []),
    ...(Unknown > 0 ? [`${Unknown} unknown`] : []),
  ];
  return [counts.join(", "), ...kernelSums(report), ...(planned + Stopped > 0 ? [savingLine(report, prices)] : []), ...priceNotes(prices)];
}

function kernelSums({ Kernels = [], DryRun }: SweepReport): string[] {
  if (Kernels.length === 0) return [];
  const count = (wanted: KernelDecision["Result"]) => Kernels.filter(({ Result }) => Result === wanted).length;
  const what = `idle kernel${Kernels.length === 1 ? "" : "s"} in apps that stay`;
  if (DryRun) return [`${Kernels.length} ${what} would be shut down`];
  const failed = count("failed") === 0 ? "" : `, ${count("failed")} failed`;
  return [`${count("stopped")} of ${Kernels.length} ${what} shut down${failed}`];
}

/** A server that is kept for apps outside the scope of the run, which is worth a note. */
function blindingLines({ Decisions }: SweepReport): string[] {
  const swept = Decisions.some(({ AppType }) => AppType === "KernelGateway");
  const held = Decisions.some(({ AppType, Verdict, Result }) => AppType === "JupyterServer" && Verdict === "idle" && Result === "kept");
  return held && !swept
    ? [
        "warning: JupyterServer apps are kept while KernelGateway apps run behind them, because nothing else shows whether those are idle; add --type KernelGateway",
      ]
    : [];
}

function notLookedLines({ NotLookedInside: apps = 0 }: SweepReport): string[] {
  if (apps === 0) return [];
  return [`note: --look-inside would decide about ${apps} kept app${apps === 1 ? "" : "s"}`];
}

function savingLine(report: SweepReport, prices: LoadedPrices): string {
  const saves = report.DryRun ? "would save" : "saves";
  if (report.Summary.HourlyUsdSaved === undefined) return "the savings are unknown: no price for these instances";
  const saved = savings(report);
  return saved === undefined
    ? `${saves} nothing: the instances are free, or other apps stay on them`
    : `${saves} ${saved}, ${pricedAsOf(prices)}`;
}

import { cameBack, type IdleTimes, inBackground, type Truth, type WrongStop } from "./truth.ts";

/** What came of some days. */
export interface Figures {
  readonly days: number;
  readonly sweeps: number;
  /** Of them, those that could not list the apps. */
  readonly failedSweeps: number;
  readonly stops: number;
  readonly wrongStops: readonly (WrongStop & { readonly seed: number })[];
  readonly hours: Readonly<Record<string, Hours>>;
}

/** The idle hours of a group of apps. */
export interface Hours {
  /** In which apps ran, left alone for longer than the threshold. */
  readonly forgotten: number;
  /** In which they would have run if each had been stopped when the threshold was over. */
  readonly ideal: number;
  /** The difference, by the verdict that kept them until the next sweep. */
  readonly overtime: Readonly<Record<string, number>>;
}

const hourMs = 3_600_000;

export function hoursOf({ idleTimes }: Truth): Readonly<Record<string, Hours>> {
  return Object.fromEntries([...idleTimes].map(([group, times]) => [group, inHours(times)]));
}

function inHours({ forgottenMs, idealMs, overtimeMs }: IdleTimes): Hours {
  const overtime = Object.fromEntries([...overtimeMs].map(([keptBy, ms]) => [keptBy, ms / hourMs]));
  return { forgotten: forgottenMs / hourMs, ideal: idealMs / hourMs, overtime };
}

export function together(all: readonly Figures[]): Figures {
  const sum = (of: (figures: Figures) => number): number => all.reduce((total, figures) => total + of(figures), 0);
  const groups = [...new Set(all.flatMap(({ hours }) => Object.keys(hours)))].toSorted();
  return {
    days: sum(({ days }) => days),
    sweeps: sum(({ sweeps }) => sweeps),
    failedSweeps: sum(({ failedSweeps }) => failedSweeps),
    stops: sum(({ stops }) => stops),
    wrongStops: all.flatMap(({ wrongStops }) => wrongStops),
    hours: Object.fromEntries(groups.map((group) => [group, added(all.flatMap(({ hours }) => hours[group] ?? []))])),
  };
}

/** The idle hours of several groups together. */
export function added(all: readonly Hours[]): Hours {
  const reasons = new Set(all.flatMap(({ overtime }) => Object.keys(overtime)));
  const sum = (of: (hours: Hours) => number): number => all.reduce((total, hours) => total + of(hours), 0);
  return {
    forgotten: sum(({ forgotten }) => forgotten),
    ideal: sum(({ ideal }) => ideal),
    overtime: Object.fromEntries([...reasons].map((reason) => [reason, sum(({ overtime }) => overtime[reason] ?? 0)])),
  };
}

/** A kernel that hangs, or that died while it was busy, keeps its app for as long as `--stop-stuck` and `--max-busy` do not say otherwise. */
export const deadKernel = "active or stuck, by a kernel that hangs or died";

/** The idle hours without those of apps that only such kernels kept. */
export function withoutDeadKernels({ forgotten, ideal, overtime }: Hours): Hours {
  return { ideal, overtime, forgotten: forgotten - (overtime[deadKernel] ?? 0) };
}

/** How many times the ideal the idle hours were. */
export function ratio({ forgotten, ideal }: Hours): number {
  return forgotten / ideal;
}

export function inWords(name: string, { days, sweeps, failedSweeps, stops, wrongStops, hours }: Figures): string {
  const besideIdeal = (value: Hours): string => `${count(value.forgotten)}, ${ratio(value).toFixed(2)} times the ideal`;
  const all = added(Object.values(hours));
  const stopsWhile = (cause: string): number => wrongStops.filter(({ why }) => why === cause).length;
  const lines: [string, string][] = [
    [name, ""],
    ["  days", count(days)],
    ["  sweeps", `${count(sweeps)}, of them ${count(failedSweeps)} failed`],
    ["  apps stopped", count(stops)],
    ["  apps wrongly stopped", count(visible(wrongStops).length)],
    ["  apps stopped while only a job in the background ran", count(stopsWhile(inBackground))],
    ["  apps stopped after somebody came back and before a beacon looked", count(stopsWhile(cameBack))],
    ["  idle hours, if each app stopped at the threshold", count(all.ideal)],
    ["  idle hours left running", besideIdeal(all)],
    ...Object.entries(hours).flatMap(([group, ofGroup]): [string, string][] => [
      [`    of ${group}`, besideIdeal(ofGroup)],
      [`      without kernels that hang or died`, besideIdeal(withoutDeadKernels(ofGroup))],
      ...Object.entries(ofGroup.overtime)
        .toSorted(([, a], [, b]) => b - a)
        .map(([keptBy, spent]): [string, string] => [`      more than ideal, as ${keptBy}`, count(spent)]),
    ]),
  ];
  return lines.map(([line, value]) => `${line.padEnd(90)}${value}`.trimEnd() + "\n").join("");
}

/** The wrong stops of apps whose use something showed. */
export function visible<T extends WrongStop>(wrongStops: readonly T[]): T[] {
  return wrongStops.filter(({ why }) => why !== inBackground && why !== cameBack);
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

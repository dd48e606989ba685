import type { Decision } from "../../src/core/idle/report.ts";
import type { Truth, WrongStop } from "./truth.ts";

/** What came of some days. */
export interface Figures {
  readonly days: number;
  readonly sweeps: number;
  /** Of them, those that could not list the apps. */
  readonly failedSweeps: number;
  readonly stops: number;
  readonly wrongStops: readonly (WrongStop & { readonly seed: number })[];
  readonly hours: Hours;
}

interface Hours {
  /** In which apps ran, left alone for longer than the threshold. */
  readonly forgotten: number;
  /** In which they would have run if each had been stopped when the threshold was over. */
  readonly ideal: number;
  /** The difference, by the verdict that kept them until the next sweep. */
  readonly overtime: Readonly<Record<string, number>>;
}

const hourMs = 3_600_000;
const openTerminal = "active, by an open terminal";

/** What kept an app. Terminals keep theirs as long as they are open (service-facts: Activity). */
export function keptBy({ Verdict, Reason }: Pick<Decision, "Verdict" | "Reason">): string {
  return Verdict === "active" && /terminal .*is open; /.test(Reason) ? openTerminal : Verdict;
}

export function hoursOf({ forgottenMs, idealMs, overtimeMs }: Truth): Hours {
  const overtime = Object.fromEntries([...overtimeMs].map(([keptBy, ms]) => [keptBy, ms / hourMs]));
  return { forgotten: forgottenMs / hourMs, ideal: idealMs / hourMs, overtime };
}

export function together(all: readonly Figures[]): Figures {
  const sum = (of: (figures: Figures) => number): number => all.reduce((total, figures) => total + of(figures), 0);
  const reasons = new Set(all.flatMap(({ hours }) => Object.keys(hours.overtime)));
  return {
    days: sum(({ days }) => days),
    sweeps: sum(({ sweeps }) => sweeps),
    failedSweeps: sum(({ failedSweeps }) => failedSweeps),
    stops: sum(({ stops }) => stops),
    wrongStops: all.flatMap(({ wrongStops }) => wrongStops),
    hours: {
      forgotten: sum(({ hours }) => hours.forgotten),
      ideal: sum(({ hours }) => hours.ideal),
      overtime: Object.fromEntries([...reasons].map((reason) => [reason, sum(({ hours }) => hours.overtime[reason] ?? 0)])),
    },
  };
}

export function inWords({ days, sweeps, failedSweeps, stops, wrongStops, hours }: Figures): string {
  const withheld = apart.reduce((sum, keptBy) => sum + (hours.overtime[keptBy] ?? 0), 0);
  const besideIdeal = (value: number): string => `${count(value)}, ${(value / hours.ideal).toFixed(2)} times the ideal`;
  const overtime = Object.entries(hours.overtime).toSorted(([, a], [, b]) => b - a);
  const lines: [string, string][] = [
    ["days", count(days)],
    ["sweeps", `${count(sweeps)}, of them ${count(failedSweeps)} failed`],
    ["apps stopped", count(stops)],
    ["apps wrongly stopped", count(wrongStops.length)],
    ["idle hours, if each app stopped at the threshold", count(hours.ideal)],
    ["idle hours left running", besideIdeal(hours.forgotten)],
    ["  without those that nothing told of, or that were stuck", besideIdeal(hours.forgotten - withheld)],
    ...overtime.map(([keptBy, spent]): [string, string] => [`  more than ideal, as ${keptBy}`, count(spent)]),
  ];
  return lines.map(([name, value]) => `${name.padEnd(64)}${value}\n`).join("");
}

/** By these an app is kept for as long as it takes, unless a flag says otherwise. */
const apart = [openTerminal, "unknown", "stuck"];

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

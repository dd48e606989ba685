import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../../src/core/idle/app-view.ts";
import type { AppFacts } from "../../../src/core/idle/facts.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { judge } from "../../../src/core/idle/rules.ts";
import { classicApp, editorApp, facts, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

/** The columns of the table and their values, in its words. */
const columns = {
  "sign-in": ["IAM", "SSO"],
  app: ["Classic", "JupyterLab", "CodeEditor"],
  "remote access": ["off", "on"],
  terminals: ["none", "open"],
  monitor: ["none", "old", "recent"],
  beacon: ["none", "stale", "malformed", "idle", "trusted", "active"],
  "look inside": ["off", "failed", "work", "quiet now", "quiet for long"],
} as const;
type Column = keyof typeof columns;
type Combination = Readonly<Record<Column, string>>;

/** In the words of the table, `idle, trusted` is one value of a beacon, and others are lists. */
const cellValues: Readonly<Record<string, readonly string[]>> = { "idle, trusted": ["trusted"] };

interface Row {
  readonly cells: Combination;
  readonly verdict: string;
  readonly stops: string;
}

const page = readFileSync(join(import.meta.dirname, "../../../docs/evidence.md"), "utf8");
const rows = rowsOf(/<!-- verdicts -->\n((?:\|.*\n)+)/.exec(page)?.[1] ?? "");

function rowsOf(table: string): Row[] {
  const [names = [], , ...lines] = table
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return lines.map((line) => {
    const cells = Object.fromEntries(names.map((name, index) => [name, line[index] ?? ""]));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a missing column fails the comparison of the columns below
    return { cells: cells as Combination, verdict: cells["verdict"] ?? "", stops: cells["stops"] ?? "" };
  });
}

function fits(row: Row, combination: Combination): boolean {
  return names().every((name) => {
    const cell = row.cells[name];
    return cell === "any" || (cellValues[cell] ?? cell.split(", ")).includes(combination[name]);
  });
}

function names(): Column[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own keys
  return Object.keys(columns) as Column[];
}

/** Every combination that can be: what has no terminals, monitor, beacon or look is left out. */
function combinations(): Combination[] {
  const all = names().reduce<Record<string, string>[]>(
    (sofar, name) => sofar.flatMap((each) => columns[name].map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each column was added
  return (all as Combination[]).filter((each) => {
    const isSpace = each.app !== "Classic";
    const isServerRead = each["sign-in"] === "IAM";
    return (
      (isSpace || (each["remote access"] === "off" && each.beacon === "none" && each.monitor === "none")) &&
      (each.app !== "CodeEditor" || each.terminals === "none") &&
      (isServerRead || (each.terminals === "none" && each.monitor === "none")) &&
      ((isServerRead && each.app === "JupyterLab") || each["look inside"] === "off")
    );
  });
}

function factsOf(each: Combination): AppFacts {
  const app = { Classic: classicApp, JupyterLab: labApp, CodeEditor: editorApp }[each.app] ?? labApp;
  const monitor = { old: minutesAgo(300), recent: minutesAgo(20) }[each.monitor];
  const openTerminal = each.app === "Classic" ? { name: "arn:x__y__z", appName: "datascience" } : terminal(200);
  const state = each.beacon === "stale" || each.beacon === "malformed" ? each.beacon : "fresh";
  const look = each["look inside"];
  return facts(
    app,
    {
      kernels: each.app === "CodeEditor" ? [] : [kernel(300)],
      terminals: each.terminals === "open" ? [openTerminal] : [],
      ...(monitor && { lastActive: monitor }),
    },
    {
      sighting: {
        CreationTime: app.CreationTime,
        Running: true,
        FirstSeen: minutesAgo(590),
        LastSeen: minutesAgo(15),
        ...(look === "quiet for long" && { QuietSince: minutesAgo(61), LookedAt: minutesAgo(15) }),
      },
      ...(each["sign-in"] === "SSO" && { observation: { seen: false, why: "its domain uses SSO sign-in" } }),
      ...(each["remote access"] === "on" && { remoteAccess: "on" as const }),
      ...(each.beacon !== "none" && {
        beacon: {
          state,
          at: minutesAgo(4),
          lastActivity: minutesAgo(300),
          active: each.beacon === "active" ? ["train.py"] : [],
          complete: true,
        },
      }),
      ...(look === "failed" && { inside: { seen: false, why: "no terminal" } }),
      ...(look !== "failed" &&
        look !== "off" && {
          inside: { seen: true, at: now, complete: true, work: look === "work" ? [{ what: "train.py", kind: "program" }] : [] },
        }),
    },
  );
}

function stopsOf(given: AppFacts, trustBeacons: boolean): { readonly verdict: string; readonly stops: string } {
  const [plain, aged] = [{}, { maxAgeMs: 3_600_000 }].map((more) => judge(viewOf(given, { ...defaultPolicy, trustBeacons, ...more }, now)));
  return { verdict: plain?.verdict ?? "", stops: plain?.stops === true ? "yes" : aged?.stops === true ? "--max-age" : "no" };
}

describe("the verdict table in docs/evidence.md", () => {
  it("has the columns of what can be known about an app", () => {
    expect(Object.keys(rows[0]?.cells ?? {})).toEqual([...names(), "verdict", "stops"]);
  });

  it("names only values that exist", () => {
    const unknown = rows.flatMap(({ cells }) =>
      names().flatMap((name) =>
        (cellValues[cells[name]] ?? cells[name].split(", ")).filter(
          (value) => value !== "any" && !columns[name].some((known) => known === value),
        ),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it("gives the verdict of the rules for every combination", () => {
    const all = combinations();
    expect(all.length).toBeGreaterThan(250);
    const inTable = all.map((each) => ({ ...each, ...pick(rows.find((row) => fits(row, each))) }));
    const byRules = all.map((each) => ({ ...each, ...stopsOf(factsOf(each), each.beacon === "trusted") }));
    expect(inTable).toEqual(byRules);
  });

  it("has no row that decides nothing", () => {
    const deciding = new Set(combinations().map((each) => rows.find((row) => fits(row, each))));
    expect(rows.filter((row) => !deciding.has(row))).toEqual([]);
  });
});

function pick(row: Row | undefined) {
  return { verdict: row?.verdict, stops: row?.stops };
}

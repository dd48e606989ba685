import { isRecord } from "../collections.ts";
import type { Sighting } from "./facts.ts";
import type { Memory } from "./sightings.ts";

const version = 1;

/** What is remembered, as JSON. */
export function memoryText({ apps, runs, freed }: Memory): string {
  return JSON.stringify({ version, runs, freed, apps }, null, 1);
}

/** The same read back; undefined for a text that is damaged or of another version. */
export function parseMemory(text: string): Memory | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document) || document["version"] !== version || !isRecord(document["apps"])) return undefined;
  const sightings: [string, Sighting][] = [];
  for (const [reference, value] of Object.entries(document["apps"])) {
    const sighting = toSighting(value);
    if (sighting === undefined) return undefined;
    sightings.push([reference, sighting]);
  }
  const runs = toRuns(document["runs"]);
  const freed = toDates(document["freed"]);
  return runs && freed && { apps: Object.fromEntries(sightings), runs, freed };
}

/** An earlier version kept one list of all runs. */
function toRuns(value: unknown = {}): Memory["runs"] | undefined {
  const lists = Object.entries(Array.isArray(value) ? { "": value } : isRecord(value) ? value : { "": undefined });
  const runs = lists.flatMap(([claim, texts]) => {
    const times = Array.isArray(texts) ? texts.map(toDate) : [undefined];
    return times.every((time) => time !== undefined) ? [[claim, times] as const] : [];
  });
  return runs.length === lists.length ? Object.fromEntries(runs) : undefined;
}

function toDates(value: unknown = {}): Readonly<Record<string, Date>> | undefined {
  if (!isRecord(value)) return undefined;
  const dates = Object.entries(value).flatMap(([name, text]) => {
    const date = toDate(text);
    return date === undefined ? [] : [[name, date] as const];
  });
  return dates.length === Object.keys(value).length ? Object.fromEntries(dates) : undefined;
}

const clockMembers = [
  "NotBefore",
  "EmptySince",
  "StartingSince",
  "ObservedAt",
  "LackedAt",
  "ClosedBy",
  "LookedAt",
  "QuietSince",
  "WorkedBy",
  "MonitorAt",
] as const;

function toSighting(value: unknown): Sighting | undefined {
  if (!isRecord(value)) return undefined;
  const { Running } = value;
  const [CreationTime, FirstSeen, LastSeen] = ["CreationTime", "FirstSeen", "LastSeen"].map((member) => toDate(value[member]));
  if (typeof Running !== "boolean" || !CreationTime || !FirstSeen || !LastSeen) return undefined;
  const clocks: { -readonly [Member in (typeof clockMembers)[number]]?: Date } = {};
  for (const member of clockMembers) {
    if (value[member] === undefined) continue;
    const date = toDate(value[member]);
    if (date === undefined) return undefined;
    clocks[member] = date;
  }
  const { Open = [], Looks: looks = [], TerminalsSince: terminals = {}, Verdict } = value;
  if (!isTexts(Open) || !isTexts(looks) || !isRecord(terminals) || (Verdict !== undefined && typeof Verdict !== "string")) return undefined;
  const Looks = looks.map(toDate).filter((at) => at !== undefined);
  const timed = Object.entries(terminals).flatMap(([name, since]) => {
    const at = toDate(since);
    return at === undefined ? [] : [[name, at] as const];
  });
  return {
    CreationTime,
    Running,
    FirstSeen,
    LastSeen,
    ...clocks,
    ...(Open.length > 0 && { Open }),
    ...(Looks.length > 0 && { Looks }),
    ...(timed.length > 0 && { TerminalsSince: Object.fromEntries(timed) }),
    ...(Verdict !== undefined && { Verdict }),
  };
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

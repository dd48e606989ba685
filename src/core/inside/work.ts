import { grouped } from "../collections.ts";
import type { InsideProcess, InsideReading, InsideTerminal } from "./reading.ts";

/** Something that a look inside a container found at work. */
export interface InsideWork {
  /** One line for a person, with base names only: `terminal 2 runs train.py`. */
  readonly what: string;
  /** When it began, if that is known, by the container's clock. */
  readonly since?: Date;
  readonly kind: "program" | "background" | "connection" | "editor" | "gpu" | "kernel";
}

/** What share of one core, and of a GPU, is work: an idle kernel or editor stays well below. */
export const busyShare = 0.05;

/** The least time between two readings in which CPU use can be told from noise, in milliseconds: 5% of it are several ticks. */
export const leastMsBetweenReadings = 2000;

/** More items than this say nothing more. */
const maxItems = 50;

/**
 * What two readings of one container show at work, the most telling first. Pure and total. The names of Jupyter's terminals may be known
 * from its server, if the probe could not ask it.
 */
export function workInside(first: InsideReading, second: InsideReading, terminalNames = second.terminalNames ?? []): InsideWork[] {
  return [
    ...processesAtWork(first, second, labels(second.terminals ?? [], terminalNames)),
    ...((second.connections ?? []).length > 0 ? [connected(second)] : []),
    ...editorsAtWork(second),
    ...gpuAtWork(first, second),
    ...kernelsAtWork(second),
  ].slice(0, maxItems);
}

/**
 * The parts that two readings did not show, as shown to the user; none: what `workInside` returns is everything. Kernels are left out if
 * the caller knows them from elsewhere.
 */
export function notSeenInside(first: InsideReading, second: InsideReading, kernels: "needed" | "known"): string[] {
  const parts = new Set([...first.notSeen, ...second.notSeen]);
  if (!first.python || !second.python) parts.add("anything that takes Python to see");
  for (const part of ["processes", "terminals", "connections", "editors", "kernels"] as const) {
    if (second[part] === undefined) parts.add(part);
  }
  if (second.upMs - first.upMs < leastMsBetweenReadings || first.processes === undefined) parts.add("CPU use");
  if (kernels === "known") parts.delete("kernels");
  return [...parts];
}

/** The last time somebody did something, as far as a reading shows it; never later than the reading itself. */
export function lastActiveInside({ at, terminals = [], kernels = [], idleFile }: InsideReading): Date | undefined {
  const moments = [
    ...terminals.map(({ own, lastInput }) => (own ? undefined : lastInput)),
    ...kernels.map(({ lastActivity }) => lastActivity),
    idleFile,
  ];
  const known = moments.flatMap((moment) => (moment === undefined ? [] : [Math.min(moment.getTime(), at.getTime())]));
  return known.length === 0 ? undefined : new Date(Math.max(...known));
}

/**
 * The terminals by device, as a person knows them. Jupyter tells no terminal's device, and the system no device's name; but both take the
 * lowest number that is free, so their orders agree. The terminal of the look, and others that a program named, have no number.
 */
function labels(terminals: readonly InsideTerminal[], names: readonly string[]): ReadonlyMap<string, string> {
  const ofJupyter = terminals.flatMap(({ tty, jupyter, own }) => (jupyter && !own ? [tty] : [])).toSorted(byNumber);
  const ordered = names.filter((name) => /^\d+$/.test(name)).toSorted(byNumber);
  const known = ofJupyter.length === ordered.length;
  return new Map(ofJupyter.flatMap((tty, index) => (known ? [[tty, `terminal ${ordered[index]}`] as const] : [])));
}

function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function processesAtWork(first: InsideReading, second: InsideReading, label: ReadonlyMap<string, string>): InsideWork[] {
  const { processes = [] } = second;
  const before = new Map((first.processes ?? []).map((each) => [keyOf(each), each]));
  const shares = new Map(processes.map((each) => [each, shareOf(each, before.get(keyOf(each)), first, second)]));
  const working = processes.filter((each) => each.counts === "alive" || (shares.get(each) ?? 0) >= busyShare);
  const pids = new Map(working.map((each) => [each.pid, each]));
  // The workers of a program are part of it.
  const leading = working.filter((each) => !isPartOf(each, pids.get(each.parent)));
  return leading.toSorted((a, b) => rank(a) - rank(b) || a.start - b.start).map(work);

  function work(each: InsideProcess): InsideWork {
    const since = startedAt(each.start, second);
    const percent = Math.round((shares.get(each) ?? 0) * 100);
    if (each.kernel === true) {
      const what = each.counts === "alive" ? `a kernel runs ${each.name}` : `${each.name} of a kernel uses ${percent}% of a core`;
      return { what, since, kind: "kernel" };
    }
    const where = each.tty === undefined ? undefined : (label.get(each.tty) ?? `terminal ${each.tty}`);
    if (each.counts === "busy") {
      const what = `${each.name} uses ${percent}% of a core`;
      return where === undefined ? { what, since, kind: "background" } : { what: `${where}: ${what}`, since, kind: "program" };
    }
    return where === undefined
      ? { what: `${each.name} runs in the background`, since, kind: "background" }
      : { what: `${where} runs ${each.name}`, since, kind: "program" };
  }
}

function keyOf({ pid, start }: InsideProcess): string {
  return `${pid} ${start}`;
}

function isPartOf(worker: InsideProcess, parent: InsideProcess | undefined): boolean {
  // A parent is older: without this, two processes that name each other would hide each other.
  const older = parent !== undefined && (parent.start - worker.start || parent.pid - worker.pid) < 0;
  return older && parent.counts === worker.counts && parent.tty === worker.tty;
}

function rank({ kernel, tty, counts }: InsideProcess): number {
  return (counts === "alive" ? 0 : 3) + (kernel === true ? 2 : tty === undefined ? 1 : 0);
}

/** The share of one core between two readings; of a process that is new, since it started. */
function shareOf(now: InsideProcess, before: InsideProcess | undefined, first: InsideReading, second: InsideReading): number {
  const from = before === undefined ? (now.start / second.hertz) * 1000 : first.upMs;
  const ms = second.upMs - from;
  return ms <= 0 ? 0 : ((now.ticks - (before?.ticks ?? 0)) * 1000) / (second.hertz * ms);
}

function startedAt(start: number, { at, upMs, hertz }: InsideReading): Date {
  return new Date(at.getTime() - Math.max(0, upMs - (start / hertz) * 1000));
}

function connected(reading: InsideReading): InsideWork {
  const { connections = [] } = reading;
  const since = startedAt(Math.min(...connections.map(({ start }) => start)), reading);
  return {
    what: connections.length === 1 ? "an ssh session is connected" : `${connections.length} ssh sessions are connected`,
    since,
    kind: "connection",
  };
}

/** A server whose editor went away waits for it for hours: it is work only while something is connected, or while that is unknown. */
function editorsAtWork(reading: InsideReading): InsideWork[] {
  const inUse = grouped(
    (reading.editors ?? []).filter(({ connected }) => connected !== false),
    ({ name }) => name,
  );
  return [...inUse].map(([name, editors]) => ({
    what: editors.some(({ connected }) => connected === true) ? `${name} is connected` : `${name} runs; whether it is connected is unknown`,
    since: startedAt(Math.min(...editors.map(({ start }) => start)), reading),
    kind: "editor",
  }));
}

function gpuAtWork(first: InsideReading, second: InsideReading): InsideWork[] {
  const busiest = [first.gpu, second.gpu].flatMap((gpu) => gpu ?? []).toSorted((a, b) => b.busy - a.busy)[0];
  if (busiest === undefined || busiest.busy < busyShare * 100) return [];
  const by = busiest.names.length === 0 ? "" : ` (${[...new Set(busiest.names)].slice(0, 3).join(", ")})`;
  return [{ what: `a GPU is ${Math.round(busiest.busy)}% busy${by}`, kind: "gpu" }];
}

/** States in which a kernel does nothing; every other one, known or not, may be work (service-facts: Activity). */
const idleStates: ReadonlySet<string> = new Set(["idle", "dead"]);

function kernelsAtWork({ kernels = [] }: InsideReading): InsideWork[] {
  return kernels.filter(({ state }) => !idleStates.has(state)).map(({ id, state }) => ({ what: kernelAtWork(id, state), kind: "kernel" }));
}

/** How a kernel that its Jupyter server lists as not idle is named; a beacon names it the same. */
export function kernelAtWork(id: string, state: string): string {
  return `kernel ${id.slice(0, 8)} is ${state}`;
}

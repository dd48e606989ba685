import type { InsideProcess, InsideReading, InsideTerminal } from "../../../src/core/inside/reading.ts";

export const at = new Date("2026-03-02T12:00:00Z");

/** A whole reading of a container in which nothing is at work, three seconds after the machine had been up for ten hours. */
export function readingOf(more: Partial<InsideReading> = {}): InsideReading {
  return {
    version: 1,
    at,
    python: true,
    upMs: 36_003_000,
    hertz: 100,
    processes: [],
    terminals: [],
    kernels: [],
    connections: [],
    editors: [],
    notSeen: [],
    ...more,
  };
}

/** The reading before it. */
export function readingBefore(more: Partial<InsideReading> = {}): InsideReading {
  return readingOf({ at: new Date(at.getTime() - 3000), upMs: 36_000_000, ...more });
}

/** A program that started an hour before, in no terminal. */
export function processOf(more: Partial<InsideProcess> = {}): InsideProcess {
  return { pid: 100, parent: 1, start: 3_240_300, name: "train.py", ticks: 50, counts: "alive", ...more };
}

/** A terminal of Jupyter in which nothing was typed yet. */
export function terminalOf(tty: string, more: Partial<InsideTerminal> = {}): InsideTerminal {
  return { tty, jupyter: true, own: false, ...more };
}

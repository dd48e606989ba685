import { isRecord } from "../collections.ts";
import type { Unseen } from "../idle/facts.ts";
import { visibleLine } from "../visible.ts";

/**
 * What one run of the probe saw in its container. A member that is absent was not seen: it may be there all the same. All times are those
 * of the container's clock.
 */
export interface InsideReading {
  /** The version of the probe. */
  readonly version: number;
  readonly at: Date;
  /** Whether Python ran it; the shell alone sees less. */
  readonly python: boolean;
  /** Time since the machine booted, which no change of the clock affects, in milliseconds. */
  readonly upMs: number;
  /** CPU ticks a second. */
  readonly hertz: number;
  /** The processes that may be work: those of the image, of Jupyter and of the editors are left out. */
  readonly processes?: readonly InsideProcess[];
  readonly terminals?: readonly InsideTerminal[];
  /** The names of the terminals that the local Jupyter servers list. */
  readonly terminalNames?: readonly string[];
  /** The kernels that the local Jupyter servers list. */
  readonly kernels?: readonly InsideKernel[];
  /** Since when each ssh session is connected. */
  readonly connections?: readonly InsideConnection[];
  readonly editors?: readonly InsideEditor[];
  /** Absent too where the container has no nvidia-smi; `notSeen` tells the two apart. */
  readonly gpu?: InsideGpu;
  /** The time in the editors' idle file. */
  readonly idleFile?: Date;
  /** The parts that should have been read and could not be: `kernels`, `gpu`… */
  readonly notSeen: readonly string[];
}

export interface InsideProcess {
  readonly pid: number;
  readonly parent: number;
  /** When it started, in ticks since the machine booted: with the pid it identifies the process. */
  readonly start: number;
  /** Base name of the program, or of the script that an interpreter runs; hidden characters are written out. */
  readonly name: string;
  /** CPU time used so far. */
  readonly ticks: number;
  /** Whether it is work for as long as it lives, or only while it uses the processor (a shell, an idle editor, a kernel). */
  readonly counts: "alive" | "busy";
  /** The kernel of Jupyter that it is or belongs to. */
  readonly kernel?: boolean;
  /** Its terminal: `pts/1`. */
  readonly tty?: string;
}

export interface InsideTerminal {
  /** `pts/1` */
  readonly tty: string;
  /** Whether a Jupyter server opened it. */
  readonly jupyter: boolean;
  /** Whether the probe itself runs in it: nobody's work is there. */
  readonly own: boolean;
  /** When something was last typed in it. */
  readonly lastInput?: Date;
}

export interface InsideKernel {
  readonly id: string;
  readonly state: string;
  readonly lastActivity?: Date;
  /** How many clients are connected; a notebook that is closed while its kernel runs on shows only here. */
  readonly connections?: number;
}

export interface InsideConnection {
  readonly start: number;
}

/** A server that a remote editor has installed. */
export interface InsideEditor {
  readonly name: string;
  readonly start: number;
  /** Whether an editor is connected to it; absent if that cannot be seen. */
  readonly connected?: boolean;
}

export interface InsideGpu {
  /** The highest of all GPUs, in percent. */
  readonly busy: number;
  /** Base names of the programs that use one, where the container shows them. */
  readonly names: readonly string[];
}

/** Begins the line of a reading: no echo of the command that starts the probe contains it. */
const readingMark = '{"probe":';

/** A longer line, list or name than these is malformed or cut: a container can print anything. */
const longestLine = 512 * 1024;
const longestList = 1000;
const longestName = 80;

/** What Linux counts CPU time and starts in, for x86 and Arm: USER_HZ of its include/asm-generic/param.h. */
const userHertz = 100;

/** Three hundred years, in seconds: more would give invalid dates. */
const longestUp = 1e10;

/** The whole lines of readings in what a terminal showed, among prompts and echoes. */
export function readingLines(text: string): string[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.flatMap((line) => (line.includes(readingMark) ? [line.slice(line.indexOf(readingMark)).trimEnd()] : []));
}

/** One line that the probe printed. Total: whatever is malformed in it makes the reading one that failed, since it may hide work. */
export function readInside(line: string): InsideReading | Unseen {
  if (line.length > longestLine) return malformed("it is too long");
  try {
    return reading(JSON.parse(line));
  } catch (error) {
    return malformed(error instanceof Malformed ? error.message : "it is not JSON");
  }
}

function malformed(why: string): Unseen {
  return { seen: false, why: `the look inside its container returned a malformed reading: ${why}` };
}

class Malformed extends Error {}

type Fields = Record<string, unknown>;

function reading(value: unknown): InsideReading {
  const from = fields(value, "it");
  const { processes, terminals, kernels, connections, editors, gpu, idleFile } = from;
  return {
    version: whole(from["probe"], "probe"),
    at: time(from["at"], "at"),
    python: from["python"] === true,
    upMs: Math.min(amount(from["up"], "up"), longestUp) * 1000,
    hertz: userHertz,
    ...(processes !== undefined && { processes: list(processes, "processes", processOf) }),
    ...(terminals !== undefined && { terminals: list(terminals, "terminals", terminalOf) }),
    ...(kernels !== undefined && { kernels: list(kernels, "kernels", kernelOf) }),
    ...(connections !== undefined && { connections: list(connections, "connections", connectionOf) }),
    ...(editors !== undefined && { editors: list(editors, "editors", editorOf) }),
    ...(gpu !== undefined && { gpu: gpuOf(gpu) }),
    ...(idleFile !== undefined && { idleFile: time(idleFile, "idleFile") }),
    ...(from["names"] !== undefined && { terminalNames: names(from["names"], "names") }),
    notSeen: names(from["notSeen"], "notSeen"),
  };
}

/** `[pid, parent, start, name, ticks, counts, kernel, tty]` */
function processOf(value: unknown): InsideProcess {
  if (!Array.isArray(value)) throw new Malformed("a process is not a list");
  const [pid, parent, start, program, ticks, counts, kernel, tty] = value as unknown[];
  return {
    pid: whole(pid, "pid"),
    parent: whole(parent, "parent"),
    start: whole(start, "start"),
    name: name(program, "name"),
    ticks: whole(ticks, "ticks"),
    // What is not known to be harmless is work.
    counts: counts === "busy" ? "busy" : "alive",
    ...(kernel === true && { kernel: true }),
    ...(typeof tty === "string" && { tty: name(tty, "tty") }),
  };
}

function terminalOf(value: unknown): InsideTerminal {
  const from = fields(value, "a terminal");
  return {
    tty: name(from["tty"], "tty"),
    jupyter: from["jupyter"] === true,
    own: from["mine"] === true,
    ...(from["input"] !== undefined && { lastInput: time(from["input"], "input") }),
  };
}

function kernelOf(value: unknown): InsideKernel {
  const from = fields(value, "a kernel");
  return {
    id: name(from["id"], "id"),
    state: name(from["state"], "state"),
    ...(from["last"] !== undefined && { lastActivity: time(from["last"], "last") }),
    ...(typeof from["connections"] === "number" && { connections: from["connections"] }),
  };
}

function connectionOf(value: unknown): InsideConnection {
  return { start: whole(fields(value, "a connection")["start"], "start") };
}

function editorOf(value: unknown): InsideEditor {
  const from = fields(value, "an editor");
  const { connected } = from;
  return {
    name: name(from["name"], "name"),
    start: whole(from["start"], "start"),
    ...(typeof connected === "boolean" && { connected }),
  };
}

function gpuOf(value: unknown): InsideGpu {
  const from = fields(value, "gpu");
  return { busy: amount(from["busy"], "busy"), names: names(from["names"], "names") };
}

/** The members of an object; one that is null is absent. */
function fields(value: unknown, what: string): Fields {
  if (!isRecord(value)) throw new Malformed(`${what} is not an object`);
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function list<T>(value: unknown, what: string, read: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Malformed(`${what} is not a list`);
  if (value.length > longestList) throw new Malformed(`${what} has more than ${longestList} items`);
  return value.map(read);
}

function names(value: unknown, what: string): string[] {
  if (!Array.isArray(value) || value.length > longestList) throw new Malformed(`${what} is not a list of names`);
  return value.map((each) => name(each, what));
}

/** A foreign name on one line, without characters that a terminal interprets. */
function name(value: unknown, what: string): string {
  if (typeof value !== "string" || value === "") throw new Malformed(`${what} is not a text`);
  return visibleLine(value.slice(0, longestName));
}

function amount(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) throw new Malformed(`${what} is not a number`);
  return value;
}

function whole(value: unknown, what: string): number {
  const number = amount(value, what);
  if (!Number.isSafeInteger(number)) throw new Malformed(`${what} is not a whole number`);
  return number;
}

/** Seconds since 1970. */
function time(value: unknown, what: string): Date {
  const moment = new Date(typeof value === "number" ? value * 1000 : NaN);
  if (Number.isNaN(moment.getTime())) throw new Malformed(`${what} is not a time`);
  return moment;
}

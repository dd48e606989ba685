import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InsideProcess, InsideReading } from "../../../src/core/inside/reading.ts";
import { lastActiveInside, notSeenInside, workInside } from "../../../src/core/inside/work.ts";
import { at, processOf, readingBefore, readingOf, terminalOf } from "./readings.ts";

const hourAgo = new Date(at.getTime() - 3_600_000);
const work = (first: Partial<InsideReading>, second: Partial<InsideReading> = first) => workInside(readingBefore(first), readingOf(second));
const whats = (first: Partial<InsideReading>, second?: Partial<InsideReading>) => work(first, second).map(({ what }) => what);
const minutesAgo = (minutes: number) => new Date(at.getTime() - minutes * 60_000);
const notSeen = (first: Partial<InsideReading> = {}, second: Partial<InsideReading> = first) =>
  notSeenInside(readingBefore(first), readingOf(second), "needed");

describe("work inside a container", () => {
  it("is nothing where nothing runs", () => {
    expect(work({})).toEqual([]);
  });

  it("is a program in a terminal, with the terminal's name and since when", () => {
    const processes = [processOf({ tty: "pts/1" })];
    expect(work({ processes, terminals: [terminalOf("pts/1")], terminalNames: ["2"] })).toEqual([
      { what: "terminal 2 runs train.py", since: hourAgo, kind: "program" },
    ]);
    expect(whats({ processes })).toEqual(["terminal pts/1 runs train.py"]);
  });

  it("names Jupyter's terminals in the order of their devices, those of ssh by device, and all by device where the numbers differ", () => {
    const processes = ["pts/10", "pts/9", "pts/2"].map((tty, index) => processOf({ pid: index + 1, name: `${index}.py`, tty }));
    const terminals = [terminalOf("pts/10"), terminalOf("pts/9"), terminalOf("pts/2", { jupyter: false })];
    const named = ["terminal 3 runs 0.py", "terminal 1 runs 1.py", "terminal pts/2 runs 2.py"];
    expect(whats({ processes, terminals, terminalNames: ["3", "1"] })).toEqual(named);
    expect(workInside(readingBefore(), readingOf({ processes, terminals }), ["3", "1"]).map(({ what }) => what)).toEqual(named);
    expect(whats({ processes, terminals, terminalNames: ["3"] })[0]).toBe("terminal pts/10 runs 0.py");
    const looking = [...terminals, terminalOf("pts/3", { own: true })];
    expect(whats({ processes, terminals: looking, terminalNames: ["3", "studioctl_look_mf2k3_a1b2", "1"] })).toEqual(named);
  });

  it("is a program in the background, however little it uses the processor", () => {
    expect(work({ processes: [processOf()] })).toEqual([{ what: "train.py runs in the background", since: hourAgo, kind: "background" }]);
  });

  it("counts a program that only the second reading shows, and not one that has ended", () => {
    expect(whats({}, { processes: [processOf()] })).toEqual(["train.py runs in the background"]);
    expect(whats({ processes: [processOf()] }, {})).toEqual([]);
  });

  it("names a program once, without its workers", () => {
    const workers = [101, 102].map((pid) => processOf({ pid, parent: 100, start: 3_240_400, name: "worker.py" }));
    expect(whats({ processes: [...workers, processOf()] })).toEqual(["train.py runs in the background"]);
  });

  it("names two processes that claim to be each other's parent", () => {
    expect(whats({ processes: [processOf({ parent: 101 }), processOf({ pid: 101, parent: 100 })] })).toEqual([
      "train.py runs in the background",
    ]);
    expect(whats({ processes: [processOf({ parent: 100 })] })).toEqual(["train.py runs in the background"]);
  });

  it.each([
    ["5% of a core is work", 15, ["terminal pts/1: vim uses 5% of a core"]],
    ["less is not", 14, []],
  ])("of what counts only when busy: %s", (_, ticks, expected) => {
    const vim = processOf({ name: "vim", counts: "busy", tty: "pts/1" });
    expect(whats({ processes: [vim] }, { processes: [{ ...vim, ticks: vim.ticks + ticks }] })).toEqual(expected);
  });

  it("measures a process that is new since it started, and another with the same pid as a new one", () => {
    const old = processOf({ counts: "busy", ticks: 5000 });
    const young = processOf({ counts: "busy", start: 3_600_100, ticks: 150 });
    expect(whats({ processes: [old] }, { processes: [young] })).toEqual(["train.py uses 75% of a core"]);
    expect(whats({ processes: [old] }, { processes: [{ ...young, ticks: 5 }] })).toEqual([]);
  });

  it("is a kernel that computes although it says that it is idle, and a program that a kernel started", () => {
    const kernel = processOf({ name: "python3", counts: "busy", kernel: true });
    const child = processOf({ pid: 101, parent: 100, kernel: true });
    const found = work({ processes: [kernel, child] }, { processes: [{ ...kernel, ticks: 350 }, child] });
    expect(found).toEqual([
      { what: "a kernel runs train.py", since: hourAgo, kind: "kernel" },
      { what: "python3 of a kernel uses 100% of a core", since: hourAgo, kind: "kernel" },
    ]);
  });

  it.each(["busy", "starting", "unheard-of"])("is a kernel in state %s", (state) => {
    expect(work({ kernels: [{ id: "0a1b2c3d-4e5f", state }] })).toEqual([{ what: `kernel 0a1b2c3d is ${state}`, kind: "kernel" }]);
  });

  it.each(["idle", "dead"])("is not a kernel in state %s", (state) => {
    expect(work({ kernels: [{ id: "0a1b2c3d-4e5f", state }] })).toEqual([]);
  });

  it("is an ssh session, since the first one", () => {
    expect(work({ connections: [{ start: 3_240_300 }] })).toEqual([
      { what: "an ssh session is connected", since: hourAgo, kind: "connection" },
    ]);
    expect(work({ connections: [{ start: 3_500_000 }, { start: 3_240_300 }] })).toEqual([
      { what: "2 ssh sessions are connected", since: hourAgo, kind: "connection" },
    ]);
  });

  it("is a remote editor's server that is connected or may be, and not one that waits for its editor", () => {
    const editor = { name: "vscode-server", start: 3_240_300 };
    expect(work({ editors: [{ ...editor, connected: true }, editor] })).toEqual([
      { what: "vscode-server is connected", since: hourAgo, kind: "editor" },
    ]);
    expect(whats({ editors: [editor] })).toEqual(["vscode-server runs; whether it is connected is unknown"]);
    expect(whats({ editors: [{ ...editor, connected: false }] })).toEqual([]);
  });

  it("is a GPU that is busy in either reading, with the programs that use it", () => {
    expect(work({ gpu: { busy: 37.4, names: ["python3", "python3"] } }, { gpu: { busy: 0, names: [] } })).toEqual([
      { what: "a GPU is 37% busy (python3)", kind: "gpu" },
    ]);
    expect(whats({ gpu: { busy: 0, names: [] } }, { gpu: { busy: 5, names: [] } })).toEqual(["a GPU is 5% busy"]);
    expect(whats({ gpu: { busy: 4, names: ["python3"] } })).toEqual([]);
  });

  it("never misses a program, connection or busy kernel of the second reading, whatever else the readings say", () => {
    const process = fc.record<InsideProcess>({
      pid: fc.integer({ min: 1, max: 4 }),
      parent: fc.integer({ min: 0, max: 4 }),
      start: fc.integer({ min: 0, max: 3 }),
      name: fc.constant("x"),
      ticks: fc.nat(1000),
      counts: fc.constantFrom("alive", "busy"),
      kernel: fc.boolean(),
    });
    const reading = fc.record<Partial<InsideReading>>({
      upMs: fc.nat(10_000),
      processes: fc.array(process, { maxLength: 4 }),
      kernels: fc.array(fc.record({ id: fc.constant("k"), state: fc.constantFrom("idle", "busy") }), { maxLength: 2 }),
      connections: fc.array(fc.record({ start: fc.nat(5) }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(reading, reading, (first, second) => {
        const live =
          second.processes?.some(({ counts }) => counts === "alive") === true ||
          second.kernels?.some(({ state }) => state === "busy") === true ||
          (second.connections ?? []).length > 0;
        expect(!live || work(first, second).length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("what a look did not show", () => {
  it("is nothing when both readings are whole", () => {
    expect(notSeen()).toEqual([]);
  });

  it("is what either reading names, and every part that is absent", () => {
    expect(notSeen({ notSeen: ["gpu"] }, {})).toEqual(["gpu"]);
    expect(notSeen({}, { notSeen: ["gpu"] })).toEqual(["gpu"]);
    for (const part of ["processes", "terminals", "connections", "editors", "kernels"] as const) {
      const { [part]: _, ...rest } = readingOf();
      expect(notSeenInside(readingBefore(), rest, "needed")).toEqual([part]);
    }
  });

  it("is CPU use when the readings are too close, in the wrong order, or the first shows no processes", () => {
    expect(notSeen({}, { upMs: 36_001_000 })).toEqual(["CPU use"]);
    expect(notSeen({}, { upMs: 1 })).toEqual(["CPU use"]);
    const { processes: _, ...rest } = readingBefore();
    expect(notSeenInside(rest, readingOf(), "needed")).toEqual(["CPU use"]);
  });

  it("is what takes Python where there is none", () => {
    expect(notSeen({ python: false })).toEqual(["anything that takes Python to see"]);
  });

  it("is not the kernels where they are known from the server", () => {
    const { kernels: _, ...rest } = readingOf({ notSeen: ["kernels"] });
    expect(notSeenInside(readingBefore(), rest, "known")).toEqual([]);
  });
});

describe("the last activity inside", () => {
  it("is the latest of what was typed, the kernels and the idle file, and not in the future", () => {
    expect(lastActiveInside(readingOf())).toBeUndefined();
    const own = terminalOf("pts/3", { own: true, lastInput: at });
    const terminals = [terminalOf("pts/1", { lastInput: minutesAgo(30) }), terminalOf("pts/2"), own];
    expect(lastActiveInside(readingOf({ terminals, idleFile: minutesAgo(40) }))).toEqual(minutesAgo(30));
    expect(lastActiveInside(readingOf({ terminals, idleFile: minutesAgo(20) }))).toEqual(minutesAgo(20));
    expect(lastActiveInside(readingOf({ terminals, kernels: [{ id: "k", state: "idle", lastActivity: minutesAgo(10) }] }))).toEqual(
      minutesAgo(10),
    );
    expect(lastActiveInside(readingOf({ idleFile: minutesAgo(-60) }))).toEqual(at);
  });
});

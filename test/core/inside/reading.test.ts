import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readingLines, readInside } from "../../../src/core/inside/reading.ts";

const whole = {
  probe: 1,
  at: 1_772_452_800.25,
  python: true,
  up: 36_003,
  processes: [
    [100, 1, 5, "train.py", 7, "alive", null, "pts/1"],
    [101, 1, 5, "python3", 7, "busy", true, null],
  ],
  terminals: [
    { tty: "pts/1", input: 1_772_452_000, jupyter: true, mine: false },
    { tty: "pts/2", input: null, jupyter: false, mine: true },
  ],
  names: ["2"],
  kernels: [{ id: "0a1b2c3d", state: "busy", last: 1_772_452_000 }],
  connections: [{ start: 9 }],
  editors: [
    { name: "vscode-server", start: 9, connected: false },
    { name: "JetBrains", start: 9 },
  ],
  gpu: { busy: 37, names: ["python3"] },
  idleFile: 1_772_452_000,
  notSeen: ["gpu"],
};

const read = (value: unknown) => readInside(JSON.stringify(value));

describe("one line of the probe", () => {
  it("is read whole", () => {
    expect(read(whole)).toEqual({
      version: 1,
      at: new Date(1_772_452_800_250),
      python: true,
      upMs: 36_003_000,
      hertz: 100,
      processes: [
        { pid: 100, parent: 1, start: 5, name: "train.py", ticks: 7, counts: "alive", tty: "pts/1" },
        { pid: 101, parent: 1, start: 5, name: "python3", ticks: 7, counts: "busy", kernel: true },
      ],
      terminals: [
        { tty: "pts/1", jupyter: true, own: false, lastInput: new Date(1_772_452_000_000) },
        { tty: "pts/2", jupyter: false, own: true },
      ],
      terminalNames: ["2"],
      kernels: [{ id: "0a1b2c3d", state: "busy", lastActivity: new Date(1_772_452_000_000) }],
      connections: [{ start: 9 }],
      editors: whole.editors,
      gpu: { busy: 37, names: ["python3"] },
      idleFile: new Date(1_772_452_000_000),
      notSeen: ["gpu"],
    });
  });

  it("leaves absent what the probe did not see", () => {
    const { probe, at, up } = whole;
    const nothing = { kernels: null, processes: null, editors: null, gpu: null, idleFile: null, names: null };
    expect(read({ ...nothing, probe, at, up, python: false, notSeen: [] })).toEqual({
      version: 1,
      at: new Date(1_772_452_800_250),
      python: false,
      upMs: 36_003_000,
      hertz: 100,
      notSeen: [],
    });
  });

  it("writes out hidden characters in names and cuts long ones", () => {
    const names = ["\u001B[2J\u202Ea\nb", "x".repeat(500)];
    const reading = read({ ...whole, processes: names.map((name) => [100, 1, 5, name, 7, "alive", null, null]) });
    expect(reading).toMatchObject({ processes: [{ name: String.raw`\x1b[2J\u202ea\nb` }, { name: "x".repeat(80) }] });
  });

  it("takes a process of an unknown kind for work", () => {
    const reading = read({ ...whole, processes: [[100, 1, 5, "x", 7, "never", null, null]] });
    expect(reading).toMatchObject({ processes: [{ counts: "alive" }] });
  });

  it.each([
    ["not JSON", "{", "it is not JSON"],
    ["not an object", "[]", "it is not an object"],
    ["nothing", "", "it is not JSON"],
    ["too long", JSON.stringify({ ...whole, more: "x".repeat(600_000) }), "it is too long"],
    ["without a time", JSON.stringify({ ...whole, at: undefined }), "at is not a time"],
    ["with a time that is a text", JSON.stringify({ ...whole, at: "now" }), "at is not a time"],
    ["with a time that is no date", JSON.stringify({ ...whole, at: 1e300 }), "at is not a time"],
    ["without what was not seen", JSON.stringify({ ...whole, notSeen: undefined }), "notSeen is not a list of names"],
    ["with processes that are not a list", JSON.stringify({ ...whole, processes: {} }), "processes is not a list"],
    ["with a process that is not a list", JSON.stringify({ ...whole, processes: [1] }), "a process is not a list"],
    ["with a process without a name", JSON.stringify({ ...whole, processes: [[1, 1, 1]] }), "name is not a text"],
    ["with a terminal that is not an object", JSON.stringify({ ...whole, terminals: [1] }), "a terminal is not an object"],
    ["with a negative start", JSON.stringify({ ...whole, connections: [{ start: -1 }] }), "start is not a number"],
    ["with half a pid", JSON.stringify({ ...whole, processes: [[1.5]] }), "pid is not a whole number"],
    [
      "with too many",
      JSON.stringify({ ...whole, connections: Array.from({ length: 1001 }, () => ({ start: 1 })) }),
      "connections has more than 1000 items",
    ],
    ["with a GPU that is a text", JSON.stringify({ ...whole, gpu: "37%" }), "gpu is not an object"],
  ])("is unseen as a whole when it is %s", (_, line, why) => {
    expect(readInside(line)).toEqual({ seen: false, why: `the look inside its container returned a malformed reading: ${why}` });
  });

  it("never throws, and never passes a value of a wrong type on", () => {
    const changed = fc.tuple(fc.constantFrom(...Object.keys(whole)), fc.jsonValue()).map(([key, value]) => ({ ...whole, [key]: value }));
    const lines = fc.oneof(
      fc.string(),
      fc.json(),
      changed.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(lines, (line) => {
        const result = readInside(line);
        const moments = "seen" in result ? [] : [result.at, result.idleFile, ...(result.terminals ?? []).map(({ lastInput }) => lastInput)];
        expect(moments.filter((moment) => Number.isNaN(moment?.getTime()))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a terminal shows", () => {
  it("holds the readings that ended, whatever stands before them on their line", () => {
    expect(readingLines('$ sh <<E\r\n> H4sI\r\n{"probe":1,"a":2}\r\n\u001B[?2004h$ {"probe":2}\r\n$ {"probe":3')).toEqual([
      '{"probe":1,"a":2}',
      '{"probe":2}',
    ]);
    expect(readingLines("")).toEqual([]);
  });
});

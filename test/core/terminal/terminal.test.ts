import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentLine, mark, startLine } from "../../../src/core/terminal/agent.ts";
import { EscapeFilter } from "../../../src/core/terminal/escape.ts";
import { FrameReader, lines, maxInput } from "../../../src/core/terminal/frames.ts";
import { ModeTracker } from "../../../src/core/terminal/modes.ts";
import { Seen } from "../../../src/core/terminal/seen.ts";

/** A text cut into pieces at random places. */
const cutUp = fc.tuple(fc.string({ unit: fc.constantFrom("~", ".", "\r", "\n", "a", "é", "🚀") }), fc.array(fc.nat(50)));

function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].toSorted((a, b) => a - b);
  return places.slice(1).map((place, i) => text.slice(places[i], place));
}

describe("~.", () => {
  it.each([
    ["~.", "", true],
    ["ls\r~.", "ls\r", true],
    ["ls\n~.rest", "ls\n", true],
    ["ls ~.", "ls ~.", false],
    ["~~", "~", false],
    ["~~.", "~.", false],
    ["~a\r~.", "~a\r", true],
    ["~\r~.", "~\r", true],
    ["cd ~\r", "cd ~\r", false],
  ])("of %j sends %j and leaves: %s", (typed, text, leaves) => {
    expect(new EscapeFilter().read(typed)).toEqual({ text, leaves });
  });

  it("means the same typed at once or in pieces", () => {
    fc.assert(
      fc.property(cutUp, ([text, cuts]) => {
        const whole = new EscapeFilter().read(text);
        const filter = new EscapeFilter();
        let passed = "";
        let leaves = false;
        for (const piece of pieces(text, cuts)) {
          if (leaves) break;
          const typed = filter.read(piece);
          passed += typed.text;
          leaves = typed.leaves;
        }
        expect({ text: passed, leaves }).toEqual(whole);
      }),
    );
  });
});

describe("the modes of a terminal", () => {
  it.each([
    ["\u001B[?1049h\u001B[?25l", "\u001B[?1049l\u001B[?25h"],
    ["\u001B[?1000;1006h", "\u001B[?1000l\u001B[?1006l"],
    ["\u001B[?2004h$ \u001B[?2004l", ""],
    ["\u001B=", "\u001B>"],
    ["\u001B=\u001B>", ""],
    ["\u001B[?1049h\u001Bc", ""],
    ["\u001B[31mred\u001B[0m", ""],
    ["\u001B[?10", "\u0018"],
  ])("changed by %j are put back by %j", (shown, restored) => {
    const modes = new ModeTracker();
    modes.read(shown);
    expect(modes.restore()).toBe(restored);
  });

  it("are seen across the pieces in which they come", () => {
    const modes = new ModeTracker();
    for (const character of "text\u001B[?1049hmore\u001B[?1002;1006h\u001B[?25l\u001B[?1002l") modes.read(character);
    expect(modes.restore()).toBe("\u001B[?1049l\u001B[?1006l\u001B[?25h");
  });
});

describe("what has been seen", () => {
  it("is passed over where it is shown again, however it came", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.nat(50)), (before, missed, cuts) => {
        const seen = new Seen();
        for (const piece of pieces(before, cuts)) seen.add(piece);
        const news = seen.newIn(before + missed);
        expect(missed.endsWith(news)).toBe(true);
        // An end that comes again in what was missed is taken for the later one.
        expect(news === missed || (before.slice(1) + missed).includes(before)).toBe(true);
      }),
    );
    const seen = new Seen();
    seen.add("$ ls\r\na b\r\n$ ");
    expect(seen.newIn("$ ls\r\na b\r\n$ date\r\n")).toBe("date\r\n");
  });

  it("is shown again where its end is not there any more", () => {
    const seen = new Seen();
    seen.add("long ago");
    expect(seen.newIn("only this")).toBe("only this");
  });
});

function frame(kind: string, number: number, bytes: Uint8Array): string {
  return `${mark}${kind} ${number} ${Buffer.from(bytes).toString("base64")}\n`;
}

describe("frames", () => {
  it("are found in any pieces, between any other output", () => {
    const noise = fc.string({ unit: fc.constantFrom("$", " ", "\n", "\r", "O", "A", "1", "=", "é") });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, fc.uint8Array())), fc.array(fc.nat(500)), (parts, cuts) => {
        const text = parts.map(([before, bytes], number) => before + frame("O", number, bytes)).join("");
        const reader = new FrameReader("n");
        const found = pieces(text, cuts).flatMap((piece) => reader.read(piece));
        expect(found).toEqual(parts.map(([, bytes], number) => ({ kind: "stdout", number, bytes: Buffer.from(bytes) })));
      }),
    );
  });

  it("that are cut off are passed over, and the next one is not lost", () => {
    const reader = new FrameReader("n");
    expect(reader.read(`AAAA\n${mark}O 1 AAA${frame("X", 2, Buffer.from("3"))}`)).toEqual([{ kind: "exit", number: 2, code: 3 }]);
  });

  it("begin with the nonce of this command alone", () => {
    const reader = new FrameReader("mine");
    expect(reader.read(`${mark}other\n${mark}mine\r\n${mark}mine no-python\r\n`)).toEqual([{ kind: "ready" }, { kind: "no-python" }]);
  });

  it("hold no memory for what never becomes one", () => {
    const reader = new FrameReader("n");
    for (let i = 0; i < 40; i += 1) expect(reader.read(`${i === 0 ? mark : ""}${"x".repeat(100_000)}`)).toEqual([]);
    expect(reader.read(frame("A", 5, Buffer.alloc(0)))).toEqual([{ kind: "taken", bytes: 5 }]);
  });
});

describe("the line that starts a command", () => {
  it("is shorter than a line of a terminal may be, and has neither apostrophes nor what shells expand inside its quotes", () => {
    const line = startLine("1tzx0q8k3m2a9b");
    expect(line.length).toBeLessThan(4_000);
    const [, quoted = ""] = /'([^']*)'/.exec(line) ?? [];
    expect(line.replace(`'${quoted}'`, "")).toMatch(/^ exec sh -c {2}\w+$/);
    expect(quoted).not.toMatch(/[!\t\n]/);
  });

  it("is not what its own echo says: the mark comes from the program alone", () => {
    expect(startLine("n")).not.toContain(mark);
    expect(agentLine()).toMatch(/^[A-Za-z0-9+/=]+\n$/);
  });

  it("is followed by lines of ASCII that are shorter than a terminal's buffer times four", () => {
    expect(lines.input(123_456_789, new Uint8Array(maxInput)).length).toBeLessThan(4 * 4_096 + 100);
    expect(lines.command(["a", "é\n"])).toMatch(/^\nC [A-Za-z0-9+/=]+\n$/);
  });
});

it.each(["", "x", "-1", "256", "1e2", "999999999999", "NaN"])("a frame with the exit code %j is not an exit", (code) => {
  const reader = new FrameReader("n");
  expect(reader.read(`\u001EX 0 ${Buffer.from(code).toString("base64")}\n`)).toEqual([]);
});

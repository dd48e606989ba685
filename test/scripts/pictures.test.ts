import { describe, expect, it } from "vitest";
import { terminalSvg } from "../../scripts/pictures/svg.ts";

const drawn = (text: string, columns = 80) => terminalSvg("studioctl", text, columns).match(/<text [^>]*>[^<]*<\/text>/g) ?? [];
const place = (text: string): readonly number[] => [/ x="([\d.]+)"/, / y="(\d+)"/].map((what) => Number(what.exec(text)?.[1]));

describe("a picture of a terminal", () => {
  it("has the text as text, in the colours and weights that were written", () => {
    expect(drawn("\u001B[1mSTATUS\u001B[22m\n\u001B[31mFailed\u001B[39m \u001B[2mgone\u001B[22m a<b&c")).toEqual([
      expect.stringMatching(/ font-weight="bold">STATUS</),
      expect.stringMatching(/ fill="#ff7b72">Failed</),
      expect.stringMatching(/ opacity="0.55">gone</),
      expect.stringMatching(/[\d"]>a&lt;b&amp;c</),
    ]);
  });

  it("stands in a grid, whatever font draws it", () => {
    const [first = "", second = "", third = ""] = drawn("ab\u001B[32mcd\u001B[39m\n  ef");
    const [[x = 0, y = 0], [next = 0], [indented = 0, below = 0]] = [place(first), place(second), place(third)];
    expect(next).toBeCloseTo(x + 2 * 8.4, 1);
    expect(indented).toBeCloseTo(next, 1);
    expect(below).toBe(y + 19);
    expect(first).toContain('textLength="16.8"');
  });

  it("goes on in the next row where a line is too long", () => {
    expect(drawn("abcdef", 4).map((text) => />(.*)</.exec(text)?.[1])).toEqual(["abcd", "ef"]);
  });
});

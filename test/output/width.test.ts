import { describe, expect, it } from "vitest";
import { lengthThatFits, padded, pieces, widthOf } from "../../src/output/width.ts";

describe("the width of a text on a terminal", () => {
  it.each([
    ["plain", 5],
    ["데이터", 6],
    ["データ", 6],
    ["é", 1],
    ["👩‍💻", 2],
    ["\u001B[32mgreen\u001B[39m", 5],
  ])("of %j is %i", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it("is what padding fills up to", () => {
    expect(padded("데이터", 8)).toBe("데이터  ");
    expect(padded("too long", 3)).toBe("too long");
  });
});

describe("a text that has to fit", () => {
  it("is cut at a width, never within a character", () => {
    expect(lengthThatFits("데이터", 5)).toBe(2);
    expect(lengthThatFits("a👩‍💻b", 2)).toBe(1);
    expect(lengthThatFits("abc", 9)).toBe(3);
  });

  it("is made of pieces that are all of it", () => {
    expect(pieces("데이터셋", 5)).toEqual(["데이", "터셋"]);
    expect(pieces("abcdef", 4)).toEqual(["abcd", "ef"]);
    expect(pieces("데이", 1)).toEqual(["데", "이"]);
  });
});

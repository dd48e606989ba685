import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Drawn, hasHidden, sent, visible, visibleJson, visibleLine } from "../../src/core/visible.ts";

const raw = String.raw;

describe("shown escaped", () => {
  it.each([
    ["an escape sequence", "\u001B[31mred\u001B]0;title\u0007", raw`\x1b[31mred\x1b]0;title\x07`],
    ["a carriage return and a tab", "a\rb\tc", raw`a\rb\tc`],
    ["DEL and C1, which some terminals obey as they do ESC [", "\u007F\u009B2J", raw`\x7f\x9b2J`],
    ["a bidirectional override and isolates", "\u202Egpj.exe\u202C\u2066\u2069", raw`\u202egpj.exe\u202c\u2066\u2069`],
    ["zero-width characters and the byte order mark", "pay\u200Bpal\u2060\uFEFF\u00AD", raw`pay\u200bpal\u2060\ufeff\xad`],
    ["line and paragraph separators", "a\u2028b\u2029c", raw`a\u2028b\u2029c`],
    ["tag characters", "a\u{E0041}", raw`a\u{e0041}`],
    ["half a pair", "a\uD83D", raw`a\ud83d`],
    ["a joiner among Latin letters", "pay\u200Dpal", raw`pay\u200dpal`],
  ])("is %s", (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(hasHidden(text)).toBe(true);
  });

  it("is no letter, sign or emoji of any script", () => {
    for (const text of ["naïve Zürich", "日本語.ipynb", "می‌خواهم", "क्‍ष", "👩‍💻 👨🏽‍🚒 ❤️‍🔥", "\u0600\u0661", "a\nb", "C:\\temp"]) {
      expect(visible(text)).toBe(text);
      expect(hasHidden(text)).toBe(false);
    }
  });

  it("is a line end where the text has to stay on one line", () => {
    expect(visible("a\nb")).toBe("a\nb");
    expect(visibleLine("a\r\nb")).toBe(raw`a\r\nb`);
  });
});

it("escaped text has no control character but line ends, and escaping it again changes nothing", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc
          .oneof(fc.integer({ min: 0, max: 0x9f }), fc.integer({ min: 0x200b, max: 0x206f }))
          .map((code) => String.fromCodePoint(code)),
      }),
      (text) => {
        expect(visible(text)).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
        expect(visible(visible(text))).toBe(visible(text));
      },
    ),
  );
});

it("JSON stands for the same values when its hidden characters are escaped", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const json = visibleJson(JSON.stringify(value));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(json).not.toMatch(/\p{Cc}|\p{Zl}|[\u202A-\u202E\u2066-\u2069]/u);
    }),
  );
});

it("an output sends what was drawn as it is, and every other text escaped", () => {
  expect(sent(new Drawn("\u001B[1mNAME\u001B[22m"))).toBe("\u001B[1mNAME\u001B[22m");
  expect(sent("\u001B[1mNAME")).toBe(raw`\x1b[1mNAME`);
});

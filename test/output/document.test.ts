import { expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { toJson, toJsonLines, toPlain } from "../../src/output/document.ts";
import { cellText, genericTable } from "../../src/output/generic.ts";
import { toYaml } from "../../src/output/yaml.ts";

it("documents tell times as ISO 8601 in UTC, leave out what is absent, and hide secrets", () => {
  expect(toPlain({ At: new Date("2026-03-01T12:00:00Z"), Absent: undefined, Url: new Secret("https://x") })).toEqual({
    At: "2026-03-01T12:00:00.000Z",
    Url: "[secret]",
  });
});

it("JSON is indented and ends its line; JSON lines have a value each", () => {
  expect(toJson([])).toBe("[]\n");
  expect(toJson({ A: 1 })).toBe('{\n  "A": 1\n}\n');
  expect(toJsonLines([{ A: 1 }, { A: 2 }])).toBe('{"A":1}\n{"A":2}\n');
  expect(toJsonLines({ A: 1 })).toBe('{"A":1}\n');
  expect(toJsonLines([])).toBe("");
});

it("YAML keeps long values on one line", () => {
  const arn = `arn:aws:iam::111122223333:role/${"x".repeat(120)}`;
  expect(toYaml({ Role: arn })).toBe(`Role: ${arn}\n`);
});

it.each<[string, unknown, string[], string[][]]>([
  [
    "objects, by their members",
    [
      { A: 1, B: "x" },
      { A: 2, C: true },
    ],
    ["A", "B", "C"],
    [
      ["1", "x", ""],
      ["2", "", "true"],
    ],
  ],
  [
    "lists, without headers",
    [["a", 1], ["b"]],
    ["", ""],
    [
      ["a", "1"],
      ["b", ""],
    ],
  ],
  ["values, one a line", ["a", null, { B: 1 }], [""], [["a"], [""], ['{"B":1}']]],
  ["one object", { A: ["x"] }, ["A"], [['["x"]']]],
  ["nothing", [], [], []],
])("a table of unknown shape shows %s", (_what, data, headers, cells) => {
  const { rows, columns } = genericTable(data);
  expect(columns.map(({ header }) => header)).toEqual(headers);
  expect(rows.map((row) => columns.map(({ value }) => value([...row])))).toEqual(cells);
});

it.each([
  [null, ""],
  [undefined, ""],
  ["text", "text"],
  [0, "0"],
  [false, "false"],
  [{ A: 1 }, '{"A":1}'],
])("a cell shows %j as %j", (value, text) => {
  expect(cellText(value)).toBe(text);
});

it("JSON and YAML escape control and invisible characters and stand for the same values", async () => {
  const { parse } = await import("yaml");
  const document = { "k\u009B": "a\u001B[2J\nb\n", Name: "\u202Egpj", Tags: ["\t", "\u{E0041}", "\uFEFF", "👩‍💻"], Script: "one\ntwo\n" };
  expect(toYaml(document)).not.toMatch(/(?!\n)\p{Cc}|(?!\u200D)\p{Cf}/u);
  expect(parse(toYaml(document))).toEqual(document);
  expect(toYaml(document)).toContain("Script: |\n  one\n");
  expect(toJson(document)).not.toMatch(/(?!\n)\p{Cc}|(?!\u200D)\p{Cf}/u);
  expect(JSON.parse(toJson(document))).toEqual(document);
  expect(toJsonLines([document, document]).split("\n")).toHaveLength(3);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { toYaml } from "../../src/output/yaml.ts";

const name = fc.stringMatching(/^[A-Za-z][\w ]{0,12}\w$/);
const texts = fc.oneof(
  name,
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "yes",
    "No",
    "null",
    "True",
    "~",
    "1",
    "0x1f",
    "1e3",
    ".5",
    ".inf",
    "-",
    "- a",
    "a: b",
    "a:",
    "a #b",
    "a#b",
    "#a",
    "",
    " a",
    "a ",
    "a\nb",
    "a\n",
    "\na\n\nb\n",
    "  a\n b",
    "it's",
    '"a"',
    "{a}",
    "[a]",
    "a, b",
    "*a",
    "&a",
    "!a",
    "|",
    "%a",
    "@a",
    "2026-03-02",
    "2026-03-02T12:00:00.000Z",
    "12:30",
    "4k2-9q",
    "12ab",
    "0x1g",
    "1_000",
    "not seen: a, b",
    "it's: 'a'",
    'say: "a"',
    "a\\: b",
    "4k: é",
    "ml.m5.large",
    "space:nlp/default",
    "arn:aws:sagemaker:us-east-1:1:app/d/a",
    "last activity 2h ago, a.ipynb; kept",
    "x".repeat(300),
    `${"word ".repeat(60)}end`,
    "---",
    "...",
    "=",
    "<<",
  ),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
})).value;

describe("YAML", () => {
  it("is the same as the library writes, for any plain data", () => {
    fc.assert(
      fc.property(plain, (value) => {
        const document: unknown = JSON.parse(JSON.stringify(value));
        expect(toYaml(document)).toBe(stringify(document, { lineWidth: 0 }));
      }),
      { numRuns: 500 },
    );
  });

  it("is read back as it was, also with keys of any text", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary", maxLength: 8 }), texts, { noNullPrototype: true }), (document) => {
        expect(parse(toYaml(document))).toEqual(document);
      }),
      { numRuns: 200 },
    );
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { closest, suggestion } from "../../src/core/suggest.ts";

it.each([
  ["lst", ["list", "describe"], "list"],
  ["LIST", ["list"], "list"],
  ["kernelgatway", ["JupyterServer", "KernelGateway"], "KernelGateway"],
  ["zebra", ["list", "describe"], undefined],
  ["x", [], undefined],
  ["vision", ["churn", "vision-gpu"], "vision-gpu"],
  ["vision", ["vision-large", "vision-small"], undefined],
  ["", ["list"], undefined],
])("%s among %j is probably %s", (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

it("a suggestion is the near word, else a short list, else nothing", () => {
  expect(suggestion("lst", ["list", "stop"])).toBe('did you mean "list"?');
  expect(suggestion("zebra", ["json", "yaml"])).toBe("one of: json, yaml");
  expect(
    suggestion(
      "zebra",
      Array.from({ length: 21 }, (_, i) => `ml.type-${i}`),
    ),
  ).toBeUndefined();
  expect(suggestion("zebra", [])).toBeUndefined();
});

it("a word that is in the list is found, with any other words", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.nat(), (words, pick) => {
      const word = words[pick % words.length] ?? "";
      expect(closest(word, words)).toBe(word);
    }),
  );
});

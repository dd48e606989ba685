import fc from "fast-check";
import { expect, it } from "vitest";
import { closest, namesText, nearestText, suggestion } from "../../src/core/suggest.ts";

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

it("an error names ten of many, the nearest to a word first, and how many more there are", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
  expect(namesText(many.slice(0, 10))).toBe(many.slice(0, 10).join(", "));
  expect(namesText(many)).toBe("user-0, user-1, user-2, user-3, user-4, user-5, user-6, user-7, user-8, user-9, and 990 more");
  expect(nearestText("USER-777", many)).toMatch(/^user-777, /);
  expect(nearestText("user-777", many).split(", ")).toHaveLength(11);
  expect(suggestion("zebra", many.slice(0, 12))).toMatch(/^one of: (?:user-\d+, ){10}and 2 more$/);
});

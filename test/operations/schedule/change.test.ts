import { expect, it } from "vitest";
import { changedLines } from "../../../src/operations/schedule/change.ts";

it.each([
  [undefined, "a\nb\n", ["+ a", "+ b"]],
  ["a\nb\n", undefined, ["- a", "- b"]],
  ["a\nb\nc\n", "a\nx\nc\n", ["- b", "+ x"]],
  ["a\na\n", "a\n", ["- a"]],
  ["a\n", "a\na\n", ["+ a"]],
  ["a\nb\n", "a\nb\n", []],
  ["a\n\nb\n", "a\nb\n", ["- "]],
  [undefined, undefined, []],
])("a change from %j to %j shows %j", (before, after, lines) => {
  expect(changedLines(before, after)).toEqual(lines);
});

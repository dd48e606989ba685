import { expect, it } from "vitest";
import { treeBranches } from "../../src/output/tree.ts";

it.each([
  [[], []],
  [[0], [""]],
  [
    [0, 1, 1],
    ["", "├─ ", "└─ "],
  ],
  [
    [0, 1, 2, 2, 1, 2, 3],
    ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ ", "      └─ "],
  ],
  [
    [0, 1, 2, 3, 1],
    ["", "├─ ", "│  └─ ", "│     └─ ", "└─ "],
  ],
])("lines at depths %j get the branches %j", (depths, branches) => {
  expect(treeBranches(depths)).toEqual(branches);
});

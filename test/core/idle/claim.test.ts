import { expect, it } from "vitest";
import { type Claim, overlap } from "../../../src/core/idle/claim.ts";

const claim = (more: Partial<Claim> = {}): Claim => ({
  types: ["KernelGateway", "JupyterLab"],
  domains: [],
  users: [],
  spaces: [],
  ...more,
});

it.each<[string, Partial<Claim>, Partial<Claim>, boolean]>([
  ["the same", {}, {}, true],
  ["some of the same types", { types: ["KernelGateway"] }, {}, true],
  ["other types", { types: ["KernelGateway"] }, { types: ["JupyterLab"] }, false],
  ["one domain of all", { domains: ["d-1"] }, {}, true],
  ["another domain", { domains: ["d-1"] }, { domains: ["d-2", "d-3"] }, false],
  ["one domain of several", { domains: ["d-1"] }, { domains: ["d-2", "d-1"] }, true],
  ["one user of all", { users: ["alice"] }, {}, true],
  ["one user, in whatever case", { users: ["alice"] }, { users: ["ALICE", "bob"] }, true],
  ["another user", { users: ["alice"] }, { users: ["bob"] }, false],
  ["a space and a user of the same name", { users: ["nlp"] }, { spaces: ["nlp"] }, false],
  ["a space of a run that names users too", { users: ["bob"], spaces: ["nlp"] }, { spaces: ["NLP"] }, true],
  ["the same user in another domain", { users: ["alice"], domains: ["d-1"] }, { users: ["alice"], domains: ["d-2"] }, false],
])("%s", (_, one, other, expected) => {
  expect([overlap(claim(one), claim(other)), overlap(claim(other), claim(one))]).toEqual([expected, expected]);
});

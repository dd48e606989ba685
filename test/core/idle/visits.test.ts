import { expect, it } from "vitest";
import { type RecordedVisit, visitsOf } from "../../../src/core/idle/visits.ts";
import { classicApp, labApp, minutesAgo } from "./facts.ts";

const at = minutesAgo(30);
const visit = (to: Partial<RecordedVisit>): RecordedVisit => ({ at, kind: "sign-in", DomainId: "d-one", ...to });
const plain = { at, kind: "sign-in" };

it("gives a space's app the visits to its space, and those of its owner to Studio", () => {
  const recorded = [
    visit({ SpaceName: "NLP", UserProfileName: "noor" }),
    visit({ SpaceName: "other" }),
    visit({ UserProfileName: "maya" }),
  ];
  expect(visitsOf({ app: labApp, spaceOwner: "maya" }, recorded)).toEqual([plain, plain]);
  expect(visitsOf({ app: labApp }, recorded)).toEqual([plain]);
  const server = { key: { DomainId: "d-one", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" }, signInAs: "maya" } as const;
  expect(visitsOf({ app: labApp, server }, recorded)).toEqual([plain, plain]);
  expect(visitsOf({ app: labApp, server: { ...server, orAs: ["noor"] } }, recorded)).toEqual([plain]);
});

it("gives an app of a user profile the visits of that profile to Studio, and none to a space", () => {
  const recorded = [
    visit({ UserProfileName: "Alice" }),
    visit({ UserProfileName: "bob" }),
    visit({ SpaceName: "nlp", UserProfileName: "alice" }),
  ];
  expect(visitsOf({ app: classicApp }, recorded)).toEqual([plain]);
});

it("gives no visit to another domain, or that names nobody", () => {
  expect(visitsOf({ app: labApp }, [visit({ DomainId: "d-two", SpaceName: "nlp" }), visit({})])).toEqual([]);
});

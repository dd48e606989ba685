import { describe, expect, it } from "vitest";
import { countByKind, entitiesOf, entityReference, inTheWay, teardownTree } from "../../../src/core/teardown/tree.ts";
import { inventory } from "../inventory.ts";

const domain = { DomainId: "d-1" };
const lines = (tree: ReturnType<typeof teardownTree>) =>
  tree.map(({ entity, depth, task }) => `${"  ".repeat(depth)}${entityReference(entity)} ${task}`);

describe("the tree of what has to go first", () => {
  it("hangs apps under their owner, spaces under theirs, and profiles under the domain", () => {
    const tree = teardownTree(
      inventory({ users: ["alice", "bob"], spaces: { nlp: "alice" }, apps: ["alice/churn", "space:nlp/default"] }),
      domain,
    );
    expect(lines(tree)).toEqual([
      "d-1 delete",
      "  d-1/alice delete",
      "    d-1/alice/KernelGateway/churn delete",
      "    d-1/space:nlp delete",
      "      d-1/space:nlp/JupyterLab/default delete",
      "  d-1/bob delete",
    ]);
  });

  it("finds owners in any case of their names", () => {
    const tree = teardownTree(inventory({ users: ["Alice"], spaces: { NLP: "ALICE" }, apps: ["alice/churn", "space:nlp/default"] }), {
      DomainId: "d-1",
      UserProfileName: "aLICE",
    });
    expect(lines(tree).map((line) => line.trim())).toHaveLength(4);
  });

  it("keeps under the domain what has no listed owner", () => {
    const tree = teardownTree(
      inventory({ users: ["alice"], spaces: { old: undefined, orphan: "gone" }, apps: ["domain-shared/default", "space:lost/default"] }),
      domain,
    );
    expect(tree.map(({ depth }) => depth)).toEqual([0, 1, 1, 1, 1, 1]);
  });

  it("of a profile takes its own, and nothing of others", () => {
    const all = inventory({
      users: ["alice", "bob"],
      spaces: { nlp: "alice", etl: "bob" },
      apps: ["alice/churn", "bob/churn", "space:nlp/default", "space:etl/default"],
    });
    expect(lines(teardownTree(all, { DomainId: "d-1", UserProfileName: "alice" })).join()).not.toMatch(/bob|etl/);
  });

  it("is empty where its root is not there", () => {
    expect(teardownTree(inventory(), { DomainId: "d-1", UserProfileName: "alice" })).toEqual([]);
  });

  it.each([
    ["InService", ["delete"], 1],
    ["Pending", ["delete"], 1],
    ["Deleting", ["wait"], 1],
    ["Failed", ["leave"], 0],
    ["Deleted", [], 0],
  ] as const)("of an app that is %s makes %j, %i in the way", (status, tasks, blocking) => {
    const tree = teardownTree(inventory({ users: ["alice"], apps: ["alice/churn"], statuses: { "alice/churn": status } }), {
      DomainId: "d-1",
      UserProfileName: "alice",
    });
    expect([tree.slice(1).map(({ task }) => task), inTheWay(tree).length]).toEqual([tasks, blocking]);
  });

  it("separates apps whose names differ in case, and owners of the same name", () => {
    expect([...entitiesOf(inventory({ users: ["a"], spaces: { a: "a" }, apps: ["a/x", "a/X", "space:a/x"] })).keys()]).toHaveLength(6);
  });

  it("is counted in words", () => {
    expect(countByKind(teardownTree(inventory({ users: ["a", "b"], apps: ["a/x"] }), domain))).toBe("1 app, 2 user profiles, 1 domain");
  });
});

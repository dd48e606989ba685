import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Standing,
  afterRead,
  afterRefusal,
  blockers,
  firstStandings,
  freeNodes,
  openNodes,
  outcomeOf,
} from "../../../src/core/teardown/progress.ts";
import { type Entity, type TreeNode, entityReference, teardownTree } from "../../../src/core/teardown/tree.ts";
import { inventory } from "../inventory.ts";

const now = new Date("2026-03-02T12:00:00Z");
const [domainOnly] = teardownTree(inventory(), { DomainId: "d-1" });
const churnTree = teardownTree(inventory({ users: ["alice"], apps: ["alice/churn"] }), { DomainId: "d-1" });
const churn = churnTree.find(({ entity }) => entity.Kind === "App");
const seen = ({ entity }: TreeNode, change: Change): Entity => ({ ...entity, ...change });
type Change = Partial<Pick<Entity, "Status" | "CreationTime">>;
const names = (nodes: readonly TreeNode[]) => nodes.map(({ entity }) => entityReference(entity));

/** What must be gone before a node, worked out from what the account says and not from the tree. */
function dependants(
  { entity }: TreeNode,
  { users, spaces, apps }: { users: string[]; spaces: Record<string, string | undefined>; apps: string[] },
): string[] {
  const appsOf = (label: string) =>
    apps
      .filter((app) => app.startsWith(`${label}/`))
      .map((app) => `d-1/${label}/${label.startsWith("space:") ? "JupyterLab" : "KernelGateway"}/${app.split("/")[1]}`);
  const spacesOf = (user: string) => Object.keys(spaces).filter((name) => spaces[name] === user);
  if (entity.Kind === "App") return [];
  if (entity.Kind === "Space") return appsOf(`space:${entity.SpaceName}`);
  if (entity.Kind === "UserProfile")
    return [...appsOf(entity.UserProfileName), ...spacesOf(entity.UserProfileName).map((name) => `d-1/space:${name}`)];
  return [
    ...users.map((user) => `d-1/${user}`),
    ...Object.keys(spaces).map((name) => `d-1/space:${name}`),
    ...apps.flatMap((app) => appsOf(app.split("/")[0] ?? "")),
  ];
}

describe("what is free", () => {
  it("is what contains nothing else, apps first", () => {
    const tree = teardownTree(inventory({ users: ["alice", "bob"], spaces: { nlp: "alice" }, apps: ["alice/churn"] }), { DomainId: "d-1" });
    const standings = firstStandings(tree);
    expect(names(freeNodes(tree, standings, now))).toEqual(["d-1/alice/KernelGateway/churn", "d-1/space:nlp", "d-1/bob"]);
  });

  it("does not wait for a Failed app", () => {
    const tree = teardownTree(inventory({ users: ["alice"], apps: ["alice/churn"], statuses: { "alice/churn": "Failed" } }), {
      DomainId: "d-1",
    });
    expect(names(freeNodes(tree, firstStandings(tree), now))).toEqual(["d-1/alice"]);
  });

  const owner = fc.constantFrom("u0", "u1", "u2", "nobody");
  const account = fc.record({
    users: fc.subarray(["u0", "u1", "u2"]),
    spaces: fc.dictionary(fc.constantFrom("s0", "s1", "s2"), fc.option(owner, { nil: undefined })),
    apps: fc.uniqueArray(
      fc
        .tuple(fc.oneof(owner, fc.constantFrom("space:s0", "space:s1", "space:s9")), fc.constantFrom("a", "b"))
        .map(([of, name]) => `${of}/${name}`),
    ),
  });

  it("is never what something still belongs to, in any order of deletes and failures, and in the end only failures keep anything", () => {
    fc.assert(
      fc.property(account, fc.infiniteStream(fc.nat(9)), (given, chance) => {
        const tree = teardownTree(inventory(given), { DomainId: "d-1" });
        const there = new Set(tree.map(({ id }) => id));
        const roll = (): number => Number(chance.next().value);
        const standings = firstStandings(tree);
        const failed = new Set<string>();
        for (let turn = 0; turn < 500; turn += 1) {
          for (const node of freeNodes(tree, standings, now)) {
            expect(dependants(node, given).filter((id) => there.has(id))).toEqual([]);
            standings.set(node.id, { at: "asked" });
          }
          const open = openNodes(tree, standings);
          if (open.length === 0) break;
          const node = open[roll() % open.length];
          if (node === undefined) continue;
          const fails = roll() === 0;
          if (fails) failed.add(node.id);
          else there.delete(node.id);
          standings.set(node.id, fails ? { at: "failed" } : afterRead(node, standings.get(node.id) ?? { at: "due" }, undefined));
        }
        expect(there.size === 0).toBe(failed.size === 0);
        expect(tree.filter((node) => there.has(node.id) && !failed.has(node.id) && blockers(node, standings) === 0)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a look", () => {
  const later = { CreationTime: new Date("2026-03-02T00:00:00Z") };
  const rows: readonly (readonly [string, TreeNode | undefined, Standing["at"], Change | undefined, Standing["at"]])[] = [
    ["asked, listed no more", churn, "asked", undefined, "gone"],
    ["asked, not yet on its way", churn, "asked", { Status: "InService" }, "asked"],
    ["asked, on its way", churn, "asked", { Status: "Deleting" }, "leaving"],
    ["asked, and already another of its name", churn, "asked", { Status: "InService", ...later }, "failed"],
    ["leaving, back again", churn, "leaving", { Status: "InService" }, "failed"],
    ["an app that failed", churn, "leaving", { Status: "Failed" }, "harmless"],
    ["due, deleted by somebody else", churn, "due", undefined, "gone"],
    ["due, being deleted by somebody else", churn, "due", { Status: "Deleting" }, "leaving"],
    ["due, as it was", churn, "due", { Status: "InService" }, "due"],
    ["a domain whose delete failed", domainOnly, "leaving", { Status: "Delete_Failed" }, "failed"],
    ["a domain whose delete failed at once", domainOnly, "asked", { Status: "Delete_Failed" }, "failed"],
    ["failed stays failed", domainOnly, "failed", undefined, "failed"],
  ];
  it.each(rows)("%s", (_what, node, before, found, after) => {
    if (node === undefined) throw new RangeError("no node");
    expect(afterRead(node, { at: before }, found && seen(node, found)).at).toBe(after);
  });

  it("separates a failure before a repeated delete from a failure now", () => {
    if (domainOnly === undefined) throw new RangeError("no node");
    const node = { ...domainOnly, entity: seen(domainOnly, { Status: "Delete_Failed" }) };
    expect(afterRead(node, { at: "asked" }, node.entity).at).toBe("asked");
  });
});

describe("a refusal because something is in the way", () => {
  it("is tried again after 2, 4, 8 and 16 seconds, then it is a failure", () => {
    let standing: Standing = { at: "asked" };
    const waits: unknown[] = [];
    while (standing.at !== "failed") {
      standing = afterRefusal(standing, "an app", now);
      waits.push(standing.notBefore === undefined ? standing.reason : (standing.notBefore - now.getTime()) / 1000);
    }
    expect(waits).toEqual([2, 4, 8, 16, "an app"]);
  });

  it("keeps the node open, but not free before its time", () => {
    if (domainOnly === undefined) throw new RangeError("no node");
    const standings = new Map([[domainOnly.id, afterRefusal({ at: "asked" }, "an app", now)]]);
    expect([freeNodes([domainOnly], standings, now), openNodes([domainOnly], standings)]).toEqual([[], [domainOnly]]);
    expect(freeNodes([domainOnly], standings, new Date(now.getTime() + 2_000))).toEqual([domainOnly]);
  });
});

it.each([
  [{ at: "gone" }, { Result: "deleted", Reason: "" }],
  [
    { at: "gone", reason: "it no longer existed" },
    { Result: "deleted", Reason: "it no longer existed" },
  ],
  [{ at: "harmless" }, { Result: "skipped", Reason: "it is Failed: it blocks nothing" }],
  [
    { at: "failed", reason: "no" },
    { Result: "failed", Reason: "no" },
  ],
  [{ at: "leaving" }, { Result: "deleting", Reason: "it is Deleting" }],
  [{ at: "asked" }, { Result: "deleting", Reason: "its delete was accepted" }],
  [{ at: "due" }, { Result: "left", Reason: "not begun" }],
] satisfies [Standing, unknown][])("%j is shown as %j", (standing, told) => {
  if (churn === undefined) throw new RangeError("no node");
  expect(outcomeOf(churn, new Map([[churn.id, standing]]))).toEqual(told);
});

it("the summary counts what keeps the rest", () => {
  const standings = firstStandings(churnTree);
  expect(churnTree.slice(0, 2).map((node) => outcomeOf(node, standings).Reason)).toEqual(["1 in it still exists", "1 in it still exists"]);
});

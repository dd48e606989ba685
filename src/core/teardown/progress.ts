import type { StudioctlError } from "../errors.ts";
import { type Entity, type TreeNode, kinds } from "./tree.ts";

/**
 * The progress of a node: `due` to be deleted, `asked` (its delete was sent), `leaving` (seen Deleting), `gone`,
 * `harmless` (a Failed app, which blocks nothing), or `failed`.
 */
export interface Standing {
  readonly at: "due" | "asked" | "leaving" | "gone" | "harmless" | "failed";
  /** Why it failed, or another note. */
  readonly reason?: string;
  /** The error of the call that failed, if any. */
  readonly error?: StudioctlError;
  /** The status in which its delete ended, if it still exists. */
  readonly endedIn?: string;
  /** How often its delete was refused because something blocks it although nothing is listed any more. */
  readonly refusals?: number;
  /** The earliest time of the next attempt; epoch milliseconds. */
  readonly notBefore?: number;
}

export type Standings = ReadonlyMap<string, Standing>;

/** The initial progress of each node. */
export function firstStandings(tree: readonly TreeNode[]): Map<string, Standing> {
  const begins = { delete: "due", wait: "leaving", leave: "harmless" } as const;
  return new Map(tree.map(({ id, task }) => [id, { at: begins[task] }]));
}

/** The nodes to be deleted now, apps first: due, and without remaining children. */
export function freeNodes(tree: readonly TreeNode[], standings: Standings, now: Date): readonly TreeNode[] {
  const free = tree.filter((node) => isUnblocked(node, standings) && (standings.get(node.id)?.notBefore ?? 0) <= now.getTime());
  return kinds.flatMap((kind) => free.filter(({ entity }) => entity.Kind === kind));
}

/** The nodes whose progress can change: asked, leaving, or to be tried again. */
export function openNodes(tree: readonly TreeNode[], standings: Standings): readonly TreeNode[] {
  return tree.filter((node) => {
    const { at, refusals } = standings.get(node.id) ?? { at: "gone" };
    return at === "asked" || at === "leaving" || (refusals !== undefined && isUnblocked(node, standings));
  });
}

function isUnblocked(node: TreeNode, standings: Standings): boolean {
  return standings.get(node.id)?.at === "due" && blockers(node, standings) === 0;
}

/** The number of children of a node that still exist. */
export function blockers({ children }: TreeNode, standings: Standings): number {
  return children.filter((id) => !isOver(standings.get(id))).length;
}

function isOver(standing: Standing | undefined): boolean {
  return standing?.at === "gone" || standing?.at === "harmless";
}

/** The progress of a node after its entity was read; `found` is the entity in the lists now, undefined if it is no longer listed. */
export function afterRead({ entity }: TreeNode, standing: Standing, found: Entity | undefined): Standing {
  if (standing.at === "gone" || standing.at === "failed") return standing;
  if (found === undefined) return { at: "gone" };
  if (found.Status === "Deleting") return standing.at === "leaving" ? standing : { at: "leaving" };
  if (found.Kind === "App" && found.Status === "Failed") return { at: "harmless" };
  const delivered = standing.at === "leaving" || (standing.at === "asked" && isAnother(found, entity));
  return delivered ? { at: "failed", reason: `its delete was accepted, but it is ${found.Status}`, endedIn: found.Status } : standing;
}

/** Distinguishes a new entity of the same name from one whose delete failed without having been seen Deleting. */
function isAnother(found: Entity, before: Entity): boolean {
  return (
    found.CreationTime.getTime() !== before.CreationTime.getTime() ||
    (found.Status === "Delete_Failed" && before.Status !== "Delete_Failed")
  );
}

const mostRefusals = 4;

/**
 * The progress after a delete was refused because something blocks it: the lists may be ahead of the service, so it is tried again after 2,
 * 4, 8 and 16 s.
 */
export function afterRefusal({ refusals = 0 }: Standing, reason: string, now: Date): Standing {
  if (refusals >= mostRefusals) return { at: "failed", reason };
  return { at: "due", refusals: refusals + 1, notBefore: now.getTime() + 2_000 * 2 ** refusals };
}

/** The result for a node, for people and scripts. */
export interface StepOutcome {
  readonly Result: "deleted" | "deleting" | "skipped" | "failed" | "left";
  readonly Reason: string;
  readonly error?: StudioctlError;
}

/** The result for a node at the end of a teardown. */
export function outcomeOf(node: TreeNode, standings: Standings): StepOutcome {
  const { at, reason, error } = standings.get(node.id) ?? { at: "gone" };
  if (at === "gone") return { Result: "deleted", Reason: reason ?? "" };
  if (at === "harmless") return { Result: "skipped", Reason: "it is Failed: it blocks nothing" };
  if (at === "failed") return { Result: "failed", Reason: reason ?? "", ...(error && { error }) };
  if (at === "leaving") return { Result: "deleting", Reason: "it is Deleting" };
  if (at === "asked") return { Result: "deleting", Reason: reason ?? "its delete was accepted" };
  const left = blockers(node, standings);
  return { Result: "left", Reason: left === 0 ? "not begun" : `${left} in it ${left === 1 ? "still exists" : "still exist"}` };
}

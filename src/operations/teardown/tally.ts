import type { Standings } from "../../core/teardown/progress.ts";
import { type Kind, type TreeNode, kindCount, kinds } from "../../core/teardown/tree.ts";
import type { Progress } from "../../ports/progress.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Tells how far a teardown is: a line that changes, and one that stays when all of a kind are gone. */
export function createTally(progress: Progress, tree: readonly TreeNode[], standings: Standings): { update(): void } {
  const reported = new Set<Kind>();
  const work = kinds
    .map((kind) => ({ kind, ids: tree.filter(({ entity, task }) => entity.Kind === kind && task !== "leave").map(({ id }) => id) }))
    .filter(({ ids }) => ids.length > 0);
  return {
    update() {
      const counts = work.map(({ kind, ids }) => ({
        kind,
        all: ids.length,
        gone: ids.filter((id) => standings.get(id)?.at === "gone").length,
      }));
      for (const { kind, all, gone } of counts) {
        if (gone < all || reported.has(kind)) continue;
        reported.add(kind);
        progress.note(`deleted: ${kindCount(kind, all)}`);
      }
      const [gone, all] = [sum(counts.map((count) => count.gone)), sum(counts.map((count) => count.all))];
      progress.update(`gone: ${counts.map((count) => `${count.gone} of ${kindCount(count.kind, count.all)}`).join(", ")}`, gone / all);
    },
  };
}

import pMap from "p-map";
import type { Standing } from "../../core/teardown/progress.ts";
import type { Entity, TreeNode } from "../../core/teardown/tree.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";

export type Describes = Pick<Domains, "describeDomain"> & Pick<UserProfiles, "describeUserProfile"> & Pick<Spaces, "describeSpace">;

/** Adds the service's own reason to deletes that ended in a failed status: lists do not tell it. */
export async function explainFailures(
  studio: Describes,
  tree: readonly TreeNode[],
  standings: Map<string, Standing>,
  concurrency: number,
): Promise<void> {
  await pMap(
    tree,
    async ({ id, entity }) => {
      const standing = standings.get(id);
      if (standing?.endedIn === undefined) return;
      const why = await failureReason(studio, entity).catch(() => undefined);
      if (why !== undefined) standings.set(id, { ...standing, reason: `it is ${standing.endedIn}: ${why}` });
    },
    { concurrency },
  );
}

async function failureReason(studio: Describes, entity: Entity): Promise<string | undefined> {
  if (entity.Kind === "App") return undefined;
  if (entity.Kind === "Space") return (await studio.describeSpace(entity)).FailureReason;
  if (entity.Kind === "UserProfile") return (await studio.describeUserProfile(entity)).FailureReason;
  return (await studio.describeDomain(entity.DomainId)).FailureReason;
}

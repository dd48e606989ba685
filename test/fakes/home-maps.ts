import type { HomeMap } from "../../src/core/efs/file-system.ts";
import type { HomeMaps } from "../../src/ports/file-systems.ts";

/** Maps of users to uids in memory; `saved` is what there is of them. */
export function fakeHomeMaps(maps: readonly HomeMap[] = []) {
  const saved = new Map(maps.map((map) => [map.FileSystemId, map]));
  return {
    saved,
    load: async (id) => saved.get(id),
    async save(map) {
      saved.set(map.FileSystemId, map);
      return `/state/home-directories/${map.FileSystemId}.json`;
    },
  } satisfies HomeMaps & { readonly saved: Map<string, HomeMap> };
}

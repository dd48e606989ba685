import { collect } from "../../core/collections.ts";
import type { Space } from "../../core/domain/domain.ts";
import type { Spaces } from "../../ports/studio.ts";
import { suggesting } from "../errors.ts";

/** A space; rejects with `not-found` and the most similar name if it is unknown. */
export async function describeSpace(
  { studio }: { readonly studio: Spaces },
  key: { readonly DomainId: string; readonly SpaceName: string },
): Promise<Space> {
  const { DomainId, SpaceName } = key;
  return await suggesting(
    { what: "space", name: SpaceName, where: DomainId, lists: `studioctl space list --domain ${DomainId}` },
    () => studio.describeSpace(key),
    async () => (await collect(studio.listSpaces({ DomainId }))).map((space) => space.SpaceName),
  );
}

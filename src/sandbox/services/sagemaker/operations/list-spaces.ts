import type { SpaceRecord } from "../../../sagemaker-state.ts";
import type { Operation } from "../context.ts";
import { type ListInput, listPage, nameContains } from "../listing.ts";

interface ListSpacesInput extends ListInput {
  readonly DomainIdEquals?: string;
  readonly SpaceNameContains?: string;
}

export const listSpaces: Operation<ListSpacesInput> = (input, { state }) => {
  const spaces = Object.entries(state.sagemaker.spaces).filter(
    ([, space]) =>
      (input.DomainIdEquals === undefined || space.DomainId === input.DomainIdEquals) &&
      nameContains(space.SpaceName, input.SpaceNameContains),
  );
  const { records, ...page } = listPage(spaces, input, { operation: "ListSpaces", order: "Ascending" });
  return { Spaces: records.map(summary), ...page };
};

/** A list tells extracts of the settings, under other names. */
function summary(space: SpaceRecord): object {
  return {
    ...space,
    SpaceSettingsSummary: space.SpaceSettings,
    SpaceSharingSettingsSummary: space.SpaceSharingSettings,
    OwnershipSettingsSummary: space.OwnershipSettings,
  };
}

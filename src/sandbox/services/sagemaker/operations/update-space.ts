import type { SpaceSettings } from "../../../../core/domain/domain.ts";
import { validationException } from "../../../protocol/service-error.ts";
import { storageBusySeconds } from "../app-rules.ts";
import type { Operation } from "../context.ts";
import { updating } from "../entities.ts";
import { requireDomain, requireSpace } from "../find.ts";
import { namedKey } from "../keys.ts";
import { volumeChange } from "../space-storage.ts";
import { checkSettings, ownersCustomImages, requireInstanceType, updated } from "../user-settings.ts";

interface UpdateSpaceInput {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceSettings?: SpaceSettings;
  readonly SpaceDisplayName?: string;
}

export const updateSpace: Operation<UpdateSpaceInput> = (input, context) => {
  const space = requireSpace(context, input.DomainId, input.SpaceName);
  // Even the type that it has already (service-facts: Errors).
  if (input.SpaceSettings?.AppType !== undefined) throw validationException("Updating AppType for Space is not supported.");
  checkSettings(context, input.SpaceSettings, ownersCustomImages);
  requireInstanceType(input.SpaceSettings);
  const changed = volumeChange(context, requireDomain(context, input.DomainId), space, input.SpaceSettings);
  const SpaceSettings = updated(space.SpaceSettings, input.SpaceSettings);
  context.state.sagemaker.spaces[namedKey(input.DomainId, input.SpaceName)] = {
    ...updating(space, "space", space.SpaceArn, context),
    ...changed,
    ...(SpaceSettings !== undefined && { SpaceSettings }),
    ...(input.SpaceDisplayName === undefined ? {} : { SpaceDisplayName: input.SpaceDisplayName }),
    storageAvailableAt: context.now + storageBusySeconds * 1000,
  };
  return space;
};

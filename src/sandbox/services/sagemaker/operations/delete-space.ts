import { resourceInUse } from "../../../protocol/service-error.ts";
import { forgetBelongings } from "../belongings.ts";
import type { Operation } from "../context.ts";
import { deleting } from "../entities.ts";
import { appsOf, isLive, requireSpace } from "../find.ts";
import { namedKey } from "../keys.ts";

interface DeleteSpaceInput {
  readonly DomainId: string;
  readonly SpaceName: string;
}

export const deleteSpace: Operation<DeleteSpaceInput> = (input, context) => {
  const space = requireSpace(context, input.DomainId, input.SpaceName);
  if (appsOf(context, space.DomainId, space).some(isLive)) {
    throw resourceInUse(`Unable to delete Space [${space.SpaceArn}] because App(s) are associated with it.`);
  }
  const { spaces, tags } = context.state.sagemaker;
  spaces[namedKey(space.DomainId, space.SpaceName)] = deleting(space, "space", space.SpaceArn, context);
  delete tags[space.SpaceArn];
  forgetBelongings(context, space.DomainId, { SpaceName: space.SpaceName });
  return undefined;
};

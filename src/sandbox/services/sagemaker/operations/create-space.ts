import type { SpaceSettings } from "../../../../core/domain/domain.ts";
import { resourceInUse, validationException } from "../../../protocol/service-error.ts";
import type { Operation, TagList } from "../context.ts";
import { creating } from "../entities.ts";
import { requireDomain, requireInService, requireUserProfile } from "../find.ts";
import { namedKey } from "../keys.ts";
import { checkSpaceQuota } from "../quotas.ts";
import { nextUid, spaceRecord } from "../records.ts";
import { settingsWithVolume } from "../space-storage.ts";
import { setTags } from "../tagging.ts";
import { checkSettings, ownersCustomImages, requireInstanceType } from "../user-settings.ts";

interface CreateSpaceInput {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceSettings?: SpaceSettings;
  readonly OwnershipSettings?: { readonly OwnerUserProfileName: string };
  readonly SpaceSharingSettings?: { readonly SharingType: string };
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createSpace: Operation<CreateSpaceInput> = ({ Tags, ...members }, context) => {
  const domain = requireDomain(context, members.DomainId);
  requireInService(domain, domain.DomainArn);
  const { spaces } = context.state.sagemaker;
  const key = namedKey(members.DomainId, members.SpaceName);
  const earlier = spaces[key];
  if (earlier !== undefined) throw resourceInUse(`Space [${earlier.SpaceArn}] already exists.`);
  if ((members.OwnershipSettings === undefined) !== (members.SpaceSharingSettings === undefined)) {
    throw validationException("OwnershipSettings and SpaceSharingSettings must be specified together.");
  }
  if (members.OwnershipSettings !== undefined) {
    requireUserProfile(context, members.DomainId, members.OwnershipSettings.OwnerUserProfileName);
  }
  checkSettings(context, members.SpaceSettings, ownersCustomImages);
  requireInstanceType(members.SpaceSettings);
  const SpaceSettings = settingsWithVolume(context, domain, members);
  checkSpaceQuota(context);
  const space = spaceRecord({
    ...members,
    ...(SpaceSettings !== undefined && { SpaceSettings }),
    HomeEfsFileSystemUid: nextUid(context.state),
    CreationTime: context.now,
  });
  spaces[key] = creating(space, "space", context);
  setTags(context, space.SpaceArn, Tags);
  return space;
};

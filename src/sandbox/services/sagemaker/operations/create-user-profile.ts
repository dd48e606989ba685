import type { UserSettings } from "../../../../core/domain/domain.ts";
import { resourceInUse } from "../../../protocol/service-error.ts";
import type { Operation, TagList } from "../context.ts";
import { creating } from "../entities.ts";
import { requireDomain, requireInService } from "../find.ts";
import { namedKey } from "../keys.ts";
import { checkUserProfileQuota } from "../quotas.ts";
import { nextUid, userProfileRecord } from "../records.ts";
import { requireAssumableRole } from "../surroundings.ts";
import { setTags } from "../tagging.ts";
import { checkSettings, ownersCustomImages } from "../user-settings.ts";

interface CreateUserProfileInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly UserSettings?: UserSettings;
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createUserProfile: Operation<CreateUserProfileInput> = ({ Tags, ...members }, context) => {
  const domain = requireDomain(context, members.DomainId);
  requireInService(domain, domain.DomainArn);
  const { userProfiles } = context.state.sagemaker;
  const key = namedKey(members.DomainId, members.UserProfileName);
  const earlier = userProfiles[key];
  if (earlier !== undefined) throw resourceInUse(`UserProfile [${earlier.UserProfileArn}] already exists.`);
  checkSettings(context, members.UserSettings, ownersCustomImages);
  requireAssumableRole(context, members.UserSettings?.ExecutionRole);
  checkUserProfileQuota(context);
  const HomeEfsFileSystemUid = nextUid(context.state);
  const profile = userProfileRecord({ ...members, HomeEfsFileSystemUid, CreationTime: context.now });
  userProfiles[key] = creating(profile, "userProfile", context);
  setTags(context, profile.UserProfileArn, Tags);
  return profile;
};

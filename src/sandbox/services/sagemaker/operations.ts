import type { Operation } from "./context.ts";
import { createApp } from "./operations/create-app.ts";
import { createPresignedDomainUrl } from "./operations/create-presigned-domain-url.ts";
import { deleteApp } from "./operations/delete-app.ts";
import { describeApp } from "./operations/describe-app.ts";
import { describeDomain } from "./operations/describe-domain.ts";
import { describeSpace } from "./operations/describe-space.ts";
import { describeUserProfile } from "./operations/describe-user-profile.ts";
import { listApps } from "./operations/list-apps.ts";
import { listDomains } from "./operations/list-domains.ts";
import { listSpaces } from "./operations/list-spaces.ts";
import { listUserProfiles } from "./operations/list-user-profiles.ts";

/** Operations that leave the state as it is: they run side by side, without a lock. */
export const readers: Readonly<Record<string, Operation<unknown>>> = {
  CreatePresignedDomainUrl: createPresignedDomainUrl,
  DescribeApp: describeApp,
  DescribeDomain: describeDomain,
  DescribeSpace: describeSpace,
  DescribeUserProfile: describeUserProfile,
  ListApps: listApps,
  ListDomains: listDomains,
  ListSpaces: listSpaces,
  ListUserProfiles: listUserProfiles,
};

/** Operations that change the state: one at a time, all or nothing. */
export const writers: Readonly<Record<string, Operation<unknown>>> = {
  CreateApp: createApp,
  DeleteApp: deleteApp,
};

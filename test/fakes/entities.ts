import type { Domain, Space, UserProfile } from "../../src/core/domain/domain.ts";

export const created = new Date("2026-03-01T00:00:00Z");
export const arnPrefix = "arn:aws:sagemaker:us-east-1:123456789012";

export function domain(given: Pick<Domain, "DomainId"> & Partial<Domain>): Domain {
  return {
    DomainName: given.DomainId,
    DomainArn: `${arnPrefix}:domain/${given.DomainId}`,
    Status: "InService",
    CreationTime: created,
    AuthMode: "IAM",
    ...given,
  };
}

export function profile(given: Pick<UserProfile, "DomainId" | "UserProfileName"> & Partial<UserProfile>): UserProfile {
  return {
    UserProfileArn: `${arnPrefix}:user-profile/${given.DomainId}/${given.UserProfileName}`,
    Status: "InService",
    CreationTime: created,
    ...given,
  };
}

export function space(given: Pick<Space, "DomainId" | "SpaceName"> & Partial<Space>): Space {
  return {
    SpaceArn: `${arnPrefix}:space/${given.DomainId}/${given.SpaceName}`,
    Status: "InService",
    CreationTime: created,
    ...given,
  };
}

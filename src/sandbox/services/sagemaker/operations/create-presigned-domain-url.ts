import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { requireDomain, requireSpace, requireUserProfile } from "../find.ts";

interface Input {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly SpaceName?: string;
  readonly LandingUri?: string;
  readonly ExpiresInSeconds?: number;
  readonly SessionExpirationDurationInSeconds?: number;
}

/** What the service takes when not told, seconds (SageMaker API: CreatePresignedDomainUrl). */
const defaults = { ExpiresInSeconds: 300, SessionExpirationDurationInSeconds: 43_200 };

export const createPresignedDomainUrl: Operation<Input> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  if (domain.AuthMode === "SSO") {
    throw validationException("CreatePresignedDomainUrl is not supported for Domains with AuthMode [SSO].");
  }
  const space = input.SpaceName === undefined ? undefined : requireSpace(context, input.DomainId, input.SpaceName);
  const { ExpiresInSeconds, SessionExpirationDurationInSeconds } = { ...defaults, ...input };
  const url = context.presign({
    DomainId: input.DomainId,
    UserProfileName: profile.UserProfileName,
    ...(space === undefined ? {} : { SpaceName: space.SpaceName }),
    ...(input.LandingUri === undefined ? {} : { LandingUri: input.LandingUri }),
    expiresInSeconds: ExpiresInSeconds,
    sessionSeconds: SessionExpirationDurationInSeconds,
  });
  return { AuthorizedUrl: url };
};

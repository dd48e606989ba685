import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { requireDomain, requireSpace, requireUserProfile } from "../find.ts";
import type { SpaceRecord, UserProfileRecord } from "../../../sagemaker-state.ts";

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

/** Where a URL may lead (SageMaker API: CreatePresignedDomainUrl, LandingUri; the text of the refusal is inferred). */
const landings = /^(?:studio:|app:(?:JupyterServer|JupyterLab|RStudioServerPro|CodeEditor|Canvas)):/;

export const createPresignedDomainUrl: Operation<Input> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  if (domain.AuthMode === "SSO") {
    throw validationException("CreatePresignedDomainUrl is not supported for Domains with AuthMode [SSO].");
  }
  const space = input.SpaceName === undefined ? undefined : requireSpace(context, input.DomainId, input.SpaceName);
  if (space !== undefined) requireAccess(space, profile);
  if (input.LandingUri !== undefined && !landings.test(input.LandingUri))
    throw validationException(`Invalid LandingUri [${input.LandingUri}].`);
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

/**
 * A private space is its owner's alone (SageMaker developer guide, "Amazon SageMaker Studio spaces"; the text is
 * inferred). Throws ValidationException.
 */
function requireAccess(
  { SpaceArn, SpaceSharingSettings, OwnershipSettings }: SpaceRecord,
  { UserProfileArn, UserProfileName }: UserProfileRecord,
): void {
  const owner = OwnershipSettings?.OwnerUserProfileName;
  if (Object(SpaceSharingSettings).SharingType !== "Private" || owner?.toLowerCase() === UserProfileName.toLowerCase()) return;
  throw validationException(`UserProfile [${UserProfileArn}] does not own the private Space [${SpaceArn}].`);
}

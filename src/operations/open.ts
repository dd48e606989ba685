import { collect } from "../core/collections.ts";
import type { Domain, Space } from "../core/domain/domain.ts";
import { StudioctlError, usageError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import { type Landing, landingOf, landingUri } from "../core/domain/sign-in.ts";
import { namesText } from "../core/suggest.ts";
import type { Domains, SignIn, Spaces, UserProfiles } from "../ports/studio.ts";
import { describeDomain } from "./domain/describe.ts";
import { describeUserProfile } from "./profile/describe.ts";
import { describeSpace } from "./space/describe.ts";

type Studio = Domains & UserProfiles & Spaces & SignIn;

export interface Visit {
  readonly DomainId: string;
  /** The domain's own default, if absent; for a space, its app. */
  readonly landing?: Landing | undefined;
  /** 5–300 s; absent: the service's own 300 (service-facts: The Jupyter server). */
  readonly expiresSeconds?: number | undefined;
  /** 1800–43200 s; absent: the service's own 43200 (service-facts: The Jupyter server). */
  readonly sessionSeconds?: number | undefined;
}

/** An address that a browser can open. */
export interface Way {
  readonly url: Secret;
  /** The user that it signs in; undefined if IAM Identity Center signs users in. */
  readonly signsIn: string | undefined;
}

/**
 * The address that signs a user in. A domain of IAM Identity Center refuses presigned URLs (service-facts: The Jupyter server): then it is
 * the domain's own address, without a question for the user. Rejects with `not-found`, and as `user` does.
 */
export async function wayOfUser({ studio }: { readonly studio: Studio }, visit: Visit, user: () => Promise<string>): Promise<Way> {
  const { DomainId } = visit;
  const domain = await describeDomain({ studio }, DomainId);
  if (domain.AuthMode === "SSO") return portal(domain.Url, `domain ${DomainId}`);
  const { UserProfileName } = await describeUserProfile({ studio }, { DomainId, UserProfileName: await user() });
  const landing = visit.landing === undefined ? {} : { LandingUri: landingUri(visit.landing) };
  return await presigned(studio, visit, { UserProfileName, ...landing });
}

/** The address of a space, for which its owner signs in. Rejects with `not-found`, or `invalid`: another app's landing, no owner. */
export async function wayOfSpace({ studio }: { readonly studio: Studio }, visit: Visit, SpaceName: string): Promise<Way> {
  const { DomainId } = visit;
  const domain = await describeDomain({ studio }, DomainId);
  const space = await describeSpace({ studio }, { DomainId, SpaceName });
  const landing = spaceLanding(space, visit.landing);
  if (domain.AuthMode === "SSO") return portal(redirected(space) ?? domain.Url, `domain ${DomainId}`);
  const UserProfileName = space.OwnershipSettings?.OwnerUserProfileName;
  if (UserProfileName === undefined) {
    throw new StudioctlError("invalid", `space "${space.SpaceName}" has no owner who can sign in`, {
      fix: "studioctl profile open USER",
    });
  }
  const uri = landing === undefined ? {} : { LandingUri: landingUri(landing) };
  return await presigned(studio, visit, { UserProfileName, SpaceName: space.SpaceName, ...uri });
}

/** Chooses among the users of a domain, if there is a terminal to ask on. */
export type ChooseUser = (users: readonly string[]) => Promise<string>;

/** The user who opens a domain: the only one, or the chosen one. Rejects with `not-found` or `usage`, naming some of the users. */
export async function theUser({ studio }: { readonly studio: Studio }, DomainId: string, choose?: ChooseUser): Promise<string> {
  const users = (await collect(studio.listUserProfiles({ DomainId }))).map(({ UserProfileName }) => UserProfileName);
  const [only, ...others] = users;
  if (only === undefined)
    throw new StudioctlError("not-found", `no user profile in ${DomainId}`, { fix: "studioctl domain list shows the domains" });
  if (others.length === 0) return only;
  if (choose !== undefined) return await choose(users);
  throw usageError(`${users.length} user profiles in ${DomainId}, and none was given`, {
    why: namesText(users),
    fix: `use --user ${only}`,
  });
}

function spaceLanding({ SpaceName, SpaceSettings }: Space, requested: Landing | undefined): Landing | undefined {
  const own = landingOf(SpaceSettings?.AppType);
  if (requested === undefined || requested === "studio" || own === undefined || requested === own) return requested ?? own;
  throw new StudioctlError("invalid", `space "${SpaceName}" is for ${SpaceSettings?.AppType}: --landing ${requested} cannot be opened`, {
    fix: `omit --landing, or give --landing ${own}`,
  });
}

async function presigned(
  studio: Studio,
  { DomainId, expiresSeconds, sessionSeconds }: Visit,
  who: { readonly UserProfileName: string; readonly SpaceName?: string; readonly LandingUri?: string },
): Promise<Way> {
  const url = await studio.createPresignedDomainUrl({
    DomainId,
    ...who,
    ...(expiresSeconds !== undefined && { ExpiresInSeconds: expiresSeconds }),
    ...(sessionSeconds !== undefined && { SessionExpirationDurationInSeconds: sessionSeconds }),
  });
  return { url, signsIn: who.UserProfileName };
}

function portal(url: Domain["Url"], what: string): Way {
  if (url !== undefined) return { url: new Secret(url), signsIn: undefined };
  throw new StudioctlError("malformed", `${what} has no address to open`, { fix: "studioctl domain describe shows its status" });
}

/** The address of a space in a domain of IAM Identity Center, with the app to open (SageMaker API: DescribeSpace, Url). */
function redirected({ Url, SpaceSettings }: Space): string | undefined {
  if (Url === undefined || !URL.canParse(Url)) return Url;
  const url = new URL(Url);
  if (SpaceSettings?.AppType !== undefined) url.searchParams.set("redirect", SpaceSettings.AppType);
  return url.href;
}

import { collect } from "../../core/collections.ts";
import { type CustomImageType, customImageTypes, type Image, pinnedVersion } from "../../core/image/image.ts";
import { type SpaceSummary, settingsMember } from "../../core/domain/domain.ts";
import { usesImage } from "../../core/image/attachments.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import type { Spaces } from "../../ports/studio.ts";
import { concurrently, type Work } from "../concurrently.ts";
import { orMissing } from "../errors.ts";

/** A space whose own settings name an image: its app starts with it, regardless of attachments. */
export interface SpaceOnImage {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly AppType: CustomImageType;
  /** Absent: the latest, or an alias. */
  readonly Version?: number;
  readonly Alias?: string;
}

/** The spaces under a level that name an image for a type of app; absent: any type. One call for each space of that type. */
export async function spacesOnImage(
  { studio }: { readonly studio: Spaces },
  { DomainId, owner }: SettingsLevel,
  type: CustomImageType | undefined,
  image: Pick<Image, "ImageArn">,
  work: Work,
): Promise<readonly SpaceOnImage[]> {
  const under = ({ SpaceName, OwnershipSettingsSummary: ownership }: SpaceSummary): boolean => {
    if (owner === undefined) return true;
    return "SpaceName" in owner ? same(SpaceName, owner.SpaceName) : same(ownership?.OwnerUserProfileName ?? "", owner.UserProfileName);
  };
  const candidates = (await collect(studio.listSpaces({ DomainId }))).filter(under);
  const found = await concurrently(candidates, "spaces read", work, ({ SpaceName }) =>
    orMissing(() => studio.describeSpace({ DomainId, SpaceName })),
  );
  return found.flatMap((space) =>
    customImageTypes.flatMap((AppType): SpaceOnImage[] => {
      const ResourceSpec = space?.SpaceSettings?.[settingsMember(AppType)]?.DefaultResourceSpec;
      if (
        space === undefined ||
        ResourceSpec === undefined ||
        (type !== undefined && type !== AppType) ||
        !usesImage({ ResourceSpec }, image)
      )
        return [];
      const [Version, Alias] = [pinnedVersion(ResourceSpec), ResourceSpec.SageMakerImageVersionAlias];
      return [
        { DomainId, SpaceName: space.SpaceName, AppType, ...(Version !== undefined && { Version }), ...(Alias !== undefined && { Alias }) },
      ];
    }),
  );
}

/** Names of profiles and spaces are compared without case (service-facts: App rules). */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

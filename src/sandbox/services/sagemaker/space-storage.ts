import type { SpaceSettings, UserSettings } from "../../../core/domain/domain.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { DomainRecord, SpaceRecord } from "../../sagemaker-state.ts";
import type { Context } from "../../operation.ts";
import { namedKey } from "./names.ts";

/*
 * The volume of a space. Default and maximum: SageMaker API, DefaultEbsStorageSettings. That a volume cannot shrink:
 * aws/amazon-sagemaker-feedback issue 207. That it can change again after six hours only, and the text: issues 100 and
 * 160 there. The other texts are inferred.
 */

/** The default size of a volume, GB. */
const smallestGb = 5;

/** Milliseconds from one change of the size to the next. */
const betweenChanges = 6 * 3_600_000;

/** Apps of these types keep their files on a volume of the space (service-facts: Home directories). */
const withVolume: ReadonlySet<string | undefined> = new Set(["JupyterLab", "CodeEditor"]);

interface SpaceMembers {
  readonly DomainId: string;
  readonly SpaceSettings?: SpaceSettings;
  readonly OwnershipSettings?: { readonly OwnerUserProfileName: string };
  readonly [member: string]: unknown;
}

/** The settings of a new space with its volume; unchanged for a space without a volume. Throws ValidationException. */
export function settingsWithVolume(context: Context, domain: DomainRecord, space: SpaceMembers): SpaceSettings | undefined {
  const { SpaceSettings } = space;
  if (!withVolume.has(SpaceSettings?.AppType)) return SpaceSettings;
  const limits = volumeLimits(context, domain, space);
  const EbsVolumeSizeInGb = sizeOf(SpaceSettings) ?? limits?.DefaultEbsVolumeSizeInGb ?? smallestGb;
  refuseOverMaximum(EbsVolumeSizeInGb, limits?.MaximumEbsVolumeSizeInGb);
  return { ...SpaceSettings, SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb } } };
}

/** When the volume was last changed, after an update to `wanted`. Throws ValidationException. */
export function volumeChange(
  context: Context,
  domain: DomainRecord,
  space: SpaceRecord,
  wanted: SpaceSettings | undefined,
): Pick<SpaceRecord, "volumeChangedAt"> {
  const before = sizeOf(space.SpaceSettings);
  const size = sizeOf(wanted);
  if (size === undefined || size === before) return {};
  refuseOverMaximum(size, volumeLimits(context, domain, space)?.MaximumEbsVolumeSizeInGb);
  if (before !== undefined && size < before) {
    throw validationException(
      `EbsVolumeSizeInGb [${size}] of Space [${space.SpaceArn}] must not be smaller than the present size [${before}].`,
    );
  }
  if (context.now - (space.volumeChangedAt ?? Number.NEGATIVE_INFINITY) < betweenChanges) {
    throw validationException(
      "VolumeModificationRateExceeded: We encountered an internal error when trying to update your volume size. We apologize for the " +
        "inconvenience. Wait at least 6 hours before trying to update the volume size again.",
    );
  }
  return { volumeChangedAt: context.now };
}

function sizeOf(settings: SpaceSettings | undefined): number | undefined {
  return settings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
}

function refuseOverMaximum(size: number, maximum: number | undefined): void {
  if (maximum === undefined || size <= maximum) return;
  throw validationException(`EbsVolumeSizeInGb [${size}] exceeds the MaximumEbsVolumeSizeInGb [${maximum}].`);
}

interface VolumeLimits {
  readonly DefaultEbsVolumeSizeInGb?: number;
  readonly MaximumEbsVolumeSizeInGb?: number;
}

/** A private space uses its owner's profile, then the domain's settings for users; a shared one the domain's settings for spaces. */
function volumeLimits({ state }: Context, domain: DomainRecord, space: SpaceMembers): VolumeLimits | undefined {
  const owner = space.OwnershipSettings?.OwnerUserProfileName;
  const shared = Object(space["SpaceSharingSettings"]).SharingType === "Shared";
  if (shared || owner === undefined) return limitsIn(domain.DefaultSpaceSettings);
  return limitsIn(state.sagemaker.userProfiles[namedKey(domain.DomainId, owner)]?.UserSettings) ?? limitsIn(domain.DefaultUserSettings);
}

function limitsIn(settings: UserSettings | undefined): VolumeLimits | undefined {
  return settings?.SpaceStorageSettings?.DefaultEbsStorageSettings;
}

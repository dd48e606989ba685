import { merged } from "./difference.ts";
import { type Domain, type Space, type SpaceSettings, type UserProfile, settingsMember } from "./domain.ts";
import type { IdleShutdownType } from "./idle-shutdown.ts";

/** The service's range of a volume, GB (FACTS 4). */
export const volumeRange = { min: 5, max: 16_384 } as const;

/** What is asked of a space; what is absent stays with the service, or as it is. */
export interface SpaceWish {
  readonly instanceType?: string | undefined;
  readonly volumeGb?: number | undefined;
  readonly idleMinutes?: number | undefined;
  /** An ARN. */
  readonly image?: string | undefined;
}

/** The members of a space's settings that a wish concerns, each as the whole that has to be written (FACTS 5); never AppType. */
export function wishedSettings(present: SpaceSettings, type: IdleShutdownType, wish: SpaceWish): Omit<SpaceSettings, "AppType"> {
  const { instanceType, volumeGb, idleMinutes, image } = wish;
  const spec = { ...(instanceType !== undefined && { InstanceType: instanceType }), ...(image !== undefined && { SageMakerImageArn: image }) };
  const app = {
    ...(Object.keys(spec).length > 0 && { DefaultResourceSpec: spec }),
    ...(idleMinutes !== undefined && { AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: idleMinutes } } }),
  };
  return merged(withoutVersion(present, type, image), {
    ...(Object.keys(app).length > 0 && { [settingsMember(type)]: app }),
    ...(volumeGb !== undefined && { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: volumeGb } } }),
  });
}

/** The version that is pinned is the old image's: it goes with it. */
function withoutVersion(settings: SpaceSettings, type: IdleShutdownType, image: string | undefined): SpaceSettings {
  const member = settingsMember(type);
  const { SageMakerImageVersionArn, SageMakerImageVersionAlias, ...spec } = settings[member]?.DefaultResourceSpec ?? {};
  const pinned = SageMakerImageVersionArn !== undefined || SageMakerImageVersionAlias !== undefined;
  if (image === undefined || image === spec.SageMakerImageArn || !pinned) return settings;
  return { ...settings, [member]: { ...settings[member], DefaultResourceSpec: spec } };
}

/** How large the volume of a space is, GB. */
export function volumeOf({ SpaceSettings }: Pick<Space, "SpaceSettings">): number | undefined {
  return SpaceSettings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
}

/**
 * The largest volume that a space may have, GB, and who says so: the owner's profile goes before the domain for a private
 * space; for a shared one the domain's settings for shared spaces go before those for all (SageMaker API:
 * DefaultEbsStorageSettings; FACTS 5).
 */
export function largestVolume(shared: boolean, owner: UserProfile | undefined, domain: Domain): { readonly gb: number; readonly from: string } | undefined {
  const levels = [
    shared ? (["domain", domain.DefaultSpaceSettings] as const) : (["profile", owner?.UserSettings] as const),
    ["domain", domain.DefaultUserSettings] as const,
  ];
  for (const [from, settings] of levels) {
    const gb = settings?.SpaceStorageSettings?.DefaultEbsStorageSettings?.MaximumEbsVolumeSizeInGb;
    if (gb !== undefined) return { gb, from };
  }
  return undefined;
}

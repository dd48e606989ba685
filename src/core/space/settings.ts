import type { ResourceSpec } from "../app/app.ts";
import { fallbackInstanceType } from "../app/rules.ts";
import { merged } from "../settings/difference.ts";
import { type AppTypeSettings, type Domain, type Space, type SpaceSettings, type UserProfile, settingsMember } from "../domain/domain.ts";
import { type CustomImageType, type ImageSpec, withImage } from "../image/image.ts";
import type { IdleShutdownType } from "../idle-shutdown/idle-shutdown.ts";

/** The service's range of a volume, GB (service-facts: App rules). */
export const volumeRange = { min: 5, max: 16_384 } as const;

/** The requested settings of a space; absent members get the service's default, or stay unchanged. */
export interface SpaceRequest {
  readonly instanceType?: string | undefined;
  readonly volumeGb?: number | undefined;
  readonly idleMinutes?: number | undefined;
  /** Whether people may connect over ssh and remote editors (service-facts: Remote access). */
  readonly remoteAccess?: "on" | "off" | undefined;
  /** Replaces its image and version; without members, the service's default. */
  readonly image?: ImageSpec | undefined;
  /** The instance type if neither the request nor the space sets one; sent if the service requires it. */
  readonly fallbackInstance?: string | undefined;
}

/**
 * The members of a space's settings that a request concerns, each as the whole to be written (service-facts: Settings and images); never
 * AppType.
 */
export function requestedSettings(present: SpaceSettings, type: IdleShutdownType, request: SpaceRequest): Omit<SpaceSettings, "AppType"> {
  const { instanceType, volumeGb, idleMinutes, image, remoteAccess } = request;
  const isOfApp = [instanceType, idleMinutes, image].some((value) => value !== undefined);
  const app = isOfApp ? appSettings(present[settingsMember(type)], request) : {};
  return {
    ...(Object.keys(app).length > 0 && { [settingsMember(type)]: app }),
    ...(remoteAccess !== undefined &&
      remoteAccess !== remoteAccessOf(present) && { RemoteAccess: remoteAccess === "on" ? "ENABLED" : "DISABLED" }),
    ...(volumeGb !== undefined && merged(present, { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: volumeGb } } })),
  };
}

function appSettings(present: AppTypeSettings = {}, { instanceType, idleMinutes, image, fallbackInstance }: SpaceRequest): AppTypeSettings {
  const { DefaultResourceSpec: own, ...rest } = present;
  const requested = { ...own, ...(instanceType !== undefined && { InstanceType: instanceType }) };
  const imaged = image === undefined ? requested : withImage(requested, image);
  // Settings without any member would not remove the present image.
  const emptied = own !== undefined && Object.keys(imaged).length === 0;
  const spec = emptied ? { InstanceType: fallbackInstance ?? fallbackInstanceType } : completeSpec(imaged, fallbackInstance);
  return {
    ...(Object.keys(spec).length > 0 && { DefaultResourceSpec: spec }),
    ...rest,
    ...(idleMinutes !== undefined && merged(rest, { AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: idleMinutes } } })),
  };
}

/**
 * Completes a spec of a space: the service accepts an image or a lifecycle config only with an instance type ("Value null at
 * 'spaceSettings.codeEditorAppSettings.defaultResourceSpec.ec2InstanceType'": aws-samples/sagemaker-studio-apps-lifecycle-config-examples,
 * issue 3). `fallbackInstance` defaults to ml.t3.medium (service-facts: App rules).
 */
export function completeSpec(spec: ResourceSpec, fallbackInstance: string = fallbackInstanceType): ResourceSpec {
  const { InstanceType, ...rest } = spec;
  return InstanceType === undefined && Object.keys(rest).length > 0 ? { InstanceType: fallbackInstance, ...rest } : spec;
}

/**
 * The instance type of the app of a space if its own settings do not set one: the profile's or the domain's default, else ml.t3.medium
 * (service-facts: App rules and Settings and images).
 */
export function defaultSpaceInstance(type: CustomImageType, shared: boolean, owner: UserProfile | undefined, domain: Domain): string {
  const levels = shared ? [domain.DefaultSpaceSettings, domain.DefaultUserSettings] : [owner?.UserSettings, domain.DefaultUserSettings];
  const named = levels.map((settings) => settings?.[settingsMember(type)]?.DefaultResourceSpec?.InstanceType);
  return named.find((instance) => instance !== undefined) ?? fallbackInstanceType;
}

/** Whether remote access of a space is on; the default is off (service-facts: Remote access). */
export function remoteAccessOf({ RemoteAccess }: Pick<SpaceSettings, "RemoteAccess"> = {}): "on" | "off" {
  return RemoteAccess === "ENABLED" ? "on" : "off";
}

/** How large the volume of a space is, GB. */
export function volumeOf({ SpaceSettings }: Pick<Space, "SpaceSettings">): number | undefined {
  return SpaceSettings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
}

/**
 * The largest volume that a space may have, GB, and the level that sets it: for a private space the owner's profile before the domain; for
 * a shared one the domain's settings for shared spaces before those for all (SageMaker API: DefaultEbsStorageSettings; service-facts:
 * Settings and images).
 */
export function largestVolume(
  shared: boolean,
  owner: UserProfile | undefined,
  domain: Domain,
): { readonly gb: number; readonly from: string } | undefined {
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

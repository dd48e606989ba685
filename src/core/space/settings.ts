import type { ResourceSpec } from "../app/app.ts";
import { fallbackInstanceType } from "../app/rules.ts";
import { merged } from "../settings/difference.ts";
import { type AppTypeSettings, type Domain, type Space, type SpaceSettings, type UserProfile, settingsMember } from "../domain/domain.ts";
import { type CustomImageType, type ImageSpec, withImage } from "../image/image.ts";
import type { IdleShutdownType } from "../idle-shutdown/idle-shutdown.ts";

/** The service's range of a volume, GB (service-facts: App rules). */
export const volumeRange = { min: 5, max: 16_384 } as const;

/** What is asked of a space; what is absent stays with the service, or as it is. */
export interface SpaceRequest {
  readonly instanceType?: string | undefined;
  readonly volumeGb?: number | undefined;
  readonly idleMinutes?: number | undefined;
  /** Whether people may connect over ssh and remote editors (service-facts: Remote access). */
  readonly remoteAccess?: "on" | "off" | undefined;
  /** In place of the image and version that it has; without members, the service's default. */
  readonly image?: ImageSpec | undefined;
  /** What its app runs on where neither the request nor the space says: sent where the service wants one. */
  readonly fallbackInstance?: string | undefined;
}

/** The members of a space's settings that a request concerns, each as the whole that has to be written (service-facts: Settings and images); never AppType. */
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
  // Settings without any member would not take the image out of those that are there.
  const emptied = own !== undefined && Object.keys(imaged).length === 0;
  const spec = emptied ? { InstanceType: fallbackInstance ?? fallbackInstanceType } : completeSpec(imaged, fallbackInstance);
  return {
    ...(Object.keys(spec).length > 0 && { DefaultResourceSpec: spec }),
    ...rest,
    ...(idleMinutes !== undefined && merged(rest, { AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: idleMinutes } } })),
  };
}

/**
 * A spec of a space as the service accepts it: an image or a lifecycle config only with an instance type beside it ("Value null at
 * 'spaceSettings.codeEditorAppSettings.defaultResourceSpec.ec2InstanceType'": aws-samples/sagemaker-studio-apps-lifecycle-config-examples,
 * issue 3). ml.t3.medium unless told otherwise (service-facts: App rules).
 */
export function completeSpec(spec: ResourceSpec, fallbackInstance: string = fallbackInstanceType): ResourceSpec {
  const { InstanceType, ...rest } = spec;
  return InstanceType === undefined && Object.keys(rest).length > 0 ? { InstanceType: fallbackInstance, ...rest } : spec;
}

/** What the app of a space runs on where its own settings do not say: the profile's or the domain's default, else ml.t3.medium (service-facts: App rules and Settings and images). */
export function defaultSpaceInstance(type: CustomImageType, shared: boolean, owner: UserProfile | undefined, domain: Domain): string {
  const levels = shared ? [domain.DefaultSpaceSettings, domain.DefaultUserSettings] : [owner?.UserSettings, domain.DefaultUserSettings];
  const named = levels.map((settings) => settings?.[settingsMember(type)]?.DefaultResourceSpec?.InstanceType);
  return named.find((instance) => instance !== undefined) ?? fallbackInstanceType;
}

/** Whether remote access of a space is on; where nothing says so it is off (service-facts: Remote access). */
export function remoteAccessOf({ RemoteAccess }: Pick<SpaceSettings, "RemoteAccess"> = {}): "on" | "off" {
  return RemoteAccess === "ENABLED" ? "on" : "off";
}

/** How large the volume of a space is, GB. */
export function volumeOf({ SpaceSettings }: Pick<Space, "SpaceSettings">): number | undefined {
  return SpaceSettings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
}

/**
 * The largest volume that a space may have, GB, and who says so: the owner's profile goes before the domain for a private
 * space; for a shared one the domain's settings for shared spaces go before those for all (SageMaker API:
 * DefaultEbsStorageSettings; service-facts: Settings and images).
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

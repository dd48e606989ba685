import type { AppKey, AppType, ResourceSpec } from "../../../core/app/app.ts";
import type { SpaceSettings, UserSettings } from "../../../core/domain/domain.ts";
import { resourceInUse, validationException } from "../../protocol/service-error.ts";
import type { DomainRecord } from "../../sagemaker-state.ts";
import { builtInOf } from "../../../core/lifecycle-config/lifecycle-config.ts";
import type { Context } from "../../operation.ts";
import type { SandboxSettings, TransitionSeconds } from "../../state.ts";
import { isSpace, type OwnerRecord } from "./find.ts";
import { namedKey } from "./names.ts";

const classicTypes: ReadonlySet<string> = new Set(["JupyterServer", "KernelGateway"]);
const spaceTypes: ReadonlySet<string> = new Set(["JupyterLab", "CodeEditor"]);
/** A JupyterServer accepts any name (terraform-provider-aws, app_test.go: basic), though Studio itself calls it `default`. */
const calledDefault: ReadonlySet<string> = new Set(["JupyterLab", "CodeEditor", "RStudioServerPro"]);

/** Which app may be created for whom, under which name (service-facts: The model of Studio and App rules). Throws ValidationException. */
export function checkAppKind({ AppType, AppName }: AppKey, owner: OwnerRecord, classic: SandboxSettings["classic"]): void {
  if (classic === "closed" && classicTypes.has(AppType)) {
    throw validationException(`Invalid AppType [${AppType}]. This AppType has been deprecated.`);
  }
  if (calledDefault.has(AppType) && AppName !== "default") {
    throw validationException(`Invalid AppName [${AppName}] for AppType [${AppType}]. Only 'default' is supported.`);
  }
  if (spaceTypes.has(AppType)) checkSpaceType(AppType, owner);
}

function checkSpaceType(appType: string, owner: OwnerRecord): void {
  if (!isSpace(owner)) throw validationException(`AppType [${appType}] is only supported for Spaces.`);
  const spaceType = owner.SpaceSettings?.AppType;
  if (spaceType !== appType) {
    throw validationException(`AppType [${appType}] does not match the AppType [${spaceType}] of the Space.`);
  }
}

/** Storage of a space is unavailable for about ten seconds after UpdateSpace (service-facts: Errors), unless changes of spaces take no time. */
export const storageBusySeconds = ({ space }: TransitionSeconds): number => (space === 0 ? 0 : 10);

/** Throws ResourceInUse while the storage of the space is not available. */
export function checkStorage(owner: OwnerRecord, appArn: string, now: number): void {
  if (!isSpace(owner) || (owner.storageAvailableAt ?? 0) <= now) return;
  throw resourceInUse(`Unable to create app [${appArn}] because storage is not in Available status.`);
}

/** With less than 8 GB of memory (service-facts: Remote access). */
const tooSmallForRemoteAccess: ReadonlySet<string> = new Set([
  "ml.t3.medium",
  "ml.c7i.large",
  "ml.c6i.large",
  "ml.c6id.large",
  "ml.c5.large",
]);

/** Refuses a space's app with remote access on an instance type that is too small. The text is inferred. Throws ValidationException. */
export function checkRemoteAccess(owner: OwnerRecord, appArn: string, { InstanceType = "" }: ResourceSpec): void {
  if (!isSpace(owner) || owner.SpaceSettings?.RemoteAccess !== "ENABLED" || !tooSmallForRemoteAccess.has(InstanceType)) return;
  throw validationException(
    `Unable to create app [${appArn}] because InstanceType [${InstanceType}] is not supported for a Space with RemoteAccess ENABLED.`,
  );
}

/**
 * The failure reason of an app while there is no capacity for its instance type (service-facts: Capacity; the text is that of
 * aws/amazon-sagemaker-feedback, issue 99).
 */
export function lackOfCapacity({ state }: Context, { InstanceType = "" }: ResourceSpec): string | undefined {
  if (state.settings.noCapacity?.includes(InstanceType) !== true) return undefined;
  return (
    `EC2InsufficientCapacityError: Instance type '${InstanceType}' is temporarily unavailable in supported availability zones [use1-az1]. ` +
    "Try again in a few minutes, or try a different instance type."
  );
}

type SettingsMember = "JupyterServerAppSettings" | "KernelGatewayAppSettings" | "JupyterLabAppSettings" | "CodeEditorAppSettings";

const settingsMember: Partial<Record<AppType, SettingsMember>> = {
  JupyterServer: "JupyterServerAppSettings",
  KernelGateway: "KernelGatewayAppSettings",
  JupyterLab: "JupyterLabAppSettings",
  CodeEditor: "CodeEditorAppSettings",
};

/** App types that run on an instance of the service by default (service-facts: App rules; for Canvas: the example of DescribeApp). */
const onSystem: ReadonlySet<AppType> = new Set<AppType>(["JupyterServer", "Canvas"]);

/**
 * The specification of an app: the request over the owner's default over the domain's; without an instance type
 * `system` for a JupyterServer and for Canvas, else ml.t3.medium (service-facts: App rules). Throws the service's ValidationException
 * for a JupyterServer on anything but `system`.
 */
export function resolvedSpecification(
  appType: AppType,
  requested: ResourceSpec | undefined,
  owner: OwnerRecord,
  domain: DomainRecord,
): ResourceSpec {
  const specification = {
    InstanceType: onSystem.has(appType) ? "system" : "ml.t3.medium",
    ...defaultSpecification(isSpace(owner) ? domain.DefaultSpaceSettings : domain.DefaultUserSettings, appType),
    ...defaultSpecification(isSpace(owner) ? owner.SpaceSettings : owner.UserSettings, appType),
    ...requested,
  };
  refuseServerInstance(appType, specification.InstanceType);
  return specification;
}

/**
 * The lifecycle config that an app of a space runs before any other: in a private space that of its owner, else of the domain; in a shared
 * one that of the domain's settings for shared spaces, which have none for Code Editor (service-facts: Built-in lifecycle configs).
 */
export function builtInConfig({ state }: Context, appType: AppType, owner: OwnerRecord, domain: DomainRecord): string | undefined {
  if (!isSpace(owner) || (appType !== "JupyterLab" && appType !== "CodeEditor")) return undefined;
  const member = `${appType}AppSettings` as const;
  const name = owner.OwnershipSettings?.OwnerUserProfileName;
  if (Object(owner["SpaceSharingSettings"]).SharingType === "Shared" || name === undefined) {
    return appType === "JupyterLab" ? builtInOf(domain.DefaultSpaceSettings?.[member]) : undefined;
  }
  const profile = state.sagemaker.userProfiles[namedKey(owner.DomainId, name)];
  return builtInOf(profile?.UserSettings?.[member]) ?? builtInOf(domain.DefaultUserSettings?.[member]);
}

/** A JupyterServer runs only on `system` (service-facts: Errors). */
export function refuseServerInstance(appType: string, instanceType: string | undefined): void {
  if (appType !== "JupyterServer" || instanceType === undefined || instanceType === "system") return;
  throw validationException(`Invalid instance type '${instanceType}' for JupyterServer App. Only 'system' instance type is supported`);
}

function defaultSpecification(settings: UserSettings | SpaceSettings | undefined, appType: AppType): ResourceSpec {
  const member = settingsMember[appType];
  return (member === undefined ? undefined : settings?.[member]?.DefaultResourceSpec) ?? {};
}

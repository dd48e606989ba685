import type { AppType, ResourceSpec } from "../../../core/app/app.ts";
import type { SpaceSettings, UserSettings } from "../../../core/domain/domain.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { DomainRecord } from "../../sagemaker-state.ts";
import { isSpace, type OwnerRecord } from "./find.ts";

type SettingsMember = "JupyterServerAppSettings" | "KernelGatewayAppSettings" | "JupyterLabAppSettings" | "CodeEditorAppSettings";

const settingsMember: Partial<Record<AppType, SettingsMember>> = {
  JupyterServer: "JupyterServerAppSettings",
  KernelGateway: "KernelGatewayAppSettings",
  JupyterLab: "JupyterLabAppSettings",
  CodeEditor: "CodeEditorAppSettings",
};

/** Apps that run on an instance of the service's own unless another is requested (service-facts: App rules; for Canvas: the example of DescribeApp). */
const onSystem: ReadonlySet<AppType> = new Set<AppType>(["JupyterServer", "Canvas"]);

/**
 * What an app runs on: the request over the owner's default over the domain's; without an instance type
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

/** A JupyterServer runs on `system` alone (service-facts: Errors). */
export function refuseServerInstance(appType: string, instanceType: string | undefined): void {
  if (appType !== "JupyterServer" || instanceType === undefined || instanceType === "system") return;
  throw validationException(`Invalid instance type '${instanceType}' for JupyterServer App. Only 'system' instance type is supported`);
}

function defaultSpecification(settings: UserSettings | SpaceSettings | undefined, appType: AppType): ResourceSpec {
  const member = settingsMember[appType];
  return (member === undefined ? undefined : settings?.[member]?.DefaultResourceSpec) ?? {};
}

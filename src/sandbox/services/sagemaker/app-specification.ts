import type { AppType, ResourceSpec } from "../../../core/app.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { EntityRecord } from "../../state.ts";

const settingsMember: Partial<Record<AppType, string>> = {
  JupyterServer: "JupyterServerAppSettings",
  KernelGateway: "KernelGatewayAppSettings",
  JupyterLab: "JupyterLabAppSettings",
  CodeEditor: "CodeEditorAppSettings",
  TensorBoard: "TensorBoardAppSettings",
};

/**
 * What an app runs on: the request over the owner's default over the domain's; without an instance type
 * `system` for a JupyterServer, else ml.t3.medium (FACTS 4). Throws the service's ValidationException
 * for a JupyterServer on anything but `system`.
 */
export function resolvedSpecification(
  appType: AppType,
  requested: ResourceSpec | undefined,
  owner: EntityRecord,
  domain: EntityRecord,
): ResourceSpec {
  const domainDefaults = owner["SpaceName"] === undefined ? domain["DefaultUserSettings"] : domain["DefaultSpaceSettings"];
  const specification = {
    InstanceType: appType === "JupyterServer" ? "system" : "ml.t3.medium",
    ...defaultSpecification(domainDefaults, appType),
    ...defaultSpecification(owner["UserSettings"] ?? owner["SpaceSettings"], appType),
    ...requested,
  };
  refuseServerInstance(appType, specification.InstanceType);
  return specification;
}

/** A JupyterServer runs on `system` alone (FACTS 3). */
export function refuseServerInstance(appType: string, instanceType: string | undefined): void {
  if (appType !== "JupyterServer" || instanceType === undefined || instanceType === "system") return;
  throw validationException(
    `Invalid instance type '${instanceType}' for JupyterServer App. Only 'system' instance type is supported`,
  );
}

function defaultSpecification(settings: unknown, appType: AppType): ResourceSpec {
  return Object(Object(Object(settings)[settingsMember[appType] ?? ""]).DefaultResourceSpec) as ResourceSpec;
}

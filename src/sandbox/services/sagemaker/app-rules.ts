import type { AppKey } from "../../../core/app.ts";
import { resourceInUse, validationException } from "../../protocol/service-error.ts";
import type { EntityRecord, SandboxSettings } from "../../state.ts";

const classicTypes: readonly string[] = ["JupyterServer", "KernelGateway"];
const spaceTypes: readonly string[] = ["JupyterLab", "CodeEditor"];
const calledDefault: readonly string[] = [...spaceTypes, "JupyterServer"];

/** Which app may be created for whom, under which name (FACTS 1, 4). Throws ValidationException. */
export function checkAppKind({ AppType, AppName }: AppKey, owner: EntityRecord, classic: SandboxSettings["classic"]): void {
  if (classic === "closed" && classicTypes.includes(AppType)) {
    throw validationException(`Invalid AppType [${AppType}]. This AppType has been deprecated.`);
  }
  if (calledDefault.includes(AppType) && AppName !== "default") {
    throw validationException(`Invalid AppName [${AppName}] for AppType [${AppType}]. Only 'default' is supported.`);
  }
  if (spaceTypes.includes(AppType)) checkSpaceType(AppType, owner);
}

function checkSpaceType(appType: string, owner: EntityRecord): void {
  if (owner["SpaceName"] === undefined) {
    throw validationException(`AppType [${appType}] is only supported for Spaces.`);
  }
  const spaceType: unknown = Object(owner["SpaceSettings"]).AppType;
  if (spaceType !== appType) {
    throw validationException(`AppType [${appType}] does not match the AppType [${String(spaceType)}] of the Space.`);
  }
}

/** Storage of a space is not at hand just after UpdateSpace, for about ten seconds (FACTS 3). */
export const storageBusySeconds = 10;

/** Throws ResourceInUse while the storage of the space is not available. */
export function checkStorage(owner: EntityRecord, appArn: string, now: number): void {
  if (Number(owner["storageAvailableAt"] ?? 0) <= now) return;
  throw resourceInUse(`Unable to create app [${appArn}] because storage is not in Available status.`);
}

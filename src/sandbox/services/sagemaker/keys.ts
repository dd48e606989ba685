import { type AppKey, type Owner, ownerOf } from "../../../core/app/app.ts";

/** Key of a user profile or a space in its table: their names compare without case (service-facts: App rules). */
export function namedKey(domainId: string, name: string): string {
  return `${domainId}/${name.toLowerCase()}`;
}

/** Key of an owner across both tables; also names its Jupyter server. */
export function ownerKey(domainId: string, owner: Owner): string {
  return "SpaceName" in owner
    ? `${domainId}/space/${owner.SpaceName.toLowerCase()}`
    : `${domainId}/user/${owner.UserProfileName.toLowerCase()}`;
}

export function appRecordKey(app: AppKey): string {
  return `${ownerKey(app.DomainId, ownerOf(app))}/${app.AppType}/${app.AppName}`;
}

export function imageVersionKey(imageName: string, version: number): string {
  return `${imageName}/${version}`;
}

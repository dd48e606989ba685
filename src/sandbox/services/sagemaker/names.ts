import { type AppKey, type Owner, ownerOf } from "../../../core/app/app.ts";
import { home } from "../../home.ts";

export function domainArn(domainId: string): string {
  return arn(`domain/${domainId}`);
}

export function userProfileArn(domainId: string, name: string): string {
  return arn(`user-profile/${domainId}/${name}`);
}

export function spaceArn(domainId: string, name: string): string {
  return arn(`space/${domainId}/${name}`);
}

/** `…:app/<domain>/<profile-or-space>/<apptype in lower case>/<app name>` (service-facts: The model of Studio). */
export function appArn(key: AppKey): string {
  const owner = ownerOf(key);
  const ownerName = "SpaceName" in owner ? owner.SpaceName : owner.UserProfileName;
  return arn(`app/${key.DomainId}/${ownerName}/${key.AppType.toLowerCase()}/${key.AppName}`);
}

export function imageArn(name: string): string {
  return arn(`image/${name.toLowerCase()}`);
}

export function imageVersionArn(name: string, version: number): string {
  return arn(`image-version/${name.toLowerCase()}/${version}`);
}

export function appImageConfigArn(name: string): string {
  return arn(`app-image-config/${name.toLowerCase()}`);
}

export function lifecycleConfigArn(name: string): string {
  return arn(`studio-lifecycle-config/${name.toLowerCase()}`);
}

function arn(resource: string): string {
  return `arn:aws:sagemaker:${home.region}:${home.account}:${resource}`;
}

/** Key of a user profile or a space in its table: their names are compared without regard to case (service-facts: App rules). */
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

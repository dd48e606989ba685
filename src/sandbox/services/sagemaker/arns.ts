import type { AppKey } from "../../../core/app/app.ts";
import { ownerOf } from "../../../core/app/app.ts";

/** Where everything in the sandbox lives. The account is fictitious: AWS's own documentation uses it. */
export const home = { account: "111122223333", region: "us-east-1" } as const;

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

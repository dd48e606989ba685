import { home, named } from "../../home.ts";
import type { SandboxState } from "../../state.ts";
import { findImage, imagesOf } from "./repositories.ts";

/**
 * A container by URI, with its tag resolved to the digest that it names now; undefined where this account's registry
 * has no such container. Without a tag: `latest`.
 */
export function resolvedContainer({ ecr }: SandboxState, uri: string): string | undefined {
  const [, host, account, name = "", imageTag, imageDigest] = /^((\d{12})[^/]+)\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(uri) ?? [];
  const repository = account === home.account ? named(ecr.repositories, name) : undefined;
  if (repository === undefined) return undefined;
  const reference = { ...(imageTag !== undefined && { imageTag }), ...(imageDigest !== undefined && { imageDigest }) };
  const image = findImage(imagesOf(repository), imageTag === undefined && imageDigest === undefined ? { imageTag: "latest" } : reference);
  return image && `${host}/${name}@${image.manifest.digest}`;
}

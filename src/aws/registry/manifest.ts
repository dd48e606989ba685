import type { Platform } from "../../core/image/container.ts";
import { isRecord } from "../../core/collections.ts";

/** The forms of a manifest that are understood here: an index of platforms, or one image (OCI image specification). */
export const manifestMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/** What a manifest tells of platforms: itself, or the digest of the config that does. */
export type Manifest = { readonly platforms: readonly Platform[] } | { readonly config: string };

/** Reads a manifest; undefined where it tells of neither. */
export function readManifest(text: string | undefined): Manifest | undefined {
  const manifest = parsed(text);
  if (!isRecord(manifest)) return undefined;
  const { manifests, config } = manifest;
  if (Array.isArray(manifests)) {
    // Attestations stand in an index beside the images, for the platform `unknown`.
    const platforms = manifests.flatMap((each: unknown) => platformOf(isRecord(each) ? each["platform"] : undefined) ?? []);
    const known = platforms.filter(({ architecture }) => architecture !== "unknown");
    return known.length === 0 ? undefined : { platforms: known };
  }
  return isRecord(config) && typeof config["digest"] === "string" ? { config: config["digest"] } : undefined;
}

/** The platform that an image's config names. */
export function configPlatform(text: string | undefined): Platform | undefined {
  return platformOf(parsed(text));
}

function platformOf(value: unknown): Platform | undefined {
  if (!isRecord(value) || typeof value["architecture"] !== "string") return undefined;
  const { architecture, os } = value;
  return { architecture, ...(typeof os === "string" && { os }) };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { ContainerImage, Platform } from "./container.ts";
import type { CustomImageType } from "./custom-image.ts";
import { StudioctlError } from "../errors.ts";

/** What Studio runs: Linux on x86_64. */
const wanted = { os: "linux", architecture: "amd64" } as const;

/** Of Classic, compressed (service-facts: Settings and images). New Studio publishes none: beyond it an app there may be slow to start, or not start. */
const mostGigabytes = 25;

/**
 * Refuses with `invalid` what Studio cannot run: another platform, or, for Classic, more than 25 GB. Gives what else is to
 * be known of a container: what could not be found out, and what a scan found. `platforms` undefined: not known.
 */
export function checkContainer(
  image: ContainerImage,
  platforms: readonly Platform[] | undefined,
  type: CustomImageType,
): readonly string[] {
  requirePlatform(image, platforms);
  return [
    ...(platforms === undefined ? ["its architecture is unknown: Studio runs x86_64"] : []),
    ...sizeNotes(image, type),
    ...scanNotes(image),
  ];
}

function requirePlatform(image: ContainerImage, platforms: readonly Platform[] | undefined): void {
  if (platforms?.some(({ os = wanted.os, architecture }) => os === wanted.os && architecture === wanted.architecture) !== false) return;
  const has = platforms.map(({ os = wanted.os, architecture }) => `${os}/${architecture}`).join(", ");
  throw new StudioctlError("invalid", `container ${label(image)} is for ${has}`, {
    why: "Studio runs linux/amd64",
    fix: "build it for that and push it again: docker buildx build --platform linux/amd64 --push",
  });
}

function sizeNotes(image: ContainerImage, type: CustomImageType): string[] {
  const { imageSizeInBytes: bytes } = image;
  if (bytes === undefined) return ["its size is unknown"];
  if (bytes <= mostGigabytes * 1e9) return [];
  const size = `${(bytes / 1e9).toFixed(1)} GB`;
  if (type !== "KernelGateway") return [`it is ${size} compressed: more than the ${mostGigabytes} GB that Studio Classic accepts`];
  throw new StudioctlError("invalid", `container ${label(image)} is ${size} compressed`, {
    why: `Studio Classic accepts at most ${mostGigabytes} GB`,
    fix: "remove what kernels do not need, and push it again",
  });
}

const grave = ["CRITICAL", "HIGH"] as const;

function scanNotes({ imageScanStatus: status, findingSeverityCounts: counts = {} }: ContainerImage): string[] {
  const found = grave.flatMap((severity) =>
    counts[severity] === undefined || counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`],
  );
  if (found.length > 0) return [`its scan found vulnerabilities: ${found.join(", ")}`];
  return status === undefined || status === "COMPLETE" || status === "ACTIVE" ? [] : [`its scan is ${status}`];
}

function label({ repositoryName, imageTags, imageDigest }: ContainerImage): string {
  return imageTags[0] === undefined ? `${repositoryName}@${imageDigest}` : `${repositoryName}:${imageTags[0]}`;
}

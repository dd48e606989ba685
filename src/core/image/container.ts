import { dnsSuffix, dnsSuffixes } from "../connection/regions.ts";
import { StudioctlError, usageError } from "../errors.ts";
import type { CustomImageType } from "./image.ts";

/** A container image in a private ECR repository, as DescribeImages returns it. */
export interface ContainerImage {
  /** Account that owns the registry. */
  readonly registryId: string;
  readonly repositoryName: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly imageDigest: string;
  readonly imageTags: readonly string[];
  /** Compressed, in bytes; absent for an index of several platforms. */
  readonly imageSizeInBytes?: number;
  readonly imagePushedAt?: Date;
  readonly imageManifestMediaType?: string;
  /** IN_PROGRESS, COMPLETE, FAILED…; absent: never scanned. */
  readonly imageScanStatus?: string;
  /** Number of findings by severity: CRITICAL, HIGH… */
  readonly findingSeverityCounts?: Readonly<Record<string, number>>;
}

/** Identifies an image in a repository: exactly one of the two. */
export type ContainerReference = { readonly imageTag: string } | { readonly imageDigest: string };

/** A repository. `repositoryUri` has no tag. */
export interface Repository {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly repositoryUri: string;
}

/** In the notation of container images: `linux`, and `amd64` for x86_64. */
export interface Platform {
  readonly os?: string;
  readonly architecture: string;
}

/** A container in a private ECR registry, as the user names it: by URI, or by the name of a repository of the account. */
export interface ContainerAddress {
  /** As it was typed. */
  readonly text: string;
  /** From a URI. */
  readonly registryId?: string;
  readonly region?: string;
  readonly repositoryName: string;
  readonly reference: ContainerReference;
}

const forms = "ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPO:TAG, REPO:TAG, or REPO@sha256:DIGEST";

/** ECR API: repositoryName, imageTag, imageDigest. */
const patterns = {
  repository: /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
  tag: /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/,
  digest: /^sha256:[0-9a-f]{64}$/,
};

/** ECR user guide: with IPv4 alone `.dkr.ecr.`, with IPv6 too `.dkr-ecr.` and another suffix; each also for FIPS. */
const registrySuffixes: ReadonlySet<string> = new Set([...dnsSuffixes, "on.aws", "on.amazonwebservices.com.cn"]);

/** Parses `--ecr`; without a tag or digest it is `latest`, as for docker. Throws a usage error for another text. */
export function parseContainer(text: string, flag: string): ContainerAddress {
  const [, registryId, region, suffix = "", path] =
    /^(?:https:\/\/)?(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.]+)\/(.*)$/.exec(text) ?? [];
  const named = path ?? text;
  if (path === undefined ? /^[^/]*\.[^/]*\//.test(text) : !registrySuffixes.has(suffix)) throw elsewhere(text, flag);
  const [, repositoryName = "", tag = "latest", digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(named) ?? [];
  const refused =
    (!patterns.repository.test(repositoryName) && `"${repositoryName}" is not a repository name`) ||
    (!patterns.tag.test(tag) && `"${tag}" is not a tag`) ||
    (digest !== undefined && !patterns.digest.test(digest) && `"${digest}" is not a digest`);
  if (refused) throw usageError(`${flag} does not take "${text}"`, { why: refused, fix: forms });
  return {
    text,
    ...(registryId !== undefined && region !== undefined && { registryId, region }),
    repositoryName,
    reference: digest === undefined ? { imageTag: tag } : { imageDigest: digest },
  };
}

function elsewhere(text: string, flag: string): Error {
  return usageError(`${flag} does not take "${text}"`, {
    why: "Studio accepts containers from private ECR repositories",
    fix: `push it to a repository of this account and Region, and give that: ${forms}`,
  });
}

/**
 * Throws for a URI of another account or Region than those of `neighbour`, any SageMaker ARN: an image and its container are in the same
 * account and Region (service-facts: Settings and images).
 */
export function requireBeside({ text, registryId, region, repositoryName }: ContainerAddress, neighbour: string): void {
  const [, , , ownRegion = "", ownAccount = ""] = neighbour.split(":");
  const beside = `${ownAccount}.dkr.ecr.${ownRegion}.${dnsSuffix(ownRegion)}/${repositoryName}`;
  if (region !== undefined && region !== ownRegion) {
    throw usageError(`--ecr "${text}" is in ${region}, and the domain in ${ownRegion}`, {
      why: "an image needs a container in its own Region",
      fix: `replicate it, or push it to ${beside}; or use a domain there with --region ${region}`,
    });
  }
  if (registryId !== undefined && registryId !== ownAccount) {
    throw usageError(`--ecr "${text}" is of account ${registryId}, and the domain of ${ownAccount}`, {
      why: "an image needs a container in its own account",
      fix: `push it to ${beside}, or use credentials of ${registryId}`,
    });
  }
}

/** The suffix of a reference after the name of a repository: `:2.4`, `@sha256:…`. */
export function referenceText(reference: ContainerReference): string {
  return "imageTag" in reference ? `:${reference.imageTag}` : `@${reference.imageDigest}`;
}

/** The digest in a container's URI, if it has one. */
export function digestIn(uri: string | undefined): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(uri ?? "")?.[1];
}

/** The platform of Studio: Linux on x86_64. */
const wanted = { os: "linux", architecture: "amd64" } as const;

/**
 * The limit of Studio Classic for a compressed image (service-facts: Settings and images). New Studio does not publish a limit: a larger
 * image may be slow to start, or fail.
 */
const mostGigabytes = 25;

/**
 * Throws `invalid` for a container that Studio cannot run: another platform, or, for Classic, more than 25 GB. Returns notes: facts that
 * could not be read, and findings of a scan. `platforms` undefined: not known.
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

const severe = ["CRITICAL", "HIGH"] as const;

function scanNotes({ imageScanStatus: status, findingSeverityCounts: counts = {} }: ContainerImage): string[] {
  const found = severe.flatMap((severity) =>
    counts[severity] === undefined || counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`],
  );
  if (found.length > 0) return [`its scan found vulnerabilities: ${found.join(", ")}`];
  return status === undefined || status === "COMPLETE" || status === "ACTIVE" ? [] : [`its scan is ${status}`];
}

function label({ repositoryName, imageTags, imageDigest }: ContainerImage): string {
  return imageTags[0] === undefined ? `${repositoryName}@${imageDigest}` : `${repositoryName}:${imageTags[0]}`;
}

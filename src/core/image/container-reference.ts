import type { ContainerReference } from "./container.ts";
import { usageError } from "../errors.ts";
import { dnsSuffix, dnsSuffixes } from "../connection/partitions.ts";

/** A container in a private ECR registry, as a person names it: by URI, or by the name of a repository of one's own. */
export interface ContainerAddress {
  /** As it was typed. */
  readonly text: string;
  /** Of a URI. */
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

/** Reads `--ecr`; without a tag or digest it is `latest`, as for docker. What is no such address is a usage error. */
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

/** Refuses a URI of another account or Region than those of `neighbour`, any SageMaker ARN: images are made of containers beside them (service-facts: Settings and images). */
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

/** How a reference is written behind the name of a repository: `:2.4`, `@sha256:…`. */
export function referenceText(reference: ContainerReference): string {
  return "imageTag" in reference ? `:${reference.imageTag}` : `@${reference.imageDigest}`;
}

/** The digest in a container's URI, where it has one. */
export function digestIn(uri: string | undefined): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(uri ?? "")?.[1];
}

import { checkContainer, type ContainerAddress, type ContainerImage, referenceText } from "../../../core/image/container.ts";
import type { CustomImageType } from "../../../core/image/image.ts";
import { usageError } from "../../../core/errors.ts";
import type { Registry } from "../../../ports/registry.ts";
import { suggesting } from "../../suggesting.ts";
import { unlessDenied } from "../../errors.ts";

export interface Inspected {
  readonly image: ContainerImage;
  /** By digest: what a tag named when it was looked at. */
  readonly uri: string;
  readonly notes: readonly string[];
}

/** SageMaker API: BaseImage. */
const longestUri = 255;

/**
 * Looks at a container before anything is made of it. Rejects with `not-found`, and the repository or tag that was probably
 * meant, or with `invalid` where Studio cannot run it.
 */
export async function inspectContainer(
  { registry }: { readonly registry: Registry },
  { repositoryName, reference }: ContainerAddress,
  type: CustomImageType,
): Promise<Inspected> {
  const { repositoryUri } = await suggesting(
    {
      what: "ECR repository",
      name: repositoryName,
      where: registry.region,
      lists: `aws ecr describe-repositories --region ${registry.region}`,
    },
    () => registry.describeRepository(repositoryName),
    () => unlessDenied<readonly string[]>([], () => registry.listRepositories()),
  );
  const name = "imageTag" in reference ? reference.imageTag : reference.imageDigest;
  const image = await suggesting(
    {
      what: "imageTag" in reference ? "tag" : "digest",
      name,
      where: repositoryName,
      lists: `aws ecr describe-images --repository-name ${repositoryName}`,
    },
    () => registry.describeContainer(repositoryName, reference),
    () => unlessDenied<readonly string[]>([], () => registry.listTags(repositoryName)),
  );
  const uri = `${repositoryUri}${referenceText({ imageDigest: image.imageDigest })}`;
  if (uri.length > longestUri)
    throw usageError(`the container's address has ${uri.length} characters: ${uri}`, {
      fix: `at most ${longestUri} characters are allowed: give the repository a shorter name`,
    });
  const platforms = await unlessDenied(undefined, () => registry.platforms(image));
  return {
    image,
    uri,
    notes: checkContainer(image, platforms, type).map((note) => `${repositoryName}${referenceText(reference)}: ${note}`),
  };
}

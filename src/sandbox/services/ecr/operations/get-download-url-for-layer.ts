import { home } from "../../../home.ts";
import { ServiceError } from "../../../protocol/service-error.ts";
import type { Operation } from "../../../operation.ts";
import { imagesOf, type RepositoryInput, requireRepository } from "../repositories.ts";

interface GetDownloadUrlForLayerInput extends RepositoryInput {
  readonly layerDigest: string;
}

/** Texts of both errors are inferred; that data of a layer cannot be had is the sandbox's. */
export const getDownloadUrlForLayer: Operation<GetDownloadUrlForLayerInput> = (input, { state, presignLayer }) => {
  const { repositoryName, layerDigest } = input;
  const manifests = imagesOf(requireRepository(state, input)).map(({ manifest }) => manifest);
  const isIn = (blobs: readonly string[]): boolean => blobs.includes(layerDigest);
  if (manifests.some(({ configs }) => isIn(configs.map(({ digest }) => digest)))) {
    return { downloadUrl: presignLayer({ repositoryName, layerDigest }), layerDigest };
  }
  if (manifests.some(({ layers }) => isIn(layers))) {
    throw new ServiceError("LayerInaccessibleException", `The sandbox has no data of the layer with digest '${layerDigest}'`);
  }
  throw new ServiceError(
    "LayersNotFoundException",
    `The layer with digest '${layerDigest}' does not exist within the repository with name '${repositoryName}' in the registry with id '${home.account}'`,
  );
};

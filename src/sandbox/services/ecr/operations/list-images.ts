import type { Operation } from "../../../operation.ts";
import { page, type PageInput } from "../pages.ts";
import {
  type ImageIdentifier,
  type ImagesFilter,
  imagesOf,
  meetsFilter,
  type RepositoryInput,
  requireRepository,
} from "../repositories.ts";

interface ListImagesInput extends RepositoryInput, PageInput {
  readonly filter?: ImagesFilter;
}

/** An image is listed once for each of its tags. */
export const listImages: Operation<ListImagesInput> = (input, { state }) => {
  const { repositoryName, filter } = input;
  const images = imagesOf(requireRepository(state, input)).filter((image) => meetsFilter(image, filter));
  const all = images.flatMap(({ manifest: { digest: imageDigest }, tags }): ImageIdentifier[] =>
    tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag })),
  );
  const { items: imageIds, ...next } = page(all, input, ["ListImages", repositoryName, filter]);
  return { imageIds, ...next };
};

import type { Operation } from "../context.ts";
import { described } from "../images.ts";
import { isWithin, type ListInput, listPage, nameContains, type TimeFilter } from "../listing.ts";

interface ListImagesInput extends ListInput, TimeFilter {
  readonly NameContains?: string;
}

export const listImages: Operation<ListImagesInput> = (input, { state }) => {
  const images = Object.entries(state.sagemaker.images).filter(
    ([name, image]) => nameContains(name, input.NameContains) && isWithin(image, input),
  );
  const { records, ...page } = listPage(images, input, { operation: "ListImages", order: "Descending", name: "ImageName" });
  return { Images: records.map(described), ...page };
};

import type { Operation } from "../context.ts";
import { described, requireImage } from "../images.ts";
import { isWithin, type ListInput, listPage, type TimeFilter } from "../listing.ts";

interface ListImageVersionsInput extends ListInput, TimeFilter {
  readonly ImageName: string;
}

export const listImageVersions: Operation<ListImageVersionsInput> = (input, context) => {
  requireImage(context, input.ImageName);
  const versions = Object.entries(context.state.sagemaker.imageVersions).filter(
    ([, version]) => version.ImageName === input.ImageName && isWithin(version, input),
  );
  const { records, ...page } = listPage(versions, input, { operation: "ListImageVersions", order: "Descending" });
  return { ImageVersions: records.map(described), ...page };
};

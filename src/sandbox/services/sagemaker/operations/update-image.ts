import type { Operation } from "../context.ts";
import { requireImage, updatingImage } from "../images.ts";

interface UpdateImageInput {
  readonly ImageName: string;
  /** `DisplayName`, `Description`. */
  readonly DeleteProperties?: readonly string[];
  readonly [member: string]: unknown;
}

export const updateImage: Operation<UpdateImageInput> = ({ DeleteProperties = [], ...members }, context) => {
  const image = { ...updatingImage(requireImage(context, members.ImageName), context), ...members };
  for (const property of DeleteProperties) delete image[property];
  context.state.sagemaker.images[members.ImageName] = image;
  return image;
};

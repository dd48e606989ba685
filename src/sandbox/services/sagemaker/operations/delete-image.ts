import type { Operation } from "../context.ts";
import { refuseImageInUse } from "../custom-images.ts";
import { deleteImageAndVersions, requireImage } from "../images.ts";

export const deleteImage: Operation<{ readonly ImageName: string }> = ({ ImageName }, context) => {
  const image = requireImage(context, ImageName);
  refuseImageInUse(context, image);
  deleteImageAndVersions(image, context);
  delete context.state.sagemaker.tags[image.ImageArn];
  return {};
};

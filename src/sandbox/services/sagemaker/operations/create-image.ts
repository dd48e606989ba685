import { resourceInUse } from "../../../protocol/service-error.ts";
import type { Operation, TagList } from "../context.ts";
import { isTaken } from "../find.ts";
import { creatingImage } from "../images.ts";
import { imageRecord } from "../records.ts";
import { setTags } from "../tagging.ts";

interface CreateImageInput {
  readonly ImageName: string;
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createImage: Operation<CreateImageInput> = ({ Tags, ...members }, context) => {
  const { images } = context.state.sagemaker;
  if (isTaken(images, members.ImageName)) {
    throw resourceInUse(`The Image with ImageName ${members.ImageName} already exists. Please use a different ImageName.`);
  }
  const image = imageRecord({ ...members, CreationTime: context.now });
  images[members.ImageName] = creatingImage(image, context);
  setTags(context, image.ImageArn, Tags);
  return image;
};

import {
  CreateImageCommand,
  DeleteImageCommand,
  DescribeImageCommand,
  ListImagesCommand,
  type SageMakerClient,
  UpdateImageCommand,
} from "@aws-sdk/client-sagemaker";
import type { Images } from "../../ports/images.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { paged } from "../studio/paging.ts";

/** Images over the SageMaker API. */
export function createImages(client: SageMakerClient, call: Call): Images {
  return {
    listImages() {
      const description = { operation: "ListImages", action: "list", subject: "images" };
      return paged(
        call,
        "ListImages",
        async (page) => {
          const { Images, ...answer } = await call(description, (options) => client.send(new ListImagesCommand(page), options));
          return { ...answer, items: items("ListImages", "Images", Images) };
        },
        (image) => complete("ListImages", image, "ImageName", "ImageArn", "ImageStatus", "CreationTime"),
      );
    },

    async describeImage(ImageName) {
      const description = { operation: "DescribeImage", action: "describe", subject: `image ${ImageName}` };
      const answer = await call(description, (options) => client.send(new DescribeImageCommand({ ImageName }), options));
      return complete("DescribeImage", answer, "ImageName", "ImageArn", "ImageStatus", "CreationTime");
    },

    async createImage({ Tags, ...image }) {
      const description = { operation: "CreateImage", action: "create", subject: `image ${image.ImageName}` };
      const input = { ...image, ...(Tags !== undefined && { Tags: [...Tags] }) };
      const answer = await call(description, (options) => client.send(new CreateImageCommand(input), options));
      return complete("CreateImage", answer, "ImageArn").ImageArn;
    },

    async updateImage(image) {
      const description = { operation: "UpdateImage", action: "update", subject: `image ${image.ImageName}` };
      await call(description, (options) => client.send(new UpdateImageCommand(image), options));
    },

    async deleteImage(ImageName) {
      const description = { operation: "DeleteImage", action: "delete", subject: `image ${ImageName}` };
      await call(description, (options) => client.send(new DeleteImageCommand({ ImageName }), options));
    },
  };
}

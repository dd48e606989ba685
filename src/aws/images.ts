import {
  CreateAppImageConfigCommand,
  type CreateAppImageConfigCommandInput,
  CreateImageCommand,
  CreateImageVersionCommand,
  DeleteAppImageConfigCommand,
  DeleteImageCommand,
  DescribeAppImageConfigCommand,
  DescribeImageCommand,
  DescribeImageVersionCommand,
  ListAppImageConfigsCommand,
  ListImagesCommand,
  ListImageVersionsCommand,
  SageMakerClient,
  type ImageVersion as SdkImageVersion,
  UpdateAppImageConfigCommand,
  type UpdateAppImageConfigCommandInput,
  UpdateImageCommand,
} from "@aws-sdk/client-sagemaker";
import type { AppImageConfigs, Images, ImageVersions, SageMakerImages } from "../ports/images.ts";
import { type ServiceResponse, complete, items, malformed } from "./responses.ts";
import type { Call } from "./call.ts";
import type { AwsSession } from "./session.ts";
import { paged } from "./studio/paging.ts";

/** SageMaker images of one Region, with their versions and app image configs, over the SageMaker API. */
export function createSageMakerImages(session: AwsSession): SageMakerImages {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  return { ...createImages(client, call), ...createImageVersions(client, call), ...createAppImageConfigs(client, call) };
}

/** Images over the SageMaker API. */
function createImages(client: SageMakerClient, call: Call): Images {
  return {
    listImages() {
      const description = { operation: "ListImages", action: "list", subject: "images" };
      return paged(
        call,
        "ListImages",
        async (page) => {
          const { Images, ...response } = await call(description, (options) => client.send(new ListImagesCommand(page), options));
          return { ...response, items: items("ListImages", "Images", Images) };
        },
        (image) => complete("ListImages", image, "ImageName", "ImageArn", "ImageStatus", "CreationTime"),
      );
    },

    async describeImage(ImageName) {
      const description = { operation: "DescribeImage", action: "describe", subject: `image ${ImageName}` };
      const response = await call(description, (options) => client.send(new DescribeImageCommand({ ImageName }), options));
      return complete("DescribeImage", response, "ImageName", "ImageArn", "ImageStatus", "CreationTime");
    },

    async createImage({ Tags, ...image }) {
      const description = { operation: "CreateImage", action: "create", subject: `image ${image.ImageName}` };
      const input = { ...image, ...(Tags !== undefined && { Tags: [...Tags] }) };
      const response = await call(description, (options) => client.send(new CreateImageCommand(input), options));
      return complete("CreateImage", response, "ImageArn").ImageArn;
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

/** Versions of images over the SageMaker API. */
function createImageVersions(client: SageMakerClient, call: Call): ImageVersions {
  return {
    listImageVersions(ImageName) {
      const description = { operation: "ListImageVersions", action: "list", subject: `versions of image ${ImageName}` };
      return paged(
        call,
        "ListImageVersions",
        async (page) => {
          const input = { ...page, ImageName, SortBy: "VERSION", SortOrder: "DESCENDING" } as const;
          const { ImageVersions, ...response } = await call(description, (options) =>
            client.send(new ListImageVersionsCommand(input), options),
          );
          return { ...response, items: items("ListImageVersions", "ImageVersions", ImageVersions) };
        },
        (version) => numbered("ListImageVersions", version),
      );
    },

    async describeImageVersion(ImageName, Version) {
      const description = { operation: "DescribeImageVersion", action: "describe", subject: versionSubject(ImageName, Version) };
      const input = { ImageName, ...(typeof Version === "number" ? { Version } : Version !== undefined && { Alias: Version }) };
      const response = await call(description, (options) => client.send(new DescribeImageVersionCommand(input), options));
      return numbered("DescribeImageVersion", response);
    },

    async createImageVersion(version) {
      const description = { operation: "CreateImageVersion", action: "create", subject: `version of image ${version.ImageName}` };
      const response = await call(description, (options) => client.send(new CreateImageVersionCommand(version), options));
      return complete("CreateImageVersion", response, "ImageVersionArn").ImageVersionArn;
    },
  };
}

function versionSubject(imageName: string, version: number | string | undefined): string {
  return version === undefined ? `latest version of image ${imageName}` : `version ${version} of image ${imageName}`;
}

function numbered<T extends Partial<ServiceResponse<SdkImageVersion>>>(operation: string, response: T) {
  const version = complete(operation, response, "ImageArn", "ImageVersionArn", "ImageVersionStatus", "CreationTime");
  const { Version } = response;
  if (typeof Version !== "number") throw malformed(operation, "Version");
  return { ...version, Version };
}

function configSubject(name: string): string {
  return `app image config ${name}`;
}

/** App image configs over the SageMaker API; they are created, changed and deleted immediately (service-facts: States and lifetimes). */
function createAppImageConfigs(client: SageMakerClient, call: Call): AppImageConfigs {
  return {
    listAppImageConfigs() {
      const description = { operation: "ListAppImageConfigs", action: "list", subject: "app image configs" };
      return paged(
        call,
        "ListAppImageConfigs",
        async (page) => {
          const { AppImageConfigs, ...response } = await call(description, (options) =>
            client.send(new ListAppImageConfigsCommand(page), options),
          );
          return { ...response, items: items("ListAppImageConfigs", "AppImageConfigs", AppImageConfigs) };
        },
        (config) => complete("ListAppImageConfigs", config, "AppImageConfigName", "AppImageConfigArn", "CreationTime"),
      );
    },

    async describeAppImageConfig(AppImageConfigName) {
      const description = { operation: "DescribeAppImageConfig", action: "describe", subject: configSubject(AppImageConfigName) };
      const response = await call(description, (options) =>
        client.send(new DescribeAppImageConfigCommand({ AppImageConfigName }), options),
      );
      return complete("DescribeAppImageConfig", response, "AppImageConfigName", "AppImageConfigArn", "CreationTime");
    },

    async createAppImageConfig(config) {
      const description = { operation: "CreateAppImageConfig", action: "create", subject: configSubject(config.AppImageConfigName) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service's form, which the SDK types as mutable
      const input = config as unknown as CreateAppImageConfigCommandInput;
      const response = await call(description, (options) => client.send(new CreateAppImageConfigCommand(input), options));
      return complete("CreateAppImageConfig", response, "AppImageConfigArn").AppImageConfigArn;
    },

    async updateAppImageConfig(config) {
      const description = { operation: "UpdateAppImageConfig", action: "update", subject: configSubject(config.AppImageConfigName) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      const input = config as unknown as UpdateAppImageConfigCommandInput;
      await call(description, (options) => client.send(new UpdateAppImageConfigCommand(input), options));
    },

    async deleteAppImageConfig(AppImageConfigName) {
      const description = { operation: "DeleteAppImageConfig", action: "delete", subject: configSubject(AppImageConfigName) };
      await call(description, (options) => client.send(new DeleteAppImageConfigCommand({ AppImageConfigName }), options));
    },
  };
}

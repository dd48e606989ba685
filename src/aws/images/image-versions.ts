import {
  CreateImageVersionCommand,
  DescribeImageVersionCommand,
  type ImageVersion as SdkImageVersion,
  ListImageVersionsCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { ImageVersions } from "../../ports/images.ts";
import { type Answer, complete, items, malformed } from "../answers.ts";
import type { Call } from "../call.ts";
import { paged } from "../studio/paging.ts";

/** Versions of images over the SageMaker API. */
export function createImageVersions(client: SageMakerClient, call: Call): ImageVersions {
  return {
    listImageVersions(ImageName) {
      const description = { operation: "ListImageVersions", action: "list", subject: `versions of image ${ImageName}` };
      return paged(
        call,
        "ListImageVersions",
        async (page) => {
          const input = { ...page, ImageName, SortBy: "VERSION", SortOrder: "DESCENDING" } as const;
          const { ImageVersions, ...answer } = await call(description, (options) =>
            client.send(new ListImageVersionsCommand(input), options),
          );
          return { ...answer, items: items("ListImageVersions", "ImageVersions", ImageVersions) };
        },
        (version) => numbered("ListImageVersions", version),
      );
    },

    async describeImageVersion(ImageName, Version) {
      const description = { operation: "DescribeImageVersion", action: "describe", subject: subjectOf(ImageName, Version) };
      const input = { ImageName, ...(typeof Version === "number" ? { Version } : Version !== undefined && { Alias: Version }) };
      const answer = await call(description, (options) => client.send(new DescribeImageVersionCommand(input), options));
      return numbered("DescribeImageVersion", answer);
    },

    async createImageVersion(version) {
      const description = { operation: "CreateImageVersion", action: "create", subject: `version of image ${version.ImageName}` };
      const answer = await call(description, (options) => client.send(new CreateImageVersionCommand(version), options));
      return complete("CreateImageVersion", answer, "ImageVersionArn").ImageVersionArn;
    },
  };
}

function subjectOf(imageName: string, version: number | string | undefined): string {
  return version === undefined ? `latest version of image ${imageName}` : `version ${version} of image ${imageName}`;
}

function numbered<T extends Partial<Answer<SdkImageVersion>>>(operation: string, answer: T) {
  const version = complete(operation, answer, "ImageArn", "ImageVersionArn", "ImageVersionStatus", "CreationTime");
  const { Version } = answer;
  if (typeof Version !== "number") throw malformed(operation, "Version");
  return { ...version, Version };
}

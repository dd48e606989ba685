import type { Operation } from "../../operation.ts";
import { batchGetImage } from "./operations/batch-get-image.ts";
import { describeImages } from "./operations/describe-images.ts";
import { describeRepositories } from "./operations/describe-repositories.ts";
import { getDownloadUrlForLayer } from "./operations/get-download-url-for-layer.ts";
import { listImages } from "./operations/list-images.ts";

export const readers: Readonly<Record<string, Operation<unknown>>> = {
  BatchGetImage: batchGetImage,
  DescribeImages: describeImages,
  DescribeRepositories: describeRepositories,
  GetDownloadUrlForLayer: getDownloadUrlForLayer,
  ListImages: listImages,
};

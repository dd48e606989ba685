import { ecrModel } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { batchGetImage, describeImages, listImages } from "./images.ts";
import { getDownloadUrlForLayer } from "./layers.ts";
import { describeRepositories } from "./repositories.ts";

export const ecr: Service = {
  model: ecrModel,
  protocol: jsonProtocol("1.1"),
  prefix: "ecr",
  denied: "AccessDeniedException",
  invalid: "InvalidParameterException",
  throttled: "ThrottlingException",
  readers: {
    BatchGetImage: batchGetImage,
    DescribeImages: describeImages,
    DescribeRepositories: describeRepositories,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    ListImages: listImages,
  },
  writers: {},
};

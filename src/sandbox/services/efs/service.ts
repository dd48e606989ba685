import { efsModel } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { restJsonProtocol } from "../../protocol/rest.ts";
import { describeAccessPoints } from "./access-points.ts";
import { describeFileSystems, listTagsForResource } from "./file-systems.ts";
import { describeMountTargets, describeMountTargetSecurityGroups } from "./mount-targets.ts";

export const efs: Service = {
  model: efsModel,
  protocol: restJsonProtocol,
  prefix: "elasticfilesystem",
  denied: "AccessDeniedException",
  invalid: "BadRequest",
  throttled: "ThrottlingException",
  readers: {
    DescribeAccessPoints: describeAccessPoints,
    DescribeFileSystems: describeFileSystems,
    DescribeMountTargetSecurityGroups: describeMountTargetSecurityGroups,
    DescribeMountTargets: describeMountTargets,
    ListTagsForResource: listTagsForResource,
  },
  writers: {},
};

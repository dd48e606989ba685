import type { Service } from "../../operation.ts";
import { describeAccessPoints } from "./describe-access-points.ts";
import { describeFileSystems } from "./describe-file-systems.ts";
import { describeMountTargetSecurityGroups } from "./describe-mount-target-security-groups.ts";
import { describeMountTargets } from "./describe-mount-targets.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";

export const readers: Service["readers"] = {
  DescribeAccessPoints: describeAccessPoints,
  DescribeFileSystems: describeFileSystems,
  DescribeMountTargetSecurityGroups: describeMountTargetSecurityGroups,
  DescribeMountTargets: describeMountTargets,
  ListTagsForResource: listTagsForResource,
};

import { pageOf } from "../../../paging.ts";
import type { Operation } from "../../../operation.ts";
import { groupArn, groupName, invalidParameter, invalidToken, streamsOf } from "../streams.ts";

interface DescribeLogGroupsInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupClass?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

export const describeLogGroups: Operation<DescribeLogGroupsInput> = (input, context) => {
  const {
    logGroupNamePrefix: prefix = "",
    logGroupNamePattern: pattern = "",
    logGroupClass = "STANDARD",
    nextToken: token,
    limit: size = 50,
  } = input;
  if (prefix !== "" && pattern !== "")
    throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  const streams = streamsOf(context);
  const isThere = streams.length > 0 && logGroupClass === "STANDARD";
  const isWanted = groupName.startsWith(prefix) && groupName.toLowerCase().includes(pattern.toLowerCase());
  const group = {
    logGroupName: groupName,
    creationTime: Math.min(...streams.map(({ createdAt }) => createdAt)),
    metricFilterCount: 0,
    arn: `${groupArn}:*`,
    logGroupArn: groupArn,
    storedBytes: 0,
    logGroupClass: "STANDARD",
  };
  const { items, NextToken: nextToken } = pageOf(isThere && isWanted ? [group] : [], {
    size,
    token,
    query: ["DescribeLogGroups", prefix, pattern],
    invalid: invalidToken,
  });
  return { logGroups: items, nextToken };
};

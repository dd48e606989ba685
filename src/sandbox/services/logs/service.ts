import { logsModel } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { filterLogEvents, getLogEvents } from "./events.ts";
import { describeLogGroups, describeLogStreams } from "./streams.ts";

export const logs: Service = {
  model: logsModel,
  protocol: jsonProtocol("1.1"),
  prefix: "logs",
  denied: "AccessDeniedException",
  invalid: "InvalidParameterException",
  throttled: "ThrottlingException",
  readers: {
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
  },
  writers: {},
};

import { stsModel } from "../../model/model.ts";
import type { Operation, Service } from "../../operation.ts";
import { queryProtocol } from "../../protocol/query.ts";
import { assumeRole } from "./assume-role.ts";

const getCallerIdentity: Operation<object> = (_input, { caller: { userId, account, arn } }) => ({
  UserId: userId,
  Account: account,
  Arn: arn,
});

export const sts: Service = {
  model: stsModel,
  protocol: queryProtocol,
  prefix: "sts",
  denied: "AccessDenied",
  invalid: "ValidationError",
  throttled: "Throttling",
  isGlobal: true,
  ofAllAccounts: true,
  readers: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
  writers: {},
};

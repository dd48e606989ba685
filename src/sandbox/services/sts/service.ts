import { stsModel } from "../../model/model.ts";
import type { Operation, Service } from "../../operation.ts";
import { queryProtocol } from "../../protocol/query.ts";
import { caller, home } from "../../home.ts";

const getCallerIdentity: Operation<object> = () => ({ UserId: "AIDASANDBOXEXAMPLE000", Account: home.account, Arn: caller });

export const sts: Service = {
  model: stsModel,
  protocol: queryProtocol,
  prefix: "sts",
  denied: "AccessDenied",
  invalid: "ValidationError",
  throttled: "Throttling",
  isGlobal: true,
  readers: { GetCallerIdentity: getCallerIdentity },
  writers: {},
};

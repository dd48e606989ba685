import { caller, home } from "../../home.ts";
import type { Operation } from "../../operation.ts";

export const getCallerIdentity: Operation<object> = () => ({ UserId: "AIDASANDBOXEXAMPLE000", Account: home.account, Arn: caller });

import { home } from "../sagemaker/arns.ts";
import type { Operation } from "../sagemaker/context.ts";

/** Who the sandbox takes every caller for. */
export const caller = `arn:aws:iam::${home.account}:user/sandbox`;

export const getCallerIdentity: Operation<object> = () => ({ UserId: "AIDASANDBOXEXAMPLE000", Account: home.account, Arn: caller });

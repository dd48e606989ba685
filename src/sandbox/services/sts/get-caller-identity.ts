import { home } from "../sagemaker/arns.ts";

/** Who the sandbox takes every caller for. */
export function getCallerIdentity(): Readonly<Record<string, string>> {
  return {
    Arn: `arn:aws:iam::${home.account}:user/sandbox`,
    UserId: "AIDASANDBOXEXAMPLE000",
    Account: home.account,
  };
}

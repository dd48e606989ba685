import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Identity } from "../ports/studio.ts";
import { complete } from "./answers.ts";
import type { AwsSession } from "./session.ts";

/** Who the credentials belong to. Rejects with `no-credentials` or `denied`, as every call does. */
export async function callerIdentity(session: AwsSession): Promise<Identity> {
  const client = session.client(STSClient);
  const call = session.call("STS");
  const description = { operation: "GetCallerIdentity", action: "read", subject: "the caller's identity" };
  const answer = await call(description, (options) => client.send(new GetCallerIdentityCommand({}), options));
  const { Account, Arn } = complete("GetCallerIdentity", answer, "Account", "Arn");
  return { Account, Arn };
}

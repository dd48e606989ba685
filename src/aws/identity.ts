import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Identity } from "../ports/studio.ts";
import type { Trace } from "../ports/trace.ts";
import { complete } from "./answers.ts";
import { createCall } from "./call.ts";
import { type ConnectionOptions, clientConfig } from "./connection.ts";
import { serviceClient } from "./service-client.ts";

/** The STS client of one invocation, for a Region that is known already. */
export function stsClient(options: ConnectionOptions, region: string): STSClient {
  return serviceClient(new STSClient(clientConfig({ ...options, region })));
}

/** Who the credentials belong to. Rejects with `no-credentials` or `denied`, as every call does. */
export async function callerIdentity(client: STSClient, region: string, signal: AbortSignal, trace?: Trace): Promise<Identity> {
  const call = createCall({ service: "STS", region, profile: client.config.profile }, signal, trace);
  const description = { operation: "GetCallerIdentity", action: "read", subject: "the caller's identity" };
  const answer = await call(description, (options) => client.send(new GetCallerIdentityCommand({}), options));
  const { Account, Arn } = complete("GetCallerIdentity", answer, "Account", "Arn");
  return { Account, Arn };
}

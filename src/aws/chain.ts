import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { CredentialsKind } from "../core/doctor/credentials.ts";
import type { Chain } from "../ports/access.ts";
import { type ConnectionOptions, clientConfig } from "./connection.ts";
import { translate } from "./call.ts";

/** Uses the marks that the SDK's providers leave on credentials; there may be several, and the first here is the most specific. */
const marks: readonly (readonly [mark: RegExp, kind: CredentialsKind])[] = [
  [/^CREDENTIALS_CODE$/, "sandbox"],
  [/WEB_ID/, "web-identity"],
  [/ASSUME_ROLE/, "assumed-role"],
  [/SSO/, "sso"],
  [/LOGIN/, "login"],
  [/PROCESS/, "process"],
  [/HTTP/, "container"],
  [/ENV_VARS/, "environment"],
  [/PROFILE/, "profile"],
];

/**
 * Where the SDK's chain finds a Region and credentials; they are read to report their source, and never passed on. `checked` rejects if
 * none may be looked up.
 */
export function createChain(options: ConnectionOptions, checked: () => Promise<void> = async () => {}): Chain {
  const client = new SageMakerClient(clientConfig(options));
  const found = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw translate(
        error,
        { operation: "", action: "find", subject: what },
        { service: "SageMaker", region: options.region, profile: options.profile },
      );
    }
  };
  return {
    region: () => found("the Region", () => client.config.region()),
    async credentials() {
      await checked();
      const { $source, expiration } = await found("credentials", async (): Promise<Marked> => await client.config.credentials());
      return { kind: kindOf(Object.keys($source ?? {})), ...(expiration !== undefined && { expiration }) };
    },
  };
}

interface Marked {
  readonly expiration?: Date;
  readonly $source?: object;
}

/** Credentials of an instance have no mark. */
function kindOf(names: readonly string[]): CredentialsKind {
  return marks.find(([mark]) => names.some((name) => mark.test(name)))?.[1] ?? "instance-role";
}

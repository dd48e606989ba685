import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { RemoteSession } from "../../src/ports/remote-sessions.ts";

/** The one domain of the service, whose space `nlp` has a running JupyterLab app. */
export const DomainId = "d-abcdefghijkl";
const SpaceName = "nlp";
const prefix = "arn:aws:sagemaker:us-east-1:123456789012";
export const spaceArn = `${prefix}:space/${DomainId}/${SpaceName}`;

export interface SpaceServiceOptions {
  /** What StartSession gives. */
  readonly session: () => RemoteSession;
  readonly remoteAccess?: () => "ENABLED" | "DISABLED";
  /** Whether the next StartSession fails as it does until a space is registered. */
  readonly fails?: () => boolean;
}

export interface SpaceService {
  readonly endpoint: string;
  readonly requests: { readonly operation: string; readonly body: unknown }[];
  close(): void;
}

/** SageMaker, as far as a session with a space goes. */
export async function spaceService({
  session,
  remoteAccess = () => "ENABLED",
  fails = () => false,
}: SpaceServiceOptions): Promise<SpaceService> {
  const requests: { readonly operation: string; readonly body: unknown }[] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers["x-amz-target"]).replace("SageMaker.", "");
    requests.push({ operation, body: JSON.parse(await text(request)) });
    const failed = operation === "StartSession" && fails();
    response.writeHead(failed ? 500 : 200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(failed ? { __type: "InternalFailure", message: "Internal Failure" } : (answers()[operation] ?? {})));
  }

  function answers(): Readonly<Record<string, object>> {
    const CreationTime = Date.now() / 1000 - 86_400;
    const common = { DomainId, Status: "InService", CreationTime, LastModifiedTime: CreationTime };
    const { SessionId, StreamUrl, TokenValue } = session();
    return {
      DescribeSpace: {
        ...common,
        SpaceName,
        SpaceArn: spaceArn,
        SpaceSettings: { AppType: "JupyterLab", RemoteAccess: remoteAccess() },
        OwnershipSettings: { OwnerUserProfileName: "alice" },
      },
      ListApps: {
        Apps: [{ ...common, SpaceName, AppType: "JupyterLab", AppName: "default", ResourceSpec: { InstanceType: "ml.m5.large" } }],
      },
      DescribeDomain: { ...common, DomainArn: `${prefix}:domain/${DomainId}`, DomainName: "lab", AuthMode: "IAM" },
      StartSession: { SessionId, StreamUrl: StreamUrl.reveal(), TokenValue: TokenValue.reveal() },
    };
  }

  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address === null || typeof address === "string" ? 0 : address.port);
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The environment of a command that calls it. */
export const credentials = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_EC2_METADATA_DISABLED: "true" };

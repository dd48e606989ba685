import { SageMakerClient, StartSessionCommand } from "@aws-sdk/client-sagemaker";
import { SignatureV4 } from "@smithy/signature-v4";
import { isPresigned, streamUrlFault } from "../core/remote/stream-url.ts";
import { Secret } from "../core/secret.ts";
import type { Clock } from "../ports/clock.ts";
import type { RemoteSessions } from "../ports/remote-sessions.ts";
import { complete } from "./responses.ts";
import { translate } from "./call.ts";
import type { AwsSession } from "./session.ts";

/** The service that WebSockets of sessions are signed for (service-facts: Session Manager's data channel). */
const signingName = "ssmmessages";

/** Sessions with spaces over the SageMaker API; address and token are immediately wrapped as secrets. `clock` is the machine's own. */
export function createRemoteSessions(session: AwsSession, clock: Pick<Clock, "now">): RemoteSessions {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  return {
    region: session.region,
    async startSession(spaceArn) {
      const description = { operation: "StartSession", action: "start a session with", subject: spaceOf(spaceArn) };
      const response = await call(description, (options) =>
        client.send(new StartSessionCommand({ ResourceIdentifier: spaceArn }), options),
      );
      const { SessionId, StreamUrl, TokenValue } = complete("StartSession", response, "SessionId", "StreamUrl", "TokenValue");
      const fault = streamUrlFault(StreamUrl);
      if (fault !== undefined) throw fault;
      return {
        SessionId,
        StreamUrl: new Secret(StreamUrl),
        TokenValue: new Secret(TokenValue),
        headers: isPresigned(StreamUrl) ? {} : await signedHeaders(StreamUrl, session, client, clock),
      };
    },
  };
}

/** `space d-1/nlp` of `arn:aws:sagemaker:REGION:ACCOUNT:space/d-1/nlp`. */
function spaceOf(arn: string): string {
  return `space ${arn.slice(arn.indexOf("/") + 1)}`;
}

/** The headers of a signed request for a WebSocket, except for `host`, which the connection adds itself. */
async function signedHeaders(
  address: string,
  session: AwsSession,
  { config }: SageMakerClient,
  clock: Pick<Clock, "now">,
): Promise<Record<string, Secret>> {
  const url = new URL(address);
  const { region } = session;
  const signer = new SignatureV4({ service: signingName, region, credentials: config.credentials, sha256: config.sha256 });
  const request = {
    method: "GET",
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: queryOf(url),
    headers: { host: url.host },
  };
  try {
    const { headers } = await signer.sign(request, { signingDate: new Date(clock.now().getTime() + session.skewMs()) });
    return Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (name.toLowerCase() === "host" ? [] : [[name, new Secret(value)]])),
    );
  } catch (error) {
    throw translate(
      error,
      { operation: "StartSession", action: "sign", subject: "the connection of a session" },
      {
        service: "SageMaker",
        region,
        profile: config.profile,
      },
    );
  }
}

function queryOf({ searchParams }: URL): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
}

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { usageError } from "../core/errors.ts";
import type { AgentsFor } from "../ports/connection.ts";
import type { CredentialProcess } from "./credential-process.ts";

/** How to reach AWS. What is absent comes from the SDK's own chain: environment, shared config, SSO, roles. */
export interface ConnectionOptions {
  readonly profile?: string;
  readonly region?: string;
  /** Instead of the service's own endpoint. */
  readonly endpoint?: string;
  /** The sandbox's origin: no credentials, configuration or endpoint of the user is read then. */
  readonly sandbox?: string;
  /** The credentials that the sandbox accepts. Absent: it accepts any. */
  readonly sandboxCredentials?: SandboxCredentials | undefined;
  /** Instead of the SDK's own chain, or of the sandbox's credentials: those of a role of another account. */
  readonly credentials?: (() => Promise<TemporaryCredentials>) | undefined;
  /** Makes connections in place of the SDK's own agents. */
  readonly agents?: AgentsFor | undefined;
  /** Attempts of a throttled call; absent: enough to succeed eventually. */
  readonly maxAttempts?: number;
  /** Runs a profile's `credential_process`. */
  readonly credentialProcess?: CredentialProcess | undefined;
}

/** Credentials of a session. The SDK asks for them again five minutes before they expire. */
export interface TemporaryCredentials extends SandboxCredentials {
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Missing variants of a service's endpoints. Source: the endpoints that the SDKs share (botocore's endpoints.json). */
export interface EndpointRules {
  /** The service has no dual-stack endpoints: the ordinary one is used instead. */
  readonly ipv4Only?: boolean;
  /** Its ordinary endpoints are its FIPS ones. */
  readonly ordinaryIsFips?: boolean;
  /** It has no FIPS endpoints; the value is its name in the error if only these are allowed. */
  readonly noFips?: string;
}

interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sandboxRegion = "us-east-1";
const anyCredentials: SandboxCredentials = { accessKeyId: "SANDBOX", secretAccessKey: "sandbox" };

/** Enough for a throttled call to succeed eventually. The rate that the service allows is found by `createPace`. */
const retries = { retryMode: "standard", maxAttempts: 10 } as const;

/** The caller limits concurrent calls; a second limit here would only queue them, and the SDK would warn on the console. */
const sockets = { maxSockets: Number.POSITIVE_INFINITY };

const connectionTimeout = 5_000;
/** A control plane call responds within seconds; a longer time, or an equally long pause, means a hanging connection. Milliseconds. */
const requestTimeout = 20_000;

/**
 * The settings of an SDK client, the same for every service except for missing endpoint variants. Sockets stay open between calls (the
 * SDK's default agents). Throws `usage` if the endpoint is not a URL.
 */
export function clientConfig(options: ConnectionOptions, { ipv4Only = false, ordinaryIsFips = false }: EndpointRules = {}) {
  const requestHandler = {
    ...agentsOf(options),
    connectionTimeout,
    requestTimeout,
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
  };
  return {
    ...retries,
    ...(options.maxAttempts !== undefined && { maxAttempts: options.maxAttempts }),
    streamCollector,
    requestHandler,
    credentialDefaultProvider: (input: object = {}) => {
      // The clients of SSO and of its tokens inherit only this from the client that needs credentials.
      const chain = defaultProvider({ ...input, ...(options.agents !== undefined && { clientConfig: { requestHandler } }) });
      return async (...given: Parameters<typeof chain>) => await onlyOf(options.credentialProcess, () => chain(...given));
    },
    ...(options.sandbox === undefined ? userConfig(options) : sandboxConfig(options.sandbox, options)),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
    // CloudTrail records it: a sweep tells its own sign-ins from those of people by it (visits.ts).
    customUserAgent: "studioctl",
    ...(ipv4Only && { useDualstackEndpoint: false }),
    ...(ordinaryIsFips && { useFipsEndpoint: false }),
  };
}

/** After a failed profile process, the SDK's chain would continue with an instance's role: unintended credentials. */
async function onlyOf<T>(supervised: CredentialProcess | undefined, chain: () => Promise<T>): Promise<T> {
  const found = await chain().catch((error: unknown) => {
    throw supervised?.failure() ?? error;
  });
  const failure = supervised?.failure();
  if (failure !== undefined) throw failure;
  return found;
}

function agentsOf({ agents }: ConnectionOptions) {
  if (agents === undefined) return { httpAgent: sockets, httpsAgent: sockets };
  const made = agents(sockets.maxSockets);
  return { httpAgent: made.http, httpsAgent: made.https };
}

/** One pool of connections for the clients of many accounts: they call the same hosts. */
export function sharedAgents(): AgentsFor {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  return () => ({ http, https });
}

/** Reads a whole response. The SDK's own reader first loads Node's web streams, which are not needed (2 ms). */
async function streamCollector(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function userConfig({ profile, region, endpoint }: ConnectionOptions) {
  return {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint: checkedEndpoint(endpoint) }),
  };
}

function checkedEndpoint(endpoint: string): string {
  if (/^https?:\/\/./i.test(endpoint) && URL.canParse(endpoint)) return endpoint;
  throw usageError(`endpoint "${endpoint}" is not a URL`, { fix: "write it as https://HOST or http://HOST:PORT" });
}

/** Sets every value that the SDK would otherwise look up in the user's files. */
function sandboxConfig(endpoint: string, { region = sandboxRegion, sandboxCredentials: credentials = anyCredentials }: ConnectionOptions) {
  return {
    endpoint,
    region,
    credentials,
    defaultsMode: "standard" as const,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    authSchemePreference: [],
    userAgentAppId: "studioctl-sandbox",
  };
}

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
  /** What that sandbox takes signed requests of. Absent: one that takes any. */
  readonly sandboxCredentials?: SandboxCredentials | undefined;
  /** What makes connections, if not the SDK's own agents do. */
  readonly agents?: AgentsFor | undefined;
  /** What runs a profile's `credential_process`. */
  readonly credentialProcess?: CredentialProcess | undefined;
}

/** What the endpoints of a service lack. Source: the endpoints that the SDKs share (botocore's endpoints.json). */
export interface EndpointRules {
  /** The service has no dual-stack endpoints: who wants these gets the ordinary one. */
  readonly ipv4Only?: boolean;
  /** Its ordinary endpoints are its FIPS ones. */
  readonly ordinaryIsFips?: boolean;
  /** It has no FIPS endpoints; the value is its name in the error for who allows no others. */
  readonly noFips?: string;
}

interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sandboxRegion = "us-east-1";
const anyCredentials: SandboxCredentials = { accessKeyId: "SANDBOX", secretAccessKey: "sandbox" };

/** Enough for a throttled call to get through in the end; adaptive mode finds the rate that the service allows. */
const retries = { retryMode: "adaptive", maxAttempts: 10 } as const;

/** Who calls limits the calls in flight; a second limit here would only queue them, with the SDK warning on the console. */
const sockets = { maxSockets: Number.POSITIVE_INFINITY };

const connectionTimeout = 5_000;
/** A control plane call answers within seconds; longer, or a pause as long, is a hanging connection. Milliseconds. */
const requestTimeout = 20_000;

/**
 * The settings of an SDK client, alike for every service except for what its endpoints lack. Sockets stay open between calls (the SDK's
 * default agents). Throws `usage` where the endpoint is not a URL.
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
    streamCollector,
    requestHandler,
    credentialDefaultProvider: (input: object = {}) => {
      // The clients of SSO and of its tokens take nothing from the one that needs credentials but this.
      const chain = defaultProvider({ ...input, ...(options.agents !== undefined && { clientConfig: { requestHandler } }) });
      return async (...given: Parameters<typeof chain>) => await onlyOf(options.credentialProcess, () => chain(...given));
    },
    ...(options.sandbox === undefined ? userConfig(options) : sandboxConfig(options.sandbox, options)),
    ...(ipv4Only && { useDualstackEndpoint: false }),
    ...(ordinaryIsFips && { useFipsEndpoint: false }),
  };
}

/** Where the profile's process failed, the SDK's chain goes on to an instance's role: credentials that nobody meant. */
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

/** Reads a whole answer. The SDK's own reader first loads the web streams of Node, for nothing (2 ms). */
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

/** Every value the SDK would otherwise look up in the user's files is given. */
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

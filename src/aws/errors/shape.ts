/** The members of the SDK's errors, each checked: there are many classes, distinguished only by these members. */
export interface SdkError {
  readonly name: string;
  /** The message in one line. */
  readonly message: string;
  /** Node's code of a failed connection. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Which side the service blames: `client` or `server`. */
  readonly fault: string | undefined;
  /** Whether there was an HTTP response, readable or not. */
  readonly answered: boolean;
  /** Address or host name of a failed connection. */
  readonly peer: string | undefined;
  /** The variable that names the proxy, if the connection to the proxy failed. */
  readonly proxy: string | undefined;
}

export function sdkError(error: unknown): SdkError {
  const outer = record(error);
  // A host with several addresses fails with one error for each; the first one is sufficient.
  const inner = Array.isArray(outer["errors"]) ? record(outer["errors"][0]) : outer;
  const metadata = record(outer["$metadata"]);
  return {
    name: text(outer["name"]) ?? "Error",
    message: (text(outer["message"]) ?? String(error)).replaceAll(/\s+/g, " ").trim(),
    code: text(outer["code"]) ?? text(inner["code"]),
    status: typeof metadata["httpStatusCode"] === "number" ? metadata["httpStatusCode"] : undefined,
    requestId: text(metadata["requestId"]),
    fault: text(outer["$fault"]),
    answered: outer["$response"] !== undefined,
    peer: peerOf(inner),
    proxy: text(outer["proxy"]),
  };
}

function peerOf(error: Partial<Record<string, unknown>>): string | undefined {
  const address = text(error["hostname"]) ?? text(error["address"]);
  const port = error["port"];
  return address !== undefined && typeof port === "number" ? `${address}:${port}` : address;
}

function record(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Which call failed, for messages: `cannot describe app d-1/alice/KernelGateway/x`. */
export interface CallDescription {
  /** The service's name of the call: `DescribeApp`. */
  readonly operation: string;
  /** The verb: `describe`. */
  readonly action: string;
  /** The resource: `app d-1/alice/KernelGateway/x`. */
  readonly subject: string;
}

/** The target and the identity of calls. */
export interface CallSite {
  readonly service: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

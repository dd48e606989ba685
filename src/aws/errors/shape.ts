/** What the SDK's errors carry, each member checked: they come in a dozen classes, told apart by these only. */
export interface SdkError {
  readonly name: string;
  /** The message in one line. */
  readonly message: string;
  /** Node's code of a failed connection. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Whether the service itself said so: `client` or `server`. */
  readonly fault: string | undefined;
  /** Whether there was an HTTP answer at all, readable or not. */
  readonly answered: boolean;
  /** Address or host name of a failed connection. */
  readonly peer: string | undefined;
  /** The variable that names the proxy, where the way to it failed. */
  readonly proxy: string | undefined;
}

export function sdkError(error: unknown): SdkError {
  const outer = record(error);
  // A host with several addresses fails with one error each, of which the first tells enough.
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
  /** What it does, as a verb: `describe`. */
  readonly action: string;
  /** What it does it to: `app d-1/alice/KernelGateway/x`. */
  readonly subject: string;
}

/** Where calls go and as whom. */
export interface CallSite {
  readonly service: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

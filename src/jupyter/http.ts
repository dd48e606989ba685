import { codeOf } from "../core/errors.ts";
import http from "node:http";
import https from "node:https";
import type { AgentsFor } from "../ports/connection.ts";
import { maxInterim, observationLimits, type ResponseLimits } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** A reading makes four requests side by side. */
const maxSockets = 4;

/** The beginning of a response. */
export interface Head {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}

export interface HttpResponse extends Head {
  readonly text: string;
}

/** A response whose body is read as it arrives. */
export interface Streamed extends Head {
  /** Of any size. Rejects with Unreadable, or with the signal's reason; a reader that leaves it ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A request to an address: by default a GET without a body. */
export interface Outgoing {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
  /** A request that must not be repeated is not sent twice. */
  readonly once?: boolean | undefined;
}

export interface Http {
  /** One request, redirects not followed. Rejects with Unreadable, or with the signal's reason. */
  send(url: URL, outgoing: Outgoing, signal: AbortSignal): Promise<HttpResponse>;
  /** The same, resolved at the beginning of the response. */
  stream(url: URL, outgoing: Outgoing, signal: AbortSignal): Promise<Streamed>;
  /** The agent that connects to an address: for a connection that does not end with a response. */
  agentFor(url: URL): http.Agent;
  /** Closes the connections kept open. */
  close(): void;
}

/**
 * Connections for one observation of one server, or for one session of work: nothing that another server sends or leaves open
 * concerns it. `agents` makes them, if not Node's own do.
 */
export function createHttp(agents: AgentsFor = ownAgents, limits: ResponseLimits = observationLimits): Http {
  const { http: plain, https: tls } = agents(maxSockets);
  const all: Received = { bytes: 0, pieces: 0, limits };
  const received = (): Received => (limits.each ? { bytes: 0, pieces: 0, limits } : all);

  function begin(url: URL, { method = "GET", headers, body }: Outgoing, signal: AbortSignal): http.ClientRequest {
    // Node names no length for a DELETE of its own accord, and the body would be taken for another request.
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const options = { method, headers: { "User-Agent": "studioctl", ...headers, ...length }, signal };
    const request =
      url.protocol === "https:" ? https.request(url, { ...options, agent: tls }) : http.request(url, { ...options, agent: plain });
    return request.end(body);
  }

  async function sending<T>(
    url: URL,
    outgoing: Outgoing,
    signal: AbortSignal,
    read: (request: http.ClientRequest) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const request = begin(url, outgoing, signal);
    try {
      return await read(request);
    } catch (error) {
      // A kept connection that the server closes while we write: the request was never read, as a rule.
      const again = outgoing.method !== "POST" && outgoing.method !== "PATCH" && outgoing.once !== true;
      if (again && request.reusedSocket && codeOf(error) === "ECONNRESET" && !signal.aborted) {
        return await read(begin(url, outgoing, signal)).catch((second: unknown) => fail(second, signal));
      }
      return fail(error, signal);
    }
  }

  return {
    send: (url, outgoing, signal) => sending(url, outgoing, signal, (request) => answerTo(request, collecting(received()))),
    stream: (url, outgoing, signal) => sending(url, outgoing, signal, (request) => answerTo(request, streaming(signal))),
    agentFor: (url) => (/^(https|wss):$/.test(url.protocol) ? tls : plain),
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

const ownAgents: AgentsFor = (sockets) => ({
  http: new http.Agent({ keepAlive: true, maxSockets: sockets }),
  https: new https.Agent({ keepAlive: true, maxSockets: sockets }),
});

/** What has been received so far, of what may be. */
interface Received {
  bytes: number;
  pieces: number;
  readonly limits: ResponseLimits;
}

/** Converts a response for its reader. */
type ReadResponse<T> = (response: http.IncomingMessage, resolve: (value: T) => void, reject: (why: unknown) => void) => void;

/** Settles whatever the server does, except for doing nothing, which the request's signal ends. */
async function answerTo<T>(request: http.ClientRequest, read: ReadResponse<T>): Promise<T> {
  try {
    return await new Promise<T>((resolve, reject) => {
      let interim = 0;
      request.on("information", () => {
        interim += 1;
        if (interim > maxInterim) reject(new Unreadable("the server sends interim responses (1xx) without end"));
      });
      request.on("upgrade", (_response, socket) => {
        // It no longer belongs to an agent, so nothing else closes it.
        socket.destroy();
        reject(new Unreadable("the server answered 101 Switching Protocols"));
      });
      const dropped = (): void => reject(new Unreadable("the server dropped the connection"));
      request.on("response", (response) => {
        request.off("close", dropped);
        read(response, resolve, reject);
        response.on("close", dropped);
      });
      // Stays on: an aborted request emits once more after its response has begun.
      request.on("error", reject);
      request.on("close", dropped);
    });
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function refuseCompressed({ headers }: http.IncomingMessage): void {
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    throw new Unreadable("the server sent a compressed response, which was not requested");
  }
}

function streaming(signal: AbortSignal): ReadResponse<Streamed> {
  return (response, resolve, reject) => {
    try {
      refuseCompressed(response);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: pieces(response, signal) });
    } catch (error) {
      reject(error);
    }
  };
}

async function* pieces(response: http.IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response as AsyncIterable<Buffer>) yield piece;
  } catch (error) {
    fail(error, signal);
  }
}

const collecting =
  (received: Received): ReadResponse<HttpResponse> =>
  (response, resolve, reject) =>
    collect(response, received, resolve, reject);

function collect(
  response: http.IncomingMessage,
  received: Received,
  resolve: (response: HttpResponse) => void,
  reject: (why: unknown) => void,
): void {
  try {
    refuseCompressed(response);
  } catch (error) {
    reject(error);
  }
  // One buffer that grows: a body may come in pieces of one byte.
  let body = Buffer.alloc(0);
  let length = 0;
  response.on("data", (piece: Buffer) => {
    received.bytes += piece.length;
    received.pieces += 1;
    const excess = excessOf(received);
    if (excess !== undefined) {
      reject(new Unreadable(excess));
      return;
    }
    if (length + piece.length > body.length) body = Buffer.concat([body.subarray(0, length)], 2 * (length + piece.length));
    piece.copy(body, length);
    length += piece.length;
  });
  response.on("end", () =>
    resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body.toString("utf8", 0, length) }),
  );
  response.on("error", reject);
}

function excessOf({ bytes, pieces, limits }: Received): string | undefined {
  if (bytes > limits.bytes) return `the server sent more than ${limits.bytes / 1024 / 1024} MB`;
  return pieces > limits.pieces ? `the server sent its answers in more than ${limits.pieces} pieces` : undefined;
}

/** Node's own messages contain hosts and addresses, so only the code is used. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the server refuses connections",
  ECONNRESET: "the server dropped the connection",
  ENOTFOUND: "the server's host name is not known",
  EAI_AGAIN: "the server's host name could not be looked up",
  ETIMEDOUT: "the connection timed out",
  HPE_HEADER_OVERFLOW: "the server sent headers that are too long",
};

function fail(error: unknown, signal: AbortSignal): never {
  signal.throwIfAborted();
  if (error instanceof Unreadable) throw error;
  const code = codeOf(error);
  throw new Unreadable(
    meanings[code] ?? (code.startsWith("HPE_") ? `the server sent malformed HTTP (${code})` : `the connection failed (${code})`),
  );
}

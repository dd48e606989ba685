import http from "node:http";
import https from "node:https";
import type { AgentsFor } from "../ports/agents.ts";
import { maxBytes, maxInterim, maxPieces } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** A reading makes four requests side by side. */
const maxSockets = 4;

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Http {
  /** One GET, redirects not followed. Rejects with Unreadable, or with the signal's reason. */
  get(url: URL, headers: http.OutgoingHttpHeaders, signal: AbortSignal): Promise<Answer>;
  /** Closes the connections kept open. */
  close(): void;
}

/**
 * Connections for one observation of one server: nothing that another server sends or leaves open concerns it. `agents` makes
 * them, where not Node's own do.
 */
export function createHttp(agents: AgentsFor = ownAgents): Http {
  const { http: plain, https: tls } = agents(maxSockets);
  const received: Received = { bytes: 0, pieces: 0 };

  function send(url: URL, headers: http.OutgoingHttpHeaders, signal: AbortSignal): http.ClientRequest {
    const options = { headers: { "User-Agent": "studioctl", ...headers }, signal };
    return url.protocol === "https:" ? https.get(url, { ...options, agent: tls }) : http.get(url, { ...options, agent: plain });
  }

  return {
    async get(url, headers, signal) {
      signal.throwIfAborted();
      const request = send(url, headers, signal);
      try {
        return await answerTo(request, received);
      } catch (error) {
        // A kept connection that the server closes while we write: the request was never read.
        if (request.reusedSocket && codeOf(error) === "ECONNRESET" && !signal.aborted) {
          return await answerTo(send(url, headers, signal), received).catch((again: unknown) => fail(again, signal));
        }
        return fail(error, signal);
      }
    },
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

/** What an observation has received so far. */
interface Received {
  bytes: number;
  pieces: number;
}

/** Settles whatever the server does, but for doing nothing, which the request's signal ends. */
async function answerTo(request: http.ClientRequest, received: Received): Promise<Answer> {
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let interim = 0;
      request.on("information", () => {
        interim += 1;
        if (interim > maxInterim) reject(new Unreadable("the server sends interim responses (1xx) without end"));
      });
      request.on("upgrade", (_response, socket) => {
        // It belongs to no agent from here on, so nobody else closes it.
        socket.destroy();
        reject(new Unreadable("the server answered 101 Switching Protocols"));
      });
      const dropped = (): void => reject(new Unreadable("the server dropped the connection"));
      request.on("response", (response) => {
        request.off("close", dropped);
        collect(response, received, resolve, reject);
        response.on("close", dropped);
      });
      // Stays on: an aborted request emits once more after its answer has begun.
      request.on("error", reject);
      request.on("close", dropped);
    });
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function collect(
  response: http.IncomingMessage,
  received: Received,
  resolve: (answer: Answer) => void,
  reject: (why: unknown) => void,
): void {
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") reject(new Unreadable("the server sent a compressed answer, which nobody asked for"));
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

function excessOf({ bytes, pieces }: Received): string | undefined {
  if (bytes > maxBytes) return `the server sent more than ${maxBytes / 1024 / 1024} MB`;
  return pieces > maxPieces ? `the server sent its answers in more than ${maxPieces} pieces` : undefined;
}

/** Node's own messages name hosts and addresses, so only the code is told. */
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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}

import http from "node:http";
import https from "node:https";
import { Unreadable } from "./unreadable.ts";

/** Far more than a server with hundreds of kernels sends. */
const maxBodyBytes = 8 * 1024 * 1024;

/** Sockets to one host: a sweep reads some servers at a time, three requests each. */
const maxSockets = 32;

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

export function createHttp(): Http {
  const plain = new http.Agent({ keepAlive: true, maxSockets });
  const tls = new https.Agent({ keepAlive: true, maxSockets });

  function send(url: URL, headers: http.OutgoingHttpHeaders, signal: AbortSignal): http.ClientRequest {
    const options = { headers: { "User-Agent": "studioctl", ...headers }, signal };
    return url.protocol === "https:"
      ? https.get(url, { ...options, agent: tls })
      : http.get(url, { ...options, agent: plain });
  }

  return {
    async get(url, headers, signal) {
      signal.throwIfAborted();
      const request = send(url, headers, signal);
      try {
        return await answerTo(request);
      } catch (error) {
        // A kept connection that the server closes while we write: the request was never read.
        if (request.reusedSocket && codeOf(error) === "ECONNRESET" && !signal.aborted) {
          return await answerTo(send(url, headers, signal)).catch((again: unknown) => fail(again, signal));
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

async function answerTo(request: http.ClientRequest): Promise<Answer> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    // Stays on: an aborted request emits once more after its answer has begun.
    request.on("error", reject);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Unreadable(`the server sent more than ${maxBodyBytes / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString("utf8") };
}

/** Node's own messages name hosts and addresses, so only the code is told. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the server refuses connections",
  ECONNRESET: "the server dropped the connection",
  ENOTFOUND: "the server's host name is not known",
  EAI_AGAIN: "the server's host name could not be looked up",
  ETIMEDOUT: "the connection timed out",
};

function fail(error: unknown, signal: AbortSignal): never {
  signal.throwIfAborted();
  if (error instanceof Unreadable) throw error;
  const code = codeOf(error);
  throw new Unreadable(meanings[code] ?? `the connection failed (${code})`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}

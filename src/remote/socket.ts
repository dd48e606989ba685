import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { connectionFailures, unreachable } from "../core/connection/failures.ts";
import { answerPings } from "../core/connection/pings.ts";
import { StudioctlError } from "../core/errors.ts";
import type { AgentsFor } from "../ports/connection.ts";
import type { Clock } from "../ports/clock.ts";
import type { RemoteSession } from "../ports/remote-sessions.ts";

/** Far more than any message of the protocol, in bytes. */
const largestMessage = 1024 * 1024;
/** Bytes that wait for the network, beyond which no more data is sent. */
const congestedBytes = 256 * 1024;
/** How long the connection may take, and how long the other side may take to close it, in milliseconds. */
const connectMs = 20_000;
const closeMs = 1_000;

/** How the other side ended the connection; no code where it was cut. */
export interface Ending {
  readonly code: number | undefined;
  readonly reason: string;
}

export interface SocketEvents {
  readonly message: (bytes: Uint8Array) => void;
  /** Called for any frame of the other side that is not a message. */
  readonly pong: () => void;
  /** Data may be sent again. */
  readonly drained: () => void;
  readonly closed: (ending: Ending) => void;
}

/** One WebSocket, as the channel uses it. */
export interface Socket {
  send(data: Uint8Array | string): void;
  ping(): void;
  /** Bytes that wait for the network. */
  readonly waitingBytes: number;
  readonly isCongested: boolean;
  pause(): void;
  resume(): void;
  /** Closes it in order, or after a second without it. */
  close(): Promise<void>;
}

export interface SocketOptions {
  readonly agents: AgentsFor | undefined;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
}

/**
 * Opens the WebSocket of a session. Rejects with `unavailable` where there is no connection, with `denied` where the service does
 * not accept it, and with the signal's reason. No error holds the address.
 */
export async function openSocket(
  { StreamUrl, headers }: Pick<RemoteSession, "StreamUrl" | "headers">,
  events: SocketEvents,
  { agents, clock, signal }: SocketOptions,
): Promise<Socket> {
  signal.throwIfAborted();
  const address = StreamUrl.reveal();
  const made = agents?.(1);
  const socket = new WebSocket(address, {
    headers: { "User-Agent": "studioctl", ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])) },
    perMessageDeflate: false,
    maxPayload: largestMessage,
    autoPong: false,
    agent: address.startsWith("wss:") ? made?.https : made?.http,
  });
  socket.on("message", (data) => events.message(asBytes(data)));
  socket.on("pong", events.pong);
  answerPings(socket);
  socket.once("open", () => {
    // A protocol error or a reset; `close` follows.
    socket.on("error", () => {});
    socket.on("close", (code, reason) => events.closed({ code: code === cut ? undefined : code, reason: reason.toString("utf8") }));
  });
  await opened(socket, clock, signal);
  return overSocket(socket, events, clock);
}

/** What `ws` gives for a connection that ended without a closing frame (RFC 6455, 7.4.1). */
const cut = 1006;

function overSocket(socket: WebSocket, events: SocketEvents, clock: Pick<Clock, "sleep">): Socket {
  let wasCongested = false;
  const sent = (): void => {
    if (!wasCongested || socket.bufferedAmount > congestedBytes) return;
    wasCongested = false;
    events.drained();
  };
  return {
    send(data) {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(data, { binary: typeof data !== "string" }, sent);
      if (socket.bufferedAmount > congestedBytes) wasCongested = true;
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping("keepalive");
    },
    get waitingBytes() {
      return socket.bufferedAmount;
    },
    get isCongested() {
      return wasCongested;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
      // A closing frame is not read while the socket is paused.
      socket.resume();
      socket.close(1000);
      const late = new AbortController();
      await Promise.race([closed, clock.sleep(closeMs, late.signal).catch(() => {})]);
      late.abort();
      socket.terminate();
    },
  };
}

async function opened(socket: WebSocket, clock: Pick<Clock, "sleep">, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const abort = (): void => done.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([
      new Promise<void>((resolve, reject) => {
        socket.once("open", () => resolve());
        socket.once("error", (error) => reject(connectionFailure(error)));
        socket.once("unexpected-response", (request, response: IncomingMessage) => {
          request.destroy();
          reject(refusal(response.statusCode ?? 0));
        });
      }),
      clock.sleep(connectMs, done.signal).then(
        () => Promise.reject(connectionFailure({ code: "ETIMEDOUT" })),
        // Ends the race only if it was the user who did not wait.
        () => (signal.aborted ? Promise.reject(signal.reason) : new Promise<void>(() => {})),
      ),
    ]);
  } catch (error) {
    socket.on("error", () => {});
    socket.terminate();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    done.abort();
  }
}

/** Node's own message may hold the address: only the code is shown. */
function connectionFailure(error: unknown): StudioctlError {
  const code = error instanceof Object && "code" in error && typeof error.code === "string" ? error.code : "no code";
  const proxy = error instanceof Object && "proxy" in error && typeof error.proxy === "string" ? ` (the proxy of ${error.proxy})` : "";
  const [what, fix] = connectionFailures.get(code) ?? [`the connection failed (${code})`, unreachable];
  return new StudioctlError("unavailable", "cannot reach Session Manager", { why: `${what}${proxy}`, fix });
}

function refusal(status: number): StudioctlError {
  const why = `it answered with HTTP status ${status}`;
  if (status === 401 || status === 403) {
    return new StudioctlError("denied", "Session Manager does not accept the connection", {
      why: `${why}: the session's token or the signature is not valid any more`,
      fix: "connect again; check this machine's clock with: studioctl doctor",
    });
  }
  return new StudioctlError("unavailable", "Session Manager does not accept the connection", { why, fix: unreachable });
}

function asBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

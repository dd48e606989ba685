import type http from "node:http";
import { WebSocket } from "ws";
import { answerPings } from "../core/connection/pings.ts";
import { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { JupyterSocket } from "../ports/jupyter.ts";
import type { Head } from "./http.ts";
import { maxMessageBytes } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** The address, headers and abort signal of a WebSocket. */
export interface SocketTarget {
  readonly url: URL;
  readonly cookie: string;
  readonly agent: http.Agent;
  readonly ends: AbortSignal;
}

/** A connection on which nothing arrives for so long, not even the response to a ping, is lost. */
const pingMilliseconds = 20_000;

const closeMilliseconds = 2_000;

/** Messages that wait for their reader, and their bytes, before the server has to wait. */
const maxWaiting = 64;
const maxWaitingBytes = 1024 * 1024;

/**
 * Opens a WebSocket as a browser does: with the cookies, and an Origin. Resolves with the response instead where the server answers
 * with another status than 101. Rejects with Unreadable, or with the signal's reason; `signal` bounds the opening alone.
 */
export async function openSocket(
  { url, cookie, agent, ends }: SocketTarget,
  clock: Pick<Clock, "sleep">,
  signal: AbortSignal,
): Promise<JupyterSocket | Head> {
  signal.throwIfAborted();
  const address = new URL(url);
  address.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address, {
    agent,
    headers: { Cookie: cookie, "User-Agent": "studioctl" },
    origin: url.origin,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    autoPong: false,
    followRedirects: false,
  });
  const connected = new Connected(socket, clock, ends);
  return await new Promise((resolve, reject) => {
    const give = (why: unknown): void => {
      reject(why);
      socket.terminate();
    };
    const late = (): void => give(signal.reason);
    signal.addEventListener("abort", late, { once: true });
    socket.once("open", () => {
      signal.removeEventListener("abort", late);
      connected.watch();
      resolve(connected);
    });
    socket.once("unexpected-response", (request, response) => {
      signal.removeEventListener("abort", late);
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      response.resume();
      request.destroy();
    });
    // Stays on: an aborted handshake emits once more.
    socket.on("error", () => give(new Unreadable("the WebSocket could not be opened")));
  });
}

/** Messages wait in a queue of a certain length; then the connection is paused, so that the server feels it. */
class Connected implements JupyterSocket {
  readonly #waiting: string[] = [];
  #waitingLength = 0;
  #ended: "in order" | "lost" | undefined;
  #wake: (() => void) | undefined;
  #alive = true;
  readonly #over = new AbortController();

  constructor(
    private readonly socket: WebSocket,
    private readonly clock: Pick<Clock, "sleep">,
    ends: AbortSignal,
  ) {
    const stop = (): void => this.close();
    ends.addEventListener("abort", stop, { once: true });
    socket.on("message", (data: Buffer) => {
      this.#alive = true;
      const text = data.toString("utf8");
      this.#waiting.push(text);
      this.#waitingLength += text.length;
      if (this.#waiting.length >= maxWaiting || this.#waitingLength >= maxWaitingBytes) socket.pause();
      this.#wake?.();
    });
    for (const event of ["pong", "ping"] as const) socket.on(event, () => (this.#alive = true));
    answerPings(socket);
    socket.on("close", (code) => {
      ends.removeEventListener("abort", stop);
      // 1006 is no code that is sent: the connection ended without one (RFC 6455, 7.4.1). A server that goes away may come back.
      this.#end(code === 1006 || code === 1001 || code === 1012 ? "lost" : "in order");
    });
  }

  /** Sends pings at intervals. */
  watch(): void {
    void this.#ping().catch(() => {});
  }

  async #ping(): Promise<void> {
    for (;;) {
      await this.clock.sleep(pingMilliseconds, this.#over.signal);
      // While it is paused nothing can arrive.
      if (!this.#alive && !this.socket.isPaused) return this.socket.terminate();
      this.#alive = false;
      this.socket.ping();
    }
  }

  #end(how: "in order" | "lost"): void {
    this.#ended ??= how;
    this.#over.abort();
    this.#wake?.();
  }

  send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined || this.socket.readyState !== WebSocket.OPEN) return reject(lost());
      this.socket.send(text, (error) => {
        if (error) reject(lost());
        else resolve();
      });
    });
  }

  get messages(): AsyncIterable<string> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<string> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          this.#waitingLength -= next.length;
          yield next;
          if (this.socket.isPaused && this.#waiting.length < maxWaiting / 2 && this.#waitingLength < maxWaitingBytes) this.socket.resume();
        } else if (this.#ended !== undefined) {
          if (this.#ended === "lost") throw lost();
          return;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#end("in order");
    this.socket.close();
    // A server need not answer the close.
    void this.clock.sleep(closeMilliseconds).then(() => this.socket.terminate());
  }
}

function lost(): StudioctlError {
  return new StudioctlError("unavailable", "the connection to the server was lost");
}

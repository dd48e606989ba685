import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingHttpHeaders, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import {
  type ChannelMessage,
  acknowledgedSequenceNumber,
  acknowledgement,
  decodeMessage,
  encodeMessage,
  jsonPayload,
  messageTypes,
  payloadTypes,
} from "../../src/core/remote/message.ts";
import { isRecord } from "../../src/core/collections.ts";
import { Secret } from "../../src/core/secret.ts";
import type { RemoteSession } from "../../src/ports/remote-sessions.ts";

const sha256 = (payload: Uint8Array): Buffer => createHash("sha256").update(payload).digest();

/** What happens to a message on its way, in either direction. */
export type Fate = "arrives" | "lost" | "twice" | "late";

export interface FarEndOptions {
  /** Asked for each message of the stream and each acknowledgement; all arrive, if absent. */
  readonly fate?: (direction: "in" | "out", message: ChannelMessage) => Fate;
  /** What the handshake asks for; a port session, if absent. */
  readonly actions?: readonly object[];
  /** Whether the handshake is carried on with after the client's answer. */
  readonly completes?: boolean;
  /** Whether it sends a handshake request at all. */
  readonly greets?: boolean;
  /** Sends back what it receives. */
  readonly echoes?: boolean;
  /** Gets what it receives, which then is not kept. */
  readonly takes?: (bytes: Buffer) => void;
  /** Speaks TLS, with this key and certificate, in PEM, at an address of this machine that goes through proxies: 0.0.0.0. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Accepts no upgrade, with this status. */
  readonly refusesWith?: number;
}

const portSession = { ActionType: "SessionType", ActionParameters: { SessionType: "Port", Properties: { portNumber: "22" } } };
export const token = "token-of-the-session";

/**
 * The other side of a data channel for tests: the service and the agent in one. It does what amazon-ssm-agent does (datachannel.go),
 * with two differences that make it stricter: it never takes a message twice and counts those that come again, and it sends
 * again only at `tick`.
 */
export class FarEnd {
  /** What the client sent: payloads of the stream in order. */
  readonly received: Buffer[] = [];
  readonly flags: number[] = [];
  readonly responses: unknown[] = [];
  readonly texts: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly closings: number[] = [];
  pings = 0;
  /** Messages of the stream that came, each time. */
  arrivals: number[] = [];
  /** Largest payload of the stream, in bytes. */
  largest = 0;
  acknowledgements = 0;
  acknowledges = true;
  readonly #listener: Server;
  readonly #server: WebSocketServer;
  readonly #options: FarEndOptions;
  #socket: WebSocket | undefined;
  #next = 0;
  #expected = 0;
  readonly #early = new Map<number, ChannelMessage>();
  readonly #unacknowledged = new Map<number, ChannelMessage>();
  #late: (() => void)[] = [];
  #changed: (() => void)[] = [];

  static async open(options: FarEndOptions = {}): Promise<FarEnd> {
    const { tls } = options;
    const listener = tls === undefined ? createServer() : createTlsServer(tls);
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const server = new WebSocketServer({
      server: listener,
      perMessageDeflate: false,
      ...(options.refusesWith !== undefined && {
        verifyClient: (_info: unknown, done: (accepts: boolean, status?: number) => void) => done(false, options.refusesWith),
      }),
    });
    return new FarEnd(listener, server, options);
  }

  private constructor(listener: Server, server: WebSocketServer, options: FarEndOptions) {
    this.#listener = listener;
    this.#server = server;
    this.#options = options;
    server.on("connection", (socket, request) => {
      this.headers.push(request.headers);
      this.#socket = socket;
      socket.on("message", (data: Buffer, isBinary) => {
        if (isBinary) this.#arrive(decodeMessage(data, sha256));
        else this.#begin(data.toString());
        this.#notify();
      });
      socket.on("ping", () => {
        this.pings += 1;
        this.#notify();
      });
      socket.on("close", (code) => {
        this.closings.push(code);
        this.#notify();
      });
      socket.on("error", () => {});
    });
  }

  /** What StartSession would give for it. */
  get session(): RemoteSession {
    const address = this.#listener.address();
    if (address === null || typeof address === "string") throw new Error("the server does not listen");
    const { port } = address;
    return {
      SessionId: "session-1",
      StreamUrl: new Secret(
        `${this.#options.tls === undefined ? "ws://127.0.0.1" : "wss://0.0.0.0"}:${port}/v1/data-channel/session-1?role=publish_subscribe&X-Amz-Signature=s3cret`,
      ),
      TokenValue: new Secret(token),
      headers: {},
    };
  }

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  /** Bytes of the stream that wait for the network on this side. */
  get waiting(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  get unacknowledged(): number {
    return this.#unacknowledged.size;
  }

  /** Resolves when it is so, looked at after each event. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => void this.#changed.push(resolve));
  }

  /** Resolves when all that was sent before has arrived, in both directions: a WebSocket keeps the order, pings included. */
  async roundTrip(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== socket.OPEN) return await new Promise<void>((resolve) => void setImmediate(resolve));
    const done = new AbortController();
    const answered = Promise.race([once(socket, "pong", { signal: done.signal }), once(socket, "close", { signal: done.signal })]);
    socket.ping();
    await answered.catch(() => {});
    done.abort();
  }

  /** Sends again what was not acknowledged, and lets arrive what was late. */
  tick(): void {
    for (const arrive of this.#late.splice(0)) arrive();
    for (const message of [...this.#unacknowledged.values()].slice(0, 200)) this.#transmit(message);
  }

  send(bytes: Uint8Array, payloadType: number = payloadTypes.output): void {
    if (bytes.length === 0) return;
    for (let start = 0; start < bytes.length; start += 1024) this.#stream(payloadType, bytes.subarray(start, start + 1024));
  }

  sendJson(payloadType: number, content: object): void {
    this.#stream(payloadType, Buffer.from(JSON.stringify(content)));
  }

  sendFlag(value: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(value);
    this.#stream(payloadTypes.flag, payload);
  }

  /** A message that belongs to no stream: `pause_publication`, `channel_closed`. */
  control(type: string, content: object = {}): void {
    this.raw(encodeMessage({ ...this.#message(type, 0), payload: Buffer.from(JSON.stringify(content)) }, sha256));
  }

  raw(bytes: Uint8Array | string): void {
    this.#socket?.send(bytes);
  }

  ping(): void {
    this.#socket?.ping();
  }

  closeWith(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Reads nothing any more, so that what is sent to it waits. */
  stopReading(): void {
    this.#socket?.pause();
  }

  resumeReading(): void {
    this.#socket?.resume();
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #begin(text: string): void {
    this.texts.push(text);
    const opening: unknown = JSON.parse(text);
    if (!isRecord(opening) || opening["TokenValue"] !== token) return this.closeWith(1008, "the token is not valid");
    if (this.#options.greets === false) return;
    const RequestedClientActions = this.#options.actions ?? [portSession];
    this.sendJson(payloadTypes.handshakeRequest, { AgentVersion: "3.3.0.0", RequestedClientActions });
  }

  #arrive(message: ChannelMessage): void {
    const fate = this.#options.fate?.("in", message) ?? "arrives";
    if (fate === "lost") return;
    if (fate === "late") return void this.#late.push(() => this.#take(message));
    this.#take(message);
    if (fate === "twice") this.#take(message);
  }

  #take(message: ChannelMessage): void {
    if (message.type === messageTypes.acknowledge) {
      this.acknowledgements += 1;
      this.#unacknowledged.delete(acknowledgedSequenceNumber(message));
      return;
    }
    this.arrivals.push(message.sequenceNumber);
    this.largest = Math.max(this.largest, message.payload.length);
    if (this.acknowledges) this.#acknowledge(message);
    if (message.sequenceNumber < this.#expected || this.#early.has(message.sequenceNumber)) return;
    this.#early.set(message.sequenceNumber, { ...message, payload: Buffer.from(message.payload) });
    for (let next = this.#early.get(this.#expected); next !== undefined; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#expected += 1;
      this.#process(next);
    }
  }

  #process(message: ChannelMessage): void {
    if (message.payloadType === payloadTypes.handshakeResponse) {
      this.responses.push(jsonPayload(message));
      if (this.#options.completes !== false) {
        this.sendJson(payloadTypes.handshakeComplete, { HandshakeTimeToComplete: 1_000_000, CustomerMessage: "" });
      }
    } else if (message.payloadType === payloadTypes.flag) {
      this.flags.push(Buffer.from(message.payload).readUInt32BE());
    } else if (this.#options.takes !== undefined) {
      this.#options.takes(Buffer.from(message.payload));
    } else {
      this.received.push(Buffer.from(message.payload));
      if (this.#options.echoes === true) this.send(message.payload);
    }
  }

  #acknowledge(message: ChannelMessage): void {
    this.#pass(acknowledgement(message, { id: randomUUID(), createdMs: 1 }));
  }

  #stream(payloadType: number, payload: Uint8Array): void {
    const message = { ...this.#message(messageTypes.output, this.#next), payloadType, payload: Buffer.from(payload) };
    this.#next += 1;
    this.#unacknowledged.set(message.sequenceNumber, message);
    this.#transmit(message);
  }

  #transmit(message: ChannelMessage): void {
    this.#pass(message);
  }

  #pass(message: ChannelMessage): void {
    const fate = this.#options.fate?.("out", message) ?? "arrives";
    if (fate === "lost") return;
    const bytes = encodeMessage(message, sha256);
    if (fate === "late") return void this.#late.push(() => this.raw(bytes));
    this.raw(bytes);
    if (fate === "twice") this.raw(bytes);
  }

  #message(type: string, sequenceNumber: number): ChannelMessage {
    const flags = sequenceNumber === 0 ? 1 : 0;
    return { type, createdMs: 1, sequenceNumber, flags, id: randomUUID(), payloadType: 0, payload: Buffer.alloc(0) };
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

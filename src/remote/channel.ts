import { randomUUID } from "node:crypto";
import { StudioctlError, isError } from "../core/errors.ts";
import { isRecord } from "../core/collections.ts";
import { InOrder } from "../core/remote/in-order.ts";
import {
  type ChannelMessage,
  acknowledgedSequenceNumber,
  acknowledgement,
  channelFlags,
  decodeMessage,
  encodeMessage,
  jsonPayload,
  messageTypes,
  payloadTypes,
} from "../core/remote/message.ts";
import type { AgentsFor } from "../ports/connection.ts";
import type { Clock } from "../ports/clock.ts";
import type { RemoteChannel, RemoteSession } from "../ports/remote-sessions.ts";
import { answerHandshake, clientVersion, encryptionRefused } from "./handshake.ts";
import { Outgoing } from "./outgoing.ts";
import { Received } from "./received.ts";
import { sha256 } from "./sha256.ts";
import { type Ending, type Socket, type SocketEvents, type SocketOptions, openSocket } from "./socket.ts";

/** How long the agent may take to agree on a session, in milliseconds; it waits as long itself. */
const handshakeMs = 30_000;
/** The interval of AWS's client (service-facts: Session Manager's data channel). */
const keepAliveMs = 5 * 60 * 1000;
/** How long the far end may take to acknowledge what is on its way when the session is closed, in milliseconds. */
const flushMs = 2_000;
/** Messages that are held while an earlier one is missing, as in AWS's client, and the bytes in them: as many of 1,024 as that. */
const mostEarly = { messages: 10_000, bytes: 16 * 1024 * 1024 };
/** Requests for a handshake that are answered: a session has one. */
const mostHandshakes = 3;
/** Acknowledgements may wait for the network up to here; beyond, a message counts as lost and comes again. */
const waitingBytes = 4 * 1024 * 1024;
/** RFC 6455, 7.4.1. */
const normalClosure = 1000;
/** Attempts at the connection, and the wait after the first, in milliseconds; it doubles (as in AWS's client). */
const connectAttempts = 5;
const connectWaitMs = 200;
/** Messages in a row that cannot be read, after which the other side does not speak the protocol. */
const unreadableInARow = 100;

export interface ChannelOptions {
  readonly clock: Clock;
  readonly agents: AgentsFor | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens the data channel of a session (service-facts: Session Manager's data channel): resolves when the far end takes data. Rejects
 * with a StudioctlError, or with the signal's reason. Nothing of what is sent or received is logged or part of an error, but
 * the text with which the service closes a channel.
 */
export async function openChannel(session: RemoteSession, { clock, agents, signal }: ChannelOptions): Promise<RemoteChannel> {
  const channel = new Channel(session, clock);
  await channel.open(agents, signal);
  return channel;
}

class Channel implements RemoteChannel {
  readonly received: Received;
  readonly #session: RemoteSession;
  readonly #clock: Clock;
  readonly #outgoing: Outgoing;
  #socket: Socket | undefined;
  readonly #incoming = new InOrder(mostEarly);
  #handshakes = 0;
  #unreadable = 0;
  /** Whether anything came since the last keep-alive. */
  #heard = true;
  #readerIsBehind = false;
  #isReady = false;
  readonly #opened: Promise<void>;
  #settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } = { resolve() {}, reject() {} };
  /** Aborted when the channel has ended, with a StudioctlError as its reason. */
  readonly #ended = new AbortController();

  constructor(session: RemoteSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
    this.#opened = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // The channel can end before it is waited for.
    this.#opened.catch(() => {});
    this.received = new Received({
      onFull: () => {
        this.#readerIsBehind = true;
        this.#socket?.pause();
      },
      onDrained: () => {
        this.#readerIsBehind = false;
        this.#socket?.resume();
      },
    });
    this.#outgoing = new Outgoing({
      clock,
      transmit: (bytes) => this.#socket?.send(bytes),
      isCongested: () => this.#socket?.isCongested === true,
      isDeaf: () => this.#readerIsBehind,
      giveUp: (error) => void this.#end(error),
      ended: this.#ended.signal,
    });
  }

  async open(agents: AgentsFor | undefined, signal: AbortSignal): Promise<void> {
    const events: SocketEvents = {
      message: (bytes) => this.#message(bytes),
      pong: () => void (this.#heard = true),
      drained: () => this.#outgoing.wake(),
      closed: (ending) => void this.#end(this.#reasonOf(ending)),
    };
    this.#socket = await connected(this.#session, events, { agents, clock: this.#clock, signal });
    this.#socket.send(
      JSON.stringify({
        MessageSchemaVersion: "1.0",
        RequestId: randomUUID(),
        TokenValue: this.#session.TokenValue.reveal(),
        ClientId: randomUUID(),
        ClientVersion: clientVersion,
      }),
    );
    const abort = (): void => void this.#end(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const late = new AbortController();
    void this.#clock.sleep(handshakeMs, late.signal).then(
      () => void this.#end(silent()),
      () => {},
    );
    try {
      await this.#opened;
    } finally {
      late.abort();
      signal.removeEventListener("abort", abort);
    }
    void this.#keepAlive();
  }

  async send(bytes: Uint8Array): Promise<void> {
    await this.#outgoing.send(bytes);
  }

  async close(): Promise<void> {
    if (!this.#ended.signal.aborted) {
      this.#outgoing.message(payloadTypes.flag, flag(channelFlags.terminateSession));
      const late = new AbortController();
      await Promise.race([this.#outgoing.flushed(), this.#clock.sleep(flushMs, late.signal).catch(() => {})]);
      late.abort();
    }
    await this.#end(undefined);
  }

  /** Ends the channel, once: with an error, or in order. Resolves when the connection is closed. */
  async #end(reason: unknown): Promise<void> {
    if (this.#ended.signal.aborted) {
      await this.#closed;
      return;
    }
    // In order, except for messages that never came.
    const error = reason ?? (this.#incoming.hasGap ? lost("the last messages of the session did not arrive") : undefined);
    this.#ended.abort(error ?? new StudioctlError("failed", "the session has ended"));
    this.#settle.reject(this.#ended.signal.reason);
    this.received.end(error);
    this.#closed = this.#socket?.close() ?? Promise.resolve();
    await this.#closed;
  }

  #closed: Promise<void> = Promise.resolve();

  #message(bytes: Uint8Array): void {
    if (this.#ended.signal.aborted) return;
    this.#heard = true;
    try {
      this.#take(decodeMessage(bytes, sha256));
      this.#unreadable = 0;
    } catch (error) {
      // Treated as lost: it is not acknowledged, so it is sent again.
      this.#unreadable += 1;
      if (!isError(error, "malformed") || this.#unreadable >= unreadableInARow) void this.#end(error);
    }
  }

  #take(message: ChannelMessage): void {
    switch (message.type) {
      case messageTypes.acknowledge:
        this.#outgoing.acknowledged(acknowledgedSequenceNumber(message));
        return;
      case messageTypes.output:
        this.#stream(message);
        return;
      case messageTypes.pausePublication:
        this.#outgoing.pause();
        return;
      case messageTypes.startPublication:
        this.#outgoing.resume();
        return;
      case messageTypes.channelClosed:
        void this.#end(closedByService(message));
        return;
      default:
      // Messages of a later version of the service are ignored, as in AWS's client.
    }
  }

  /** A message of the stream: acknowledged whenever it comes, taken once and in order. */
  #stream(message: ChannelMessage): void {
    const socket = this.#socket;
    if (socket === undefined || socket.waitingBytes > waitingBytes) return;
    // A sender is alive (amazon-ssm-agent, datachannel.go, which resumes by the same signs).
    this.#outgoing.resume();
    const complete = this.#incoming.take(message);
    if (complete === undefined) return;
    const answer = acknowledgement(message, { id: randomUUID(), createdMs: this.#clock.now().getTime() });
    for (const each of complete) this.#process(each);
    socket.send(encodeMessage(answer, sha256));
  }

  #process(message: ChannelMessage): void {
    switch (message.payloadType) {
      case payloadTypes.output:
        this.received.push(message.payload);
        return;
      case payloadTypes.handshakeRequest:
        this.#handshake(message);
        return;
      case payloadTypes.handshakeComplete:
        this.#isReady = true;
        this.#settle.resolve();
        return;
      case payloadTypes.encryptionChallengeRequest:
        void this.#refuse(encryptionRefused());
        return;
      case payloadTypes.flag:
        this.#flag(message);
        return;
      default:
      // stderr and exit codes are of shell sessions.
    }
  }

  #handshake(message: ChannelMessage): void {
    this.#handshakes += 1;
    // Each answer is kept until it is acknowledged.
    if (this.#handshakes > mostHandshakes) {
      void this.#end(lost("it asked for a handshake again and again"));
      return;
    }
    const { response, refusal } = answerHandshake(message);
    this.#outgoing.message(payloadTypes.handshakeResponse, Buffer.from(JSON.stringify(response)));
    if (refusal !== undefined) void this.#refuse(refusal);
  }

  #flag({ payload }: ChannelMessage): void {
    const value = payload.length === 4 ? new DataView(payload.buffer, payload.byteOffset).getUint32(0) : undefined;
    if (value === channelFlags.disconnectFromPort || value === channelFlags.terminateSession) void this.#end(undefined);
    if (value === channelFlags.connectToPortError) {
      void this.#end(
        new StudioctlError("unavailable", "the space's ssh server does not answer", {
          why: "the agent in the container cannot connect to it",
          fix: "restart the space's app; an image of your own has to meet the requirements of remote access",
        }),
      );
    }
  }

  /** Ends an impossible session after the far end has been informed. */
  async #refuse(error: StudioctlError): Promise<void> {
    this.#settle.reject(error);
    this.received.end(error);
    await this.close();
  }

  /** Why the channel ended with its connection; undefined if that was in order. */
  #reasonOf(ending: Ending): StudioctlError | undefined {
    if (this.#isReady) return ending.code === normalClosure ? undefined : lost(closingWords(ending));
    return new StudioctlError("unavailable", "Session Manager did not open the session", {
      why: closingWords(ending),
      fix: "connect again; if it stays, restart the space's app",
    });
  }

  /** Sends pings, so that no proxy closes the connection; without a response until the next ping it is lost. */
  async #keepAlive(): Promise<void> {
    const ended = this.#ended.signal;
    for (;;) {
      await this.#clock.sleep(keepAliveMs, ended).catch(() => {});
      if (ended.aborted) return;
      if (!this.#heard && !this.#readerIsBehind) {
        await this.#end(lost("nothing was heard of it for 5 minutes"));
        return;
      }
      this.#heard = false;
      this.#socket?.ping();
    }
  }
}

/** The connection of a session; it is tried again if it fails, with the same token. */
async function connected(
  session: RemoteSession,
  events: SocketEvents,
  options: SocketOptions & { readonly clock: Clock },
): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openSocket(session, events, options);
    } catch (error) {
      if (attempt === connectAttempts || !isError(error, "unavailable")) throw error;
      await options.clock.sleep(connectWaitMs * 2 ** (attempt - 1) * (0.5 + options.clock.random()), options.signal);
    }
  }
}

function flag(value: number): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return payload;
}

function silent(): StudioctlError {
  return new StudioctlError("unavailable", "the space does not answer", {
    why: "the agent in its container has not opened the session within 30 seconds",
    fix: "connect again; if it stays, restart the space's app",
  });
}

function lost(why: string): StudioctlError {
  return new StudioctlError("unavailable", "the connection to the space was lost", { why, fix: "connect again" });
}

/** What the other side said as it closed the connection, for a line of an error. */
function closingWords({ code, reason }: Ending): string {
  if (code === undefined) return "the connection was cut";
  return `Session Manager closed the connection with code ${code}${reason === "" ? "" : `: ${reason.slice(0, 200)}`}`;
}

/** The end of a session in order: undefined if the service gives no reason. */
function closedByService(message: ChannelMessage): StudioctlError | undefined {
  const content = jsonPayload(message);
  const output = isRecord(content) && typeof content["Output"] === "string" ? content["Output"].trim() : "";
  if (output === "") return undefined;
  return new StudioctlError("unavailable", "Session Manager closed the session", { why: output.slice(0, 200), fix: "connect again" });
}

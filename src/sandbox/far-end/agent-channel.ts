import { createHash, randomUUID } from "node:crypto";
import { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { InOrder } from "../../core/remote/in-order.ts";
import {
  acknowledgedSequenceNumber,
  acknowledgement,
  channelFlags,
  type ChannelMessage,
  decodeMessage,
  encodeMessage,
  maxPayloadBytes,
  messageTypes,
  payloadTypes,
} from "../../core/remote/message.ts";
import { bytesOf } from "../protocol/upgrade.ts";

/*
 * The container's end of Session Manager's data channel: the behaviour of the service and the agent together (amazon-ssm-agent,
 * session/datachannel; service-facts: Session Manager's data channel). A port session to the ssh server.
 */

/** Milliseconds that a message waits for its acknowledgement before it is sent again. */
const resendAfter = 1_000;
/** Messages that may wait for their acknowledgement. */
const mostWaiting = 2_000;
/** What is stored out of order: the agent counts messages only. */
const mostEarly = { messages: 10_000, bytes: Infinity };

interface Waiting {
  readonly bytes: Buffer;
  sentAt: number;
}

/** A stream to the client behind an opened channel. It ends when the client disconnects or ends the session. */
export class AgentChannel extends Duplex {
  readonly #client: WebSocket;
  readonly #now: () => number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #incoming = new InOrder(mostEarly);
  readonly #resending: NodeJS.Timeout;
  #sent = 0;
  #acknowledgedUpTo = 0;
  #heardAt = 0;
  #paused = false;
  #whenRoom: (() => void) | undefined;
  #whenAcknowledged: (() => void) | undefined;

  constructor(client: WebSocket, now: () => number) {
    super({ readableHighWaterMark: 1_024 * 1_024 });
    this.#client = client;
    this.#now = now;
    this.#heardAt = now();
    client.on("message", (data, isBinary) => {
      if (isBinary) this.#receive(data);
    });
    client.on("close", () => this.destroy());
    client.on("error", () => this.destroy());
    this.#resending = setInterval(() => this.#resend(), resendAfter / 4).unref();
    this.#send(payloadTypes.handshakeRequest, handshakeRequest);
  }

  override _read(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#control(messageTypes.startPublication);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    for (let start = 0; start < chunk.length; start += maxPayloadBytes) {
      this.#send(payloadTypes.output, chunk.subarray(start, start + maxPayloadBytes));
    }
    if (this.#waiting.size < mostWaiting) done();
    else this.#whenRoom = done;
  }

  /** The ssh server has ended: sent data arrives before the channel reports that it closes. */
  override _final(done: () => void): void {
    const close = (): void => {
      this.leave();
      done();
    };
    if (this.#waiting.size === 0) close();
    else this.#whenAcknowledged = close;
  }

  /** Reports that the channel closes, even with data in transit. */
  leave(): void {
    this.#control(messageTypes.channelClosed, { MessageType: messageTypes.channelClosed, SchemaVersion: 1, Output: "" });
    this.#client.close(1000);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#resending);
    this.#client.close();
    this.#whenRoom?.();
    done(error);
  }

  #receive(data: RawData): void {
    let message: ChannelMessage;
    try {
      message = decodeMessage(bytesOf(data), sha256);
      if (message.type === messageTypes.acknowledge) return this.#acknowledged(acknowledgedSequenceNumber(message));
    } catch (error) {
      this.destroy(error instanceof Error ? error : undefined);
      return;
    }
    if (message.type !== messageTypes.input) return;
    const complete = this.#incoming.take(message);
    // A message that is not stored is not acknowledged, so it is sent again.
    if (complete === undefined) return;
    this.#acknowledge(message);
    for (const each of complete) this.#take(each);
  }

  #take({ payloadType, payload }: ChannelMessage): void {
    if (this.destroyed) return;
    if (payloadType === payloadTypes.handshakeResponse) {
      this.#send(payloadTypes.handshakeComplete, handshakeComplete);
    } else if (payloadType === payloadTypes.output) {
      if (this.push(payload) || this.#paused) return;
      this.#paused = true;
      this.#control(messageTypes.pausePublication);
    } else if (payloadType === payloadTypes.flag) {
      const flag = Buffer.from(payload).readUInt32BE(0);
      if (flag === channelFlags.terminateSession) this.destroy();
      else if (flag === channelFlags.disconnectFromPort) this.push(null);
    }
  }

  #acknowledged(sequenceNumber: number): void {
    this.#waiting.delete(sequenceNumber);
    this.#heardAt = this.#now();
    this.#acknowledgedUpTo = Math.max(this.#acknowledgedUpTo, sequenceNumber);
    if (this.#waiting.size < mostWaiting / 2) {
      const done = this.#whenRoom;
      this.#whenRoom = undefined;
      done?.();
    }
    if (this.#waiting.size > 0) return;
    const done = this.#whenAcknowledged;
    this.#whenAcknowledged = undefined;
    done?.();
  }

  #send(payloadType: number, payload: Uint8Array): void {
    const sequenceNumber = this.#sent;
    this.#sent += 1;
    const createdMs = this.#now();
    // The first message of the stream has a flag for it.
    const flags = sequenceNumber === 0 ? 1 : 0;
    const bytes = encodeMessage(
      { type: messageTypes.output, createdMs, sequenceNumber, flags, id: randomUUID(), payloadType, payload },
      sha256,
    );
    this.#waiting.set(sequenceNumber, { bytes, sentAt: createdMs });
    this.#client.send(bytes);
  }

  /**
   * The lost messages: those older than an acknowledged one, or the first one if acknowledgements stop. A slow client that acknowledges in
   * order gets nothing twice.
   */
  #resend(): void {
    const now = this.#now();
    const silent = now - this.#heardAt >= resendAfter;
    let first = true;
    for (const [sequenceNumber, waiting] of this.#waiting) {
      const isLost = sequenceNumber < this.#acknowledgedUpTo || (first && silent);
      first = false;
      if (!isLost) return;
      if (now - waiting.sentAt < resendAfter) continue;
      waiting.sentAt = now;
      this.#client.send(waiting.bytes);
    }
  }

  #acknowledge(message: ChannelMessage): void {
    this.#client.send(encodeMessage(acknowledgement(message, { id: randomUUID(), createdMs: this.#now() }), sha256));
  }

  #control(type: string, content?: object): void {
    const payload = Buffer.from(content === undefined ? "" : JSON.stringify(content));
    const message = { type, createdMs: this.#now(), sequenceNumber: 0, flags: 3, id: randomUUID(), payloadType: 0, payload };
    this.#client.send(encodeMessage(message, sha256));
  }
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** `SessionType` Port without a `type` is a plain stream (session-manager-plugin, portsession). */
const handshakeRequest = json({
  AgentVersion: "3.3.2746.0",
  RequestedClientActions: [{ ActionType: "SessionType", ActionParameters: { SessionType: "Port", Properties: { portNumber: "22" } } }],
});
const handshakeComplete = json({ HandshakeTimeToComplete: 1_000_000, CustomerMessage: "" });

function sha256(payload: Uint8Array): Buffer {
  return createHash("sha256").update(payload).digest();
}

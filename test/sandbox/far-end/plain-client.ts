import { createHash, randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import {
  acknowledgement,
  channelFlags,
  type ChannelMessage,
  decodeMessage,
  encodeMessage,
  maxPayloadBytes,
  messageTypes,
  payloadTypes,
} from "../../../src/core/remote/message.ts";

/** What StartSession answers. */
export interface Given {
  readonly SessionId: string;
  readonly StreamUrl: string;
  readonly TokenValue: string;
}

/** A client of the data channel that knows as little as a test needs: no retransmission, no flow control, nothing out of order. */
export class PlainClient {
  readonly socket: WebSocket;
  readonly received: ChannelMessage[] = [];
  /** What the server asks to be acknowledged is, until this is false. */
  acknowledges = true;
  onMessage: (message: ChannelMessage) => void = () => {};
  #next = 0;
  #expected = 0;

  constructor({ StreamUrl, TokenValue }: Given, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(StreamUrl, { headers });
    this.socket.on("open", () =>
      this.socket.send(
        JSON.stringify({
          MessageSchemaVersion: "1.0",
          RequestId: randomUUID(),
          TokenValue,
          ClientId: randomUUID(),
          ClientVersion: "1.2.0.0",
        }),
      ),
    );
    this.socket.on("message", (data: Buffer) => {
      const message = decodeMessage(data, sha256);
      this.received.push(message);
      if (message.type === messageTypes.output) {
        if (this.acknowledges) this.acknowledge(message);
        if (message.sequenceNumber < this.#expected) return;
        this.#expected = message.sequenceNumber + 1;
        if (message.payloadType === payloadTypes.handshakeRequest) this.send(payloadTypes.handshakeResponse, handshakeResponse);
      }
      this.onMessage(message);
    });
  }

  acknowledge(message: ChannelMessage): void {
    this.socket.send(encodeMessage(acknowledgement(message, { id: randomUUID(), createdMs: 0 }), sha256));
  }

  send(payloadType: number, payload: Uint8Array, sequenceNumber = this.#next++): void {
    const message = { type: messageTypes.input, createdMs: 0, sequenceNumber, flags: 0, id: randomUUID(), payloadType, payload };
    this.socket.send(encodeMessage(message, sha256));
  }

  write(data: Uint8Array): void {
    for (let start = 0; start < data.length; start += maxPayloadBytes) {
      this.send(payloadTypes.output, data.subarray(start, start + maxPayloadBytes));
    }
  }

  terminate(): void {
    const flag = Buffer.alloc(4);
    flag.writeUInt32BE(channelFlags.terminateSession);
    this.send(payloadTypes.flag, flag);
  }

  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.on("close", resolve));
  }
}

const handshakeResponse = Buffer.from(
  JSON.stringify({ ClientVersion: "1.2.0.0", ProcessedClientActions: [{ ActionType: "SessionType", ActionStatus: 1 }], Errors: [] }),
);

export function sha256(payload: Uint8Array): Buffer {
  return createHash("sha256").update(payload).digest();
}

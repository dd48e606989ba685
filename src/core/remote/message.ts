import { StudioctlError } from "../errors.ts";
import { isRecord } from "../collections.ts";

/**
 * The binary message of Session Manager's data channel (service-facts: Session Manager's data channel). Big-endian: a header of 116
 * bytes, the length of the payload, the payload. Pure: the digest comes from the caller.
 */
export interface ChannelMessage {
  /** `input_stream_data` to the far end, `output_stream_data` from it; see `messageTypes`. */
  readonly type: string;
  readonly createdMs: number;
  readonly sequenceNumber: number;
  /** Bit 0: the first message of a stream; bit 1: the last one. */
  readonly flags: number;
  /** A UUID with hyphens. */
  readonly id: string;
  /** One of `payloadTypes`; 0 in messages without one. */
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

export const messageTypes = {
  /** Towards the container. */
  input: "input_stream_data",
  /** From the container. */
  output: "output_stream_data",
  acknowledge: "acknowledge",
  channelClosed: "channel_closed",
  startPublication: "start_publication",
  pausePublication: "pause_publication",
} as const;

export const payloadTypes = {
  output: 1,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encryptionChallengeRequest: 8,
  encryptionChallengeResponse: 9,
  flag: 10,
  stderr: 11,
  exitCode: 12,
} as const;

/** The meaning of the four bytes of a payload of type `flag`. */
export const channelFlags = { disconnectFromPort: 1, terminateSession: 2, connectToPortError: 3 } as const;

/** The largest payload of a stream message, in bytes. */
export const maxPayloadBytes = 1024;

/** `flags` of an acknowledgement: a stream of one message. */
const firstAndLast = 3;

const typeBytes = 32;
const offsets = {
  headerLength: 0,
  type: 4,
  schemaVersion: 36,
  created: 40,
  sequenceNumber: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
} as const;
const headerBytes = offsets.payloadLength;
const lengthBytes = 4;
const digestBytes = offsets.payloadType - offsets.digest;
const twoTo32 = 2 ** 32;

/** Hashes a payload with SHA-256. */
export type Sha256 = (payload: Uint8Array) => Uint8Array;

/** The bytes of a message. */
export function encodeMessage(message: ChannelMessage, sha256: Sha256): Buffer {
  const { payload } = message;
  const bytes = Buffer.allocUnsafe(headerBytes + lengthBytes + payload.length);
  bytes.writeUInt32BE(headerBytes, offsets.headerLength);
  bytes.fill(" ", offsets.type, offsets.schemaVersion);
  bytes.write(message.type, offsets.type, typeBytes, "latin1");
  bytes.writeUInt32BE(1, offsets.schemaVersion);
  writeUint64(bytes, message.createdMs, offsets.created);
  writeUint64(bytes, message.sequenceNumber, offsets.sequenceNumber);
  writeUint64(bytes, message.flags, offsets.flags);
  writeId(bytes, message.id);
  bytes.set(sha256(payload), offsets.digest);
  bytes.writeUInt32BE(message.payloadType, offsets.payloadType);
  bytes.writeUInt32BE(payload.length, offsets.payloadLength);
  bytes.set(payload, headerBytes + lengthBytes);
  return bytes;
}

/**
 * The message that bytes hold; its payload is a view of them. Throws `malformed` for what is not a message or fails its digest.
 * Messages that pause and start the publication need no digest, as in AWS's client.
 */
export function decodeMessage(given: Uint8Array, sha256: Sha256): ChannelMessage {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < headerBytes + lengthBytes) throw malformed(`it has ${bytes.length} bytes`);
  const type = bytes.toString("latin1", offsets.type, offsets.schemaVersion).replaceAll("\0", " ").trim();
  const start = bytes.readUInt32BE(offsets.headerLength) + lengthBytes;
  const payload = bytes.subarray(start);
  if (type !== messageTypes.startPublication && type !== messageTypes.pausePublication) {
    if (start < headerBytes + lengthBytes || start > bytes.length) throw malformed(`its header has ${start - lengthBytes} bytes`);
    const declared = bytes.readUInt32BE(offsets.payloadLength);
    if (declared !== payload.length) throw malformed(`it declares ${declared} bytes of payload and holds ${payload.length}`);
    const digest = bytes.subarray(offsets.digest, offsets.digest + digestBytes);
    if (declared > 0 && !digest.equals(sha256(payload))) throw malformed("its payload does not match its digest");
  }
  return {
    type,
    createdMs: readUint64(bytes, offsets.created),
    sequenceNumber: readUint64(bytes, offsets.sequenceNumber),
    flags: readUint64(bytes, offsets.flags),
    id: readId(bytes),
    payloadType: bytes.readUInt32BE(offsets.payloadType),
    payload,
  };
}

/** What an acknowledgement says about the message that it acknowledges. */
export interface Acknowledged {
  readonly type: string;
  readonly id: string;
  readonly sequenceNumber: number;
}

/** The message that acknowledges another. */
export function acknowledgement({ type, id, sequenceNumber }: Acknowledged, own: { id: string; createdMs: number }): ChannelMessage {
  const content = {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequenceNumber,
    IsSequentialMessage: true,
  };
  return {
    ...own,
    type: messageTypes.acknowledge,
    sequenceNumber: 0,
    flags: firstAndLast,
    payloadType: 0,
    payload: Buffer.from(JSON.stringify(content)),
  };
}

/** The sequence number that an acknowledgement acknowledges. Throws `malformed` for another payload. */
export function acknowledgedSequenceNumber(message: Pick<ChannelMessage, "payload">): number {
  const content = jsonPayload(message);
  const found = isRecord(content) ? content["AcknowledgedMessageSequenceNumber"] : undefined;
  if (typeof found !== "number") throw malformed("it acknowledges no sequence number");
  return found;
}

/** The JSON in a payload. Throws `malformed` where there is none. */
export function jsonPayload({ payload }: Pick<ChannelMessage, "payload">): unknown {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("its payload is not JSON");
  }
}

function malformed(why: string): StudioctlError {
  return new StudioctlError("malformed", "the data channel sent a message that cannot be read", { why });
}

function writeUint64(bytes: Buffer, value: number, offset: number): void {
  bytes.writeUInt32BE(Math.floor(value / twoTo32), offset);
  bytes.writeUInt32BE(value % twoTo32, offset + 4);
}

/** Values beyond 2⁵³ lose their last digits; no counter or time gets there. */
function readUint64(bytes: Buffer, offset: number): number {
  return bytes.readUInt32BE(offset) * twoTo32 + bytes.readUInt32BE(offset + 4);
}

/** A UUID is written with its second half first. */
function writeId(bytes: Buffer, id: string): void {
  const digits = id.replaceAll("-", "");
  bytes.write(digits.slice(16), offsets.id, "hex");
  bytes.write(digits.slice(0, 16), offsets.id + 8, "hex");
}

function readId(bytes: Buffer): string {
  const low = bytes.toString("hex", offsets.id, offsets.id + 8);
  const high = bytes.toString("hex", offsets.id + 8, offsets.digest);
  return `${high.slice(0, 8)}-${high.slice(8, 12)}-${high.slice(12)}-${low.slice(0, 4)}-${low.slice(4)}`;
}

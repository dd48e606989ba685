import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import {
  type ChannelMessage,
  acknowledgedSequenceNumber,
  acknowledgement,
  channelFlags,
  decodeMessage,
  encodeMessage,
  maxPayloadBytes,
  messageTypes,
  payloadTypes,
} from "../../../src/core/remote/message.ts";

const sha256 = (payload: Uint8Array): Buffer => createHash("sha256").update(payload).digest();

function outcome(bytes: Uint8Array): unknown {
  try {
    decodeMessage(bytes, sha256);
    return "a message";
  } catch (error) {
    return error instanceof StudioctlError ? error.code : error;
  }
}

/**
 * Packed by Python, not by the code under test:
 * struct.pack(">I32sIQQQ8s8s32sII", 116, type.ljust(32), 1, created, number, flags, uuid[8:], uuid[:8], sha256(payload), type, length).
 */
const packed: readonly (readonly [what: string, message: ChannelMessage, hex: string])[] = [
  [
    "input",
    {
      type: messageTypes.input,
      createdMs: 1_700_000_000_123,
      sequenceNumber: 7,
      flags: 0,
      id: "dd01e56b-ff48-483e-a508-b5f073f31b16",
      payloadType: payloadTypes.output,
      payload: Buffer.from("\0\nSSH-2.0\xFF", "latin1"),
    },
    "00000074696e7075745f73747265616d5f64617461202020202020202020202020202020000000010000018bcfe5687b00000000000000070000000000000000" +
      "a508b5f073f31b16dd01e56bff48483e968b11c2949672125cd9cd9c9685f72f52ef3cabbcf0eb58c97b23a831008a86000000010000000a000a5353482d322e30ff",
  ],
  [
    "an acknowledgement",
    acknowledgement(
      { type: messageTypes.output, id: "dd01e56b-ff48-483e-a508-b5f073f31b16", sequenceNumber: 2 ** 32 + 5 },
      { id: "0f0e0d0c-0b0a-4908-8706-050403020100", createdMs: 1_700_000_000_123 },
    ),
    "0000007461636b6e6f776c65646765202020202020202020202020202020202020202020000000010000018bcfe5687b00000000000000000000000000000003" +
      "87060504030201000f0e0d0c0b0a4908577ccd24d17c6f96fa797b3bb1782c9b3d3e39c056efd81c6a93fd9c6821240c00000000000000b9" +
      Buffer.from(
        '{"AcknowledgedMessageType":"output_stream_data","AcknowledgedMessageId":"dd01e56b-ff48-483e-a508-b5f073f31b16",' +
          '"AcknowledgedMessageSequenceNumber":4294967301,"IsSequentialMessage":true}',
      ).toString("hex"),
  ],
  [
    "a flag with a number beyond 32 bits",
    {
      type: messageTypes.output,
      createdMs: 1,
      sequenceNumber: 2 ** 32 + 5,
      flags: 2 ** 63 - 1024,
      id: "0f0e0d0c-0b0a-4908-8706-050403020100",
      payloadType: payloadTypes.flag,
      payload: Uint8Array.of(0, 0, 0, channelFlags.terminateSession),
    },
    "000000746f75747075745f73747265616d5f64617461202020202020202020202020202000000001000000000000000100000001000000057ffffffffffffc00" +
      "87060504030201000f0e0d0c0b0a4908433ebf5bc03dffa38536673207a21281612cef5faa9bc7a4d5b9be2fdb12cf1a0000000a0000000400000002",
  ],
];

it.each(packed)("a message with %s encodes and decodes as the bytes of another program", (_what, message, hex) => {
  expect(encodeMessage(message, sha256).toString("hex")).toBe(hex);
  const decoded = decodeMessage(Buffer.from(hex, "hex"), sha256);
  expect({ ...decoded, payload: [...decoded.payload] }).toEqual({ ...message, payload: [...message.payload] });
});

it("a message decodes as it was encoded, for any payload", () => {
  const messages = fc.record({
    type: fc.constantFrom(...Object.values(messageTypes)),
    createdMs: fc.maxSafeNat(),
    sequenceNumber: fc.maxSafeNat(),
    flags: fc.nat(3),
    id: fc.uuid(),
    payloadType: fc.nat(2 ** 32 - 1),
    payload: fc.uint8Array({ maxLength: 2 * maxPayloadBytes }),
  });
  fc.assert(
    fc.property(messages, (message) => {
      const decoded = decodeMessage(encodeMessage(message, sha256), sha256);
      expect({ ...decoded, payload: [...decoded.payload] }).toEqual({ ...message, payload: [...message.payload] });
    }),
  );
});

describe("bytes that are not a message are malformed", () => {
  const good = Buffer.from(packed[0]?.[2] ?? "", "hex");
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };

  it.each([
    ["nothing", Buffer.alloc(0), "it has 0 bytes"],
    ["a header that is cut", good.subarray(0, 119), "it has 119 bytes"],
    ["a payload that is cut", good.subarray(0, -1), "it declares 10 bytes of payload and holds 9"],
    ["a payload that is too long", Buffer.concat([good, good]), "it declares 10 bytes of payload and holds 140"],
    ["another payload", changed((bytes) => bytes.write("x", 125)), "its payload does not match its digest"],
    ["another digest", changed((bytes) => bytes.write("x", 90)), "its payload does not match its digest"],
    ["a short header", changed((bytes) => bytes.writeUInt32BE(115)), "its header has 115 bytes"],
    ["a header beyond the end", changed((bytes) => bytes.writeUInt32BE(2 ** 32 - 1)), "its header has 4294967295 bytes"],
  ])("%s", (_what, bytes, why) => {
    expect(() => decodeMessage(bytes, sha256)).toThrow(expect.objectContaining({ code: "malformed", why }));
  });

  it("and never decode to an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(120), (noise, at) => {
        const bytes = Buffer.from(good);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        for (const each of [noise, bytes]) {
          expect(["a message", "malformed"]).toContain(outcome(each));
        }
      }),
    );
  });
});

it("a type padded with zeros and a longer header are read", () => {
  const [[, message] = []] = packed;
  if (message === undefined) throw new Error("no message");
  const bytes = encodeMessage(message, sha256);
  bytes.fill(0, 4 + message.type.length, 36);
  const longer = Buffer.concat([bytes.subarray(0, 120), Buffer.alloc(8), bytes.subarray(120)]);
  longer.writeUInt32BE(124);
  expect(decodeMessage(longer, sha256)).toMatchObject({ type: "input_stream_data", payload: Buffer.from(message.payload) });
});

it.each([messageTypes.startPublication, messageTypes.pausePublication])("a message needs no digest and no header length in %s", (type) => {
  const bytes = Buffer.alloc(125);
  bytes.write(type, 4);
  expect(decodeMessage(bytes, sha256)).toMatchObject({ type });
});

it("an acknowledgement has its sequence number, and other payloads are malformed", () => {
  const own = { id: "0f0e0d0c-0b0a-4908-8706-050403020100", createdMs: 1 };
  expect(acknowledgedSequenceNumber(acknowledgement({ type: "output_stream_data", id: own.id, sequenceNumber: 9 }, own))).toBe(9);
  for (const text of ["", "{", "null", "7", "{}", '{"AcknowledgedMessageSequenceNumber":"7"}']) {
    expect(() => acknowledgedSequenceNumber({ payload: Buffer.from(text) })).toThrow(expect.objectContaining({ code: "malformed" }));
  }
});

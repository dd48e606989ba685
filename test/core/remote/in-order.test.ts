import fc from "fast-check";
import { expect, it } from "vitest";
import { InOrder } from "../../../src/core/remote/in-order.ts";
import type { ChannelMessage } from "../../../src/core/remote/message.ts";

const message = (sequenceNumber: number, bytes = 1): ChannelMessage => ({
  type: "output_stream_data",
  createdMs: 0,
  sequenceNumber,
  flags: 0,
  id: "00000000-0000-0000-0000-000000000000",
  payloadType: 1,
  payload: new Uint8Array(bytes),
});

const roomy = { messages: 100, bytes: 1_000 };
const numbers = (messages: readonly ChannelMessage[] | undefined) => messages?.map(({ sequenceNumber }) => sequenceNumber);

it("each message of a stream is taken once and in order, however they come and however often", () => {
  const arrivals = fc
    .integer({ min: 1, max: 40 })
    .chain((count) =>
      fc
        .array(fc.nat(count - 1))
        .chain((again) => fc.shuffledSubarray([...Array(count).keys(), ...again], { minLength: count + again.length })),
    );
  fc.assert(
    fc.property(arrivals, (order) => {
      const stream = new InOrder(roomy);
      const taken = order.flatMap((each) => numbers(stream.take(message(each))) ?? [Number.NaN]);
      expect([taken, stream.hasGap]).toEqual([[...Array(Math.max(...order) + 1).keys()], false]);
    }),
  );
});

it.each([
  ["messages", { messages: 1, bytes: 1_000 }],
  ["bytes", { messages: 100, bytes: 1 }],
])("an early message is refused without room for its %s, and taken when it comes again", (_limit, limits) => {
  const stream = new InOrder(limits);
  expect([numbers(stream.take(message(1))), numbers(stream.take(message(2))), stream.hasGap]).toEqual([[], undefined, true]);
  expect([numbers(stream.take(message(0))), numbers(stream.take(message(2))), stream.hasGap]).toEqual([[0, 1], [2], false]);
});

import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { pipe } from "../../../src/operations/remote/pipe.ts";
import type { RemoteChannel } from "../../../src/ports/remote-sessions.ts";

const never = new Promise<never>(() => {});
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A channel in memory. What is received is queued by the test; `close` ends it, as the real one does. */
function fakeChannel() {
  const [sent, log, queue] = [[] as string[], [] as string[], [] as (string | null | Error)[]];
  let wake: (() => void) | undefined;
  let ended = false;
  const give = (...items: (string | null | Error)[]): void => {
    queue.push(...items);
    wake?.();
  };
  const channel: RemoteChannel = {
    received: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const next = queue.shift();
          if (next === null) return;
          if (next instanceof Error) throw next;
          if (next !== undefined) yield Buffer.from(next);
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    },
    async send(bytes) {
      if (ended) throw new StudioctlError("failed", "the session has ended");
      sent.push(Buffer.from(bytes).toString());
    },
    async close() {
      log.push("closed");
      give(null);
    },
  };
  return { channel, sent, log, give, end: () => (ended = true) };
}

function streams(input: AsyncIterable<Uint8Array>) {
  const written: string[] = [];
  return { written, streams: { input, output: async (bytes: Uint8Array) => void written.push(Buffer.from(bytes).toString()) } };
}

async function* typed(...parts: (string | Promise<unknown>)[]): AsyncIterable<Uint8Array> {
  for (const part of parts) {
    if (typeof part === "string") yield Buffer.from(part);
    else await part;
  }
}

const signal = new AbortController().signal;

describe("bytes between a channel and streams", () => {
  it("end the session when the input ends, after all of it was sent, and write what came until then", async () => {
    const { channel, sent, log, give } = fakeChannel();
    const { written, streams: own } = streams(typed("one", "two"));
    give("hello");
    await pipe(channel, own, signal);
    expect({ sent, written, log }).toEqual({ sent: ["one", "two"], written: ["hello"], log: ["closed"] });
  });

  it("end when the far end does, with everything that it sent, though the input continues", async () => {
    const { channel, log, give } = fakeChannel();
    const { written, streams: own } = streams(typed("one", never));
    const piping = pipe(channel, own, signal);
    give("last", "words", null);
    await piping;
    expect(written.join("")).toBe("lastwords");
    expect(log).toEqual(["closed"]);
  });

  it("give what came before the channel was lost, then reject with why, also where sending noticed it first", async () => {
    const { channel, give, end } = fakeChannel();
    const { written, streams: own } = streams(typed("one", turn(), "two", never));
    end();
    const piping = pipe(channel, own, signal);
    await turn();
    const lost = new StudioctlError("unavailable", "the connection to the space was lost");
    give("before", lost);
    await expect(piping).rejects.toBe(lost);
    expect(written).toEqual(["before"]);
  });

  it("end the session in order when the signal is aborted, without an error", async () => {
    const { channel, log } = fakeChannel();
    const interrupt = new AbortController();
    const piping = pipe(channel, streams(typed(never)).streams, interrupt.signal);
    interrupt.abort(new StudioctlError("interrupted", "interrupted"));
    await piping;
    expect(log).toEqual(["closed"]);
  });

  it("end the session at once when the signal was aborted before", async () => {
    const { channel, log } = fakeChannel();
    await pipe(channel, streams(typed(never)).streams, AbortSignal.abort());
    expect(log).toEqual(["closed"]);
  });

  it("are not read faster than the output takes them", async () => {
    const { channel, give } = fakeChannel();
    const handedOn: (() => void)[] = [];
    const written: string[] = [];
    const output = async (bytes: Uint8Array): Promise<void> => {
      written.push(Buffer.from(bytes).toString());
      await new Promise<void>((resolve) => void handedOn.push(resolve));
    };
    const piping = pipe(channel, { input: typed(never), output }, signal);
    give("one", "two", null);
    await turn();
    expect(written).toEqual(["one"]);
    handedOn.shift()?.();
    await turn();
    expect(written).toEqual(["one", "two"]);
    handedOn.shift()?.();
    await piping;
  });

  it.each([
    ["input", () => ({ input: typed(Promise.reject(new Error("unreadable"))), output: async () => {} }), "unreadable"],
    [
      "output",
      () => ({
        input: typed(never),
        output: () => Promise.reject(new Error("disk full")),
      }),
      "disk full",
    ],
  ])("reject with what the %s rejects with, and end the session", async (_what, make, message) => {
    const { channel, log, give } = fakeChannel();
    give("x");
    await expect(pipe(channel, make(), signal)).rejects.toThrow(message);
    expect(log).toEqual(["closed"]);
  });
});

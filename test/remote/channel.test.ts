import { createHash, randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { StudioctlError } from "../../src/core/errors.ts";
import { encodeMessage, messageTypes, payloadTypes } from "../../src/core/remote/message.ts";
import { Secret } from "../../src/core/secret.ts";
import type { RemoteChannel, RemoteSession } from "../../src/ports/remote-sessions.ts";
import { openChannel } from "../../src/remote/channel.ts";
import { type ManualClock, manualClock } from "../fakes/manual-clock.ts";
import { FarEnd, type FarEndOptions, type Fate, token } from "./far-end.ts";

const farEnds: FarEnd[] = [];
afterEach(async () => {
  await Promise.all(farEnds.splice(0).map((farEnd) => farEnd.close()));
});

interface Bed {
  readonly farEnd: FarEnd;
  readonly clock: ManualClock;
  readonly interrupt: AbortController;
  readonly channel: RemoteChannel;
}

async function farEndOf(options?: FarEndOptions): Promise<FarEnd> {
  const farEnd = await FarEnd.open(options);
  farEnds.push(farEnd);
  return farEnd;
}

/** Lets messages arrive, and time pass, until something has happened. */
async function pumped<T>({ farEnd, clock }: Pick<Bed, "farEnd" | "clock">, awaited: Promise<T>): Promise<T> {
  const over = awaited.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([over, farEnd.roundTrip().then(() => false)]))) {
    farEnd.tick();
    await clock.advance(100);
  }
  return await awaited;
}

async function opening(options?: FarEndOptions, session?: Partial<RemoteSession>) {
  const [farEnd, clock, interrupt] = [await farEndOf(options), manualClock(), new AbortController()];
  const channel = openChannel({ ...farEnd.session, ...session }, { clock, agents: undefined, signal: interrupt.signal });
  channel.catch(() => {});
  return { farEnd, clock, interrupt, channel };
}

async function opened(options?: FarEndOptions): Promise<Bed> {
  const bed = await opening(options);
  return { ...bed, channel: await pumped(bed, bed.channel) };
}

async function collected(channel: RemoteChannel, bytes = Infinity): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of channel.received) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks);
}

async function failure(promise: Promise<unknown>): Promise<StudioctlError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StudioctlError)) throw new Error("it did not fail");
  return error;
}

describe("the handshake", () => {
  it("begins with the token as text, and answers the agent's request as the first message of the stream", async () => {
    const { farEnd } = await opened();
    expect(JSON.parse(farEnd.texts[0] ?? "")).toEqual({
      MessageSchemaVersion: "1.0",
      RequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      TokenValue: token,
      ClientId: expect.stringMatching(/^[\da-f-]{36}$/),
      ClientVersion: "1.2.650.0",
    });
    expect(farEnd.arrivals).toEqual([0]);
    expect(farEnd.responses).toEqual([
      {
        ClientVersion: "1.2.650.0",
        ProcessedClientActions: [{ ActionType: "SessionType", ActionStatus: 1, ActionResult: null, Error: "" }],
        Errors: [],
      },
    ]);
  });

  it("sends the headers of a signed request", async () => {
    const bed = await opening({}, { headers: { authorization: new Secret("AWS4-HMAC-SHA256 x") } });
    await pumped(bed, bed.channel);
    expect(bed.farEnd.headers[0]).toMatchObject({ authorization: "AWS4-HMAC-SHA256 x", "user-agent": "studioctl" });
  });

  it("answers KMS encryption as unsupported, terminates the session and says what to do", async () => {
    const actions = [
      { ActionType: "SessionType", ActionParameters: { SessionType: "Port", Properties: {} } },
      { ActionType: "KMSEncryption", ActionParameters: { KMSKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" } },
    ];
    const bed = await opening({ actions, completes: false });
    const error = await pumped(bed, failure(bed.channel));
    expect(error).toMatchObject({
      code: "failed",
      message: expect.stringContaining("KMS key"),
      fix: expect.stringContaining("Preferences"),
    });
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.closings.length > 0),
    );
    expect(bed.farEnd.responses).toMatchObject([
      {
        ProcessedClientActions: [
          { ActionType: "SessionType", ActionStatus: 1 },
          { ActionType: "KMSEncryption", ActionStatus: 3, ActionResult: 3, Error: "Unsupported action KMSEncryption" },
        ],
        Errors: ["Unsupported action KMSEncryption"],
      },
    ]);
    expect(bed.farEnd.flags).toEqual([2]);
  });

  it("refuses an encryption challenge that comes without any such request", async () => {
    const bed = await opened();
    bed.farEnd.sendJson(payloadTypes.encryptionChallengeRequest, { Challenge: "AAAA" });
    expect(await pumped(bed, failure(collected(bed.channel)))).toMatchObject({ message: expect.stringContaining("KMS key") });
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.closings.length > 0),
    );
    expect(bed.farEnd.flags).toEqual([2]);
  });

  it("answers an unknown action as unsupported, and leaves it to the agent to go on", async () => {
    const actions = [{ ActionType: "Dance" }, { ActionType: "SessionType", ActionParameters: { SessionType: "Port" } }];
    const { farEnd } = await opened({ actions });
    expect(farEnd.responses).toMatchObject([
      {
        ProcessedClientActions: [{ ActionType: "Dance", ActionStatus: 3, ActionResult: 3, Error: "Unsupported action Dance" }, {}],
        Errors: ["Unsupported action Dance"],
      },
    ]);
  });

  it.each([
    ["Standard_Stream", { SessionType: "Standard_Stream" }],
    ["LocalPortForwarding", { SessionType: "Port", Properties: { type: "LocalPortForwarding" } }],
    ["undefined", {}],
  ])("refuses a session that is not one stream to a port: %s", async (name, ActionParameters) => {
    const bed = await opening({ actions: [{ ActionType: "SessionType", ActionParameters }], completes: false });
    expect(await pumped(bed, failure(bed.channel))).toMatchObject({ code: "failed", why: `the session is of type ${name}` });
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.responses.length > 0),
    );
    expect(bed.farEnd.responses).toMatchObject([{ ProcessedClientActions: [{ ActionStatus: 2 }] }]);
  });

  it("says so when the token is refused", async () => {
    const bed = await opening({}, { TokenValue: new Secret("another-token") });
    expect(await pumped(bed, failure(bed.channel))).toMatchObject({
      code: "unavailable",
      message: "Session Manager did not open the session",
      why: "Session Manager closed the connection with code 1008: the token is not valid",
    });
  });

  it("passes on why the service closes the channel", async () => {
    const bed = await opening({ greets: false });
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.texts.length > 0),
    );
    bed.farEnd.control(messageTypes.channelClosed, { Output: "Your session limit is reached", SessionId: "session-1" });
    expect(await pumped(bed, failure(bed.channel))).toMatchObject({
      message: "Session Manager closed the session",
      why: "Your session limit is reached",
    });
  });

  it("ends after 30 seconds without an answer", async () => {
    const bed = await opening({ greets: false });
    await bed.farEnd.until(() => bed.farEnd.texts.length > 0);
    await bed.farEnd.roundTrip();
    await bed.clock.advance(29_999);
    expect(bed.farEnd.closings).toEqual([]);
    await bed.clock.advance(1);
    expect(await failure(bed.channel)).toMatchObject({ code: "unavailable", message: "the space does not answer" });
  });

  it("ends at once with the reason of the signal", async () => {
    const bed = await opening({ greets: false });
    await bed.farEnd.until(() => bed.farEnd.texts.length > 0);
    bed.interrupt.abort(new StudioctlError("interrupted", "interrupted"));
    expect(await failure(bed.channel)).toMatchObject({ code: "interrupted" });
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.closings.length > 0),
    );
  });
});

describe("the connection", () => {
  it.each([
    [403, "denied"],
    [401, "denied"],
    [301, "unavailable"],
    [503, "unavailable"],
  ])("that the service answers with HTTP status %i fails as %s, after five attempts where the next may help", async (status, code) => {
    const bed = await opening({ refusesWith: status });
    expect(await pumped(bed, failure(bed.channel))).toMatchObject({ code, why: expect.stringContaining(`HTTP status ${status}`) });
  });

  it("that is refused is tried again, then fails without the address", async () => {
    const bed = await opening({}, { StreamUrl: new Secret("ws://127.0.0.1:1/v1/data-channel/1?X-Amz-Signature=s3cret") });
    const error = await pumped(bed, failure(bed.channel));
    expect(error).toMatchObject({ code: "unavailable", why: "the connection was refused" });
    expect(bed.clock.now().getTime() - Date.parse("2026-03-02T12:00:00Z")).toBeGreaterThanOrEqual(200 + 400 + 800 + 1600);
    expect(JSON.stringify(error) + String(error.stack)).not.toContain("s3cret");
  });
});

describe("bytes", () => {
  const fates = fc.constantFrom<Fate>("arrives", "arrives", "arrives", "lost", "twice", "late");

  it("come back the same, whatever they are and whatever is lost, doubled or late on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 12 }),
        fc.infiniteStream(fates),
        async (pieces, stream) => {
          const bed = await opened({ echoes: true, fate: () => stream.next().value ?? "arrives" });
          const sent = Buffer.concat(pieces);
          const sending = (async () => {
            for (const piece of pieces) await bed.channel.send(piece);
          })();
          const received = sent.length === 0 ? Buffer.alloc(0) : await pumped(bed, collected(bed.channel, sent.length));
          await pumped(bed, sending);
          await pumped(bed, bed.channel.close());
          expect(bed.farEnd.bytes.equals(sent)).toBe(true);
          expect(received.equals(sent)).toBe(true);
          expect(bed.farEnd.largest).toBeLessThanOrEqual(1024);
          await bed.farEnd.close();
          farEnds.pop();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of a lone line feed stay a line feed", async () => {
    const bed = await opened();
    await bed.channel.send(Buffer.from("\n"));
    await bed.farEnd.until(() => bed.farEnd.received.length > 0);
    expect(bed.farEnd.bytes).toEqual(Buffer.from("\n"));
  });

  it("of ten channels at once do not mix", async () => {
    const beds = await Promise.all(Array.from({ length: 10 }, () => opened({ echoes: true })));
    await Promise.all(
      beds.map(async (bed) => {
        const bytes = randomBytes(200_000);
        const [received] = await Promise.all([collected(bed.channel, bytes.length), bed.channel.send(bytes)]);
        expect(received.equals(bytes)).toBe(true);
      }),
    );
  });
});

describe("sending again", () => {
  it("goes on from 200 ms at first to once a second until the message is acknowledged, without a timer for each", async () => {
    const bed = await opened();
    bed.farEnd.acknowledges = false;
    await bed.channel.send(Buffer.alloc(3 * 1024));
    const arrivals = async (): Promise<number> => {
      await bed.farEnd.roundTrip();
      return bed.farEnd.arrivals.filter((number) => number > 0).length;
    };
    expect(await arrivals()).toBe(3);
    // One for the age of messages, one for the keep-alive.
    expect(bed.clock.sleeping.toSorted((a, b) => a - b)).toEqual([100, 300_000]);
    await bed.clock.advance(100);
    expect(await arrivals()).toBe(3);
    await bed.clock.advance(900);
    expect(await arrivals()).toBeGreaterThanOrEqual(6);
    bed.farEnd.acknowledges = true;
    await pumped(bed, bed.channel.close());
  });

  it("stops once all is acknowledged", async () => {
    const bed = await opened();
    await bed.channel.send(Buffer.alloc(5000));
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.bytes.length === 5000),
    );
    await bed.farEnd.roundTrip();
    const { length } = bed.farEnd.arrivals;
    await bed.clock.advance(60_000);
    await bed.farEnd.roundTrip();
    expect(bed.farEnd.arrivals).toHaveLength(length);
    expect(bed.clock.sleeping).toEqual([300_000]);
  });

  it("ends the session after five minutes without an acknowledgement", async () => {
    const bed = await opened();
    bed.farEnd.acknowledges = false;
    await bed.channel.send(Buffer.from("x"));
    const reading = failure(collected(bed.channel));
    for (let seconds = 0; seconds < 299; seconds += 1) {
      await bed.farEnd.roundTrip();
      await bed.clock.advance(1000);
    }
    expect(bed.farEnd.closings).toEqual([]);
    await bed.clock.advance(2000);
    expect(await reading).toMatchObject({ code: "unavailable", why: "the space has acknowledged nothing for 5 minutes" });
  });

  it("acknowledges a message each time that it comes, also one that was taken already", async () => {
    const bed = await opened();
    await bed.farEnd.roundTrip();
    const before = bed.farEnd.acknowledgements;
    bed.farEnd.send(Buffer.from("once"));
    bed.farEnd.tick();
    bed.farEnd.tick();
    await bed.farEnd.roundTrip();
    expect(bed.farEnd.acknowledgements - before).toBe(3);
    bed.farEnd.sendFlag(1);
    expect(await collected(bed.channel)).toEqual(Buffer.from("once"));
  });
});

describe("back-pressure", () => {
  it("lets no more than 1,024 messages be on their way without an acknowledgement", async () => {
    const bed = await opened();
    bed.farEnd.acknowledges = false;
    let isDone = false;
    const sending = bed.channel.send(randomBytes(5 * 1024 * 1024)).then(() => (isDone = true));
    await bed.farEnd.until(() => bed.farEnd.arrivals.length >= 1024);
    await bed.farEnd.roundTrip();
    expect(isDone).toBe(false);
    expect(new Set(bed.farEnd.arrivals).size).toBe(1025);
    bed.farEnd.acknowledges = true;
    await pumped(bed, sending);
    await pumped(bed, bed.channel.close());
    expect(bed.farEnd.bytes).toHaveLength(5 * 1024 * 1024);
  });

  it("holds a bounded part of what comes when nobody reads, and gives all of it when somebody does", async () => {
    const bed = await opened();
    const bytes = randomBytes(24 * 1024 * 1024);
    bed.farEnd.send(bytes);
    // The network's own buffers take some megabytes; the rest waits on the other side, since nothing is read here.
    expect(await stable(() => bed.farEnd.waiting)).toBeGreaterThan(14 * 1024 * 1024);
    const received = await collected(bed.channel, bytes.length);
    expect(received.equals(bytes)).toBe(true);
  });

  it("does not send again while nobody reads, since no acknowledgement can be seen", async () => {
    const bed = await opened();
    bed.farEnd.send(randomBytes(8 * 1024 * 1024));
    await stable(() => bed.farEnd.waiting);
    await bed.channel.send(Buffer.from("x"));
    await bed.farEnd.until(() => bed.farEnd.arrivals.includes(1));
    const { length } = bed.farEnd.arrivals;
    await bed.clock.advance(60_000);
    await collected(bed.channel, 8 * 1024 * 1024);
    await bed.farEnd.roundTrip();
    expect(bed.farEnd.arrivals).toHaveLength(length);
  });
});

/** A number that has stopped to change. */
async function stable(read: () => number): Promise<number> {
  let [last, same] = [read(), 0];
  while (same < 50) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    const next = read();
    same = next === last ? same + 1 : 0;
    last = next;
  }
  return last;
}

describe("a pause of the publication", () => {
  it.each([
    ["start_publication", ({ farEnd }: Bed) => farEnd.control(messageTypes.startPublication)],
    ["a message of the agent", ({ farEnd }: Bed) => farEnd.send(Buffer.from("here again"))],
  ])("holds back data, new and old, until %s", async (_what, resume) => {
    const bed = await opened();
    bed.farEnd.acknowledges = false;
    await bed.channel.send(Buffer.from("before"));
    await bed.farEnd.roundTrip();
    bed.farEnd.control(messageTypes.pausePublication);
    await bed.farEnd.roundTrip();
    const sending = bed.channel.send(Buffer.from("after"));
    await bed.clock.advance(10 * 60_000);
    await bed.farEnd.roundTrip();
    expect(bed.farEnd.bytes.toString()).toBe("before");
    expect(bed.farEnd.arrivals).toEqual([0, 1]);
    bed.farEnd.acknowledges = true;
    resume(bed);
    await pumped(bed, sending);
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.bytes.toString() === "beforeafter"),
    );
  });
});

describe("the end", () => {
  it("closes in order: what was sent arrives, then the terminate flag, then the connection closes", async () => {
    const bed = await opened({ fate: lostOnce() });
    const bytes = randomBytes(20_000);
    await bed.channel.send(bytes);
    await pumped(bed, bed.channel.close());
    expect(bed.farEnd.bytes.equals(bytes)).toBe(true);
    expect(bed.farEnd.flags).toEqual([2]);
    await bed.farEnd.until(() => bed.farEnd.closings.length > 0);
    expect(bed.farEnd.closings).toEqual([1000]);
    await expect(bed.channel.send(Buffer.from("x"))).rejects.toMatchObject({ message: "the session has ended" });
    expect(bed.clock.sleeping).toEqual([]);
  });

  it("waits two seconds for the far end, and one for the connection, at the most", async () => {
    const bed = await opened();
    bed.farEnd.stopReading();
    const closing = bed.channel.close();
    await bed.clock.advance(2000);
    await bed.clock.advance(1000);
    await closing;
    expect(bed.clock.sleeping).toEqual([]);
  });

  it.each([
    ["the flag that it disconnects", ({ farEnd }: Bed) => farEnd.sendFlag(1)],
    ["the flag that it terminates", ({ farEnd }: Bed) => farEnd.sendFlag(2)],
    ["channel_closed", ({ farEnd }: Bed) => farEnd.control(messageTypes.channelClosed, { Output: "" })],
    ["a closing frame", ({ farEnd }: Bed) => farEnd.closeWith(1000, "")],
  ])("by the far end with %s gives all that came before, then ends", async (_what, end) => {
    const bed = await opened();
    bed.farEnd.send(Buffer.from("last words"));
    end(bed);
    expect(await pumped(bed, collected(bed.channel))).toEqual(Buffer.from("last words"));
    await bed.channel.close();
    expect(bed.farEnd.flags).toEqual([]);
  });

  it("by the far end with messages missing is an error", async () => {
    const bed = await opened({
      fate: (direction, { sequenceNumber }) => (direction === "out" && sequenceNumber === 2 ? "lost" : "arrives"),
    });
    bed.farEnd.send(Buffer.alloc(4096));
    bed.farEnd.control(messageTypes.channelClosed, { Output: "" });
    expect(await failure(collected(bed.channel))).toMatchObject({ why: "the last messages of the session did not arrive" });
  });

  it.each([
    ["cut", ({ farEnd }: Bed) => farEnd.cut(), "the connection was cut"],
    [
      "closed by the service",
      ({ farEnd }: Bed) => farEnd.closeWith(1011, "try later"),
      "Session Manager closed the connection with code 1011: try later",
    ],
    [
      "closed for a reason",
      ({ farEnd }: Bed) => farEnd.control(messageTypes.channelClosed, { Output: "Session timed out" }),
      "Session timed out",
    ],
  ])("in the middle, %s, gives what came before, then an error, and fails who sends", async (_what, end, why) => {
    const bed = await opened();
    bed.farEnd.acknowledges = false;
    const sending = failure(bed.channel.send(randomBytes(3 * 1024 * 1024)));
    bed.farEnd.send(Buffer.from("first half"));
    await bed.farEnd.roundTrip();
    end(bed);
    const chunks: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of bed.channel.received) chunks.push(chunk);
    })();
    expect(await pumped(bed, failure(reading))).toMatchObject({ code: "unavailable", why });
    expect(Buffer.concat(chunks).toString()).toBe("first half");
    expect(await sending).toMatchObject({ why });
    await bed.channel.close();
    expect(bed.clock.sleeping).toEqual([]);
  });

  it("with the flag that the port cannot be connected to names the ssh server", async () => {
    const bed = await opened();
    bed.farEnd.sendFlag(3);
    expect(await failure(collected(bed.channel))).toMatchObject({ message: "the space's ssh server does not answer" });
  });
});

function lostOnce(): NonNullable<FarEndOptions["fate"]> {
  const seen = new Set<string>();
  return (direction, { type, sequenceNumber }) => {
    const key = `${direction} ${type} ${sequenceNumber}`;
    if (seen.has(key)) return "arrives";
    seen.add(key);
    return "lost";
  };
}

describe("keep-alive", () => {
  it("pings every five minutes", async () => {
    const bed = await opened();
    for (const count of [1, 2, 3]) {
      await bed.clock.advance(299_999);
      await bed.farEnd.roundTrip();
      expect(bed.farEnd.pings).toBe(count - 1);
      await bed.clock.advance(1);
      await bed.farEnd.roundTrip();
      expect(bed.farEnd.pings).toBe(count);
    }
  });

  it("takes a connection on which nothing was heard from one ping to the next for dead", async () => {
    const bed = await opened();
    bed.farEnd.stopReading();
    const reading = failure(collected(bed.channel));
    await bed.clock.advance(300_000);
    await bed.clock.advance(300_000);
    expect(await reading).toMatchObject({ why: "nothing was heard of it for 5 minutes" });
  });
});

describe("what is no message of the protocol", () => {
  it("is ignored, and the session goes on: a text, noise, an unknown type, an unknown payload", async () => {
    const bed = await opened();
    bed.farEnd.raw("hello");
    bed.farEnd.raw(randomBytes(300));
    bed.farEnd.control("agent_session_state", { SessionState: "Connected" });
    bed.farEnd.send(Buffer.from("warning"), payloadTypes.stderr);
    bed.farEnd.send(Buffer.from("good"));
    bed.farEnd.sendFlag(1);
    expect(await pumped(bed, collected(bed.channel))).toEqual(Buffer.from("good"));
  });

  it("ends the session when nothing else comes, and when it is too large", async () => {
    const bed = await opened();
    for (let count = 0; count < 100; count += 1) bed.farEnd.raw(randomBytes(200));
    expect(await failure(collected(bed.channel))).toMatchObject({ code: "malformed" });
    const other = await opened();
    other.farEnd.raw(Buffer.alloc(2 * 1024 * 1024));
    expect(await failure(collected(other.channel))).toMatchObject({ code: "unavailable" });
  });
});

function sha256(payload: Uint8Array): Buffer {
  return createHash("sha256").update(payload).digest();
}

function streamed(sequenceNumber: number, payloadType: number, payload: Buffer): Buffer {
  const message = { type: messageTypes.output, createdMs: 1, sequenceNumber, flags: 0, id: randomUUID(), payloadType, payload };
  return encodeMessage(message, sha256);
}

describe("a far end that means harm", () => {
  it("is held to 16 MiB of messages that come before their turn: more is not kept, and not acknowledged", async () => {
    const bed = await opened();
    await bed.farEnd.roundTrip();
    const before = bed.farEnd.acknowledgements;
    const payload = Buffer.alloc(1_000_000);
    for (let ahead = 0; ahead < 40; ahead += 1) bed.farEnd.raw(streamed(1_000 + ahead, payloadTypes.output, payload));
    await bed.farEnd.roundTrip();
    expect(bed.farEnd.acknowledgements - before).toBe(16);
    bed.farEnd.send(Buffer.from("in turn"));
    expect(await pumped(bed, collected(bed.channel, 7))).toEqual(Buffer.from("in turn"));
  });

  it("gets no answer of any length to what it asks for in a handshake", async () => {
    const actions = Array.from({ length: 1_000 }, () => ({ ActionType: "x".repeat(500) }));
    const bed = await opened({ actions });
    expect(bed.farEnd.largest).toBeLessThan(8_192);
  });

  it("ends the session by asking for handshakes again and again", async () => {
    const bed = await opened();
    for (let count = 0; count < 5; count += 1) bed.farEnd.sendJson(payloadTypes.handshakeRequest, {});
    expect(await failure(collected(bed.channel))).toMatchObject({ code: "unavailable", why: "it asked for a handshake again and again" });
    expect(bed.farEnd.responses.length).toBeLessThanOrEqual(3);
  });

  it("confirms nothing by acknowledging what was never sent", async () => {
    const bed = await opened();
    for (const number of [-1, 0.5, 7, 1e300]) {
      bed.farEnd.control(messageTypes.acknowledge, { AcknowledgedMessageSequenceNumber: number });
    }
    await bed.channel.send(Buffer.from("still there"));
    await pumped(
      bed,
      bed.farEnd.until(() => bed.farEnd.bytes.length === 11),
    );
    expect(bed.farEnd.bytes.toString()).toBe("still there");
  });

  it("gets no answer to pings while it reads none of them", async () => {
    const bed = await opened();
    const pong = vi.spyOn(WebSocket.prototype, "pong");
    const waiting = vi.spyOn(WebSocket.prototype, "bufferedAmount", "get").mockReturnValue(5 * 1024 * 1024);
    try {
      bed.farEnd.ping();
      await vi.waitFor(() => expect(waiting).toHaveBeenCalled());
      expect(pong).not.toHaveBeenCalled();
      waiting.mockReturnValue(0);
      bed.farEnd.ping();
      await vi.waitFor(() => expect(pong).toHaveBeenCalledOnce());
    } finally {
      vi.restoreAllMocks();
    }
  });
});

it("shows neither token nor address in any error of a session, nor in the session itself", async () => {
  const errors = await Promise.all(
    [{ refusesWith: 403 }, { refusesWith: 500 }, { actions: [{ ActionType: "KMSEncryption" }], completes: false }].map(async (options) => {
      const bed = await opening(options);
      return await pumped(bed, failure(bed.channel));
    }),
  );
  const farEnd = await farEndOf();
  const shown =
    errors.map((error) => `${JSON.stringify(error)} ${error.stack} ${String(error.cause)}`).join() + JSON.stringify(farEnd.session);
  expect(shown).not.toMatch(/s3cret|token-of-the-session|data-channel/);
});

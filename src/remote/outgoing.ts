import { randomUUID } from "node:crypto";
import { StudioctlError } from "../core/errors.ts";
import { type ChannelMessage, encodeMessage, maxPayloadBytes, messageTypes, payloadTypes } from "../core/remote/message.ts";
import type { Clock } from "../ports/clock.ts";
import { sha256 } from "./sha256.ts";

/**
 * Messages that may be on their way without an acknowledgement: 1 MB, which fills a line of 5 MB/s at a round trip of 200 ms. The
 * agent holds ten times as many that come out of order.
 */
const windowMessages = 1024;

/** How often the age of unacknowledged messages is checked, in milliseconds. */
const tickMs = 100;
/** Messages that one check sends again: enough after a loss, little where the far end is only slow. */
const resentAtOnce = 64;
/** How long one message is sent again, in ticks: 5 minutes, as in AWS's client. */
const giveUpTicks = (5 * 60 * 1000) / tickMs;

/** The first guess, and the bounds, of the time after which a message is sent again, in milliseconds. */
const initialTimeoutMs = 200;
const maxTimeoutMs = 1000;
const granularityMs = 10;

interface Sent {
  readonly bytes: Uint8Array;
  readonly firstTick: number;
  readonly sentMs: number;
  sentTick: number;
  resent: boolean;
}

export interface OutgoingOptions {
  readonly clock: Clock;
  readonly transmit: (bytes: Uint8Array) => void;
  /** Whether too much waits for the network already. */
  readonly isCongested: () => boolean;
  /** Whether acknowledgements are not read at the moment. */
  readonly isDeaf: () => boolean;
  /** Called when a message was not acknowledged in time. */
  readonly giveUp: (error: StudioctlError) => void;
  /** Aborted when the channel ends. */
  readonly ended: AbortSignal;
}

/**
 * The messages to the far end: numbered, kept until they are acknowledged, sent again until then (service-facts: Session Manager's
 * data channel). One loop checks the age of all, so a message costs no timer; age is counted in its rounds, so a clock that
 * is set, or a machine that slept, makes none too old.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  /** By sequence number, which is also the order in which they were sent. */
  readonly #unacknowledged = new Map<number, Sent>();
  #next = 0;
  #tick = 0;
  #watching = false;
  #roundTripMs = 100;
  #variationMs = 0;
  #timeoutMs = initialTimeoutMs;
  #paused = false;
  readonly #waiting: (() => void)[] = [];

  constructor(options: OutgoingOptions) {
    this.#options = options;
    options.ended.addEventListener("abort", () => this.wake(), { once: true });
  }

  /** Sends bytes in messages of at most 1,024; resolves when there is room for more. Rejects with the reason of the channel's end. */
  async send(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; start += maxPayloadBytes) {
      while (!this.#hasRoom()) await this.#change();
      this.message(payloadTypes.output, bytes.subarray(start, start + maxPayloadBytes));
    }
    while (!this.#hasRoom()) await this.#change();
  }

  /** Sends one message at once, whether there is room or not: what controls the channel does not wait for data. */
  message(payloadType: number, payload: Uint8Array): void {
    const sentMs = this.#options.clock.now().getTime();
    const message: ChannelMessage = {
      type: messageTypes.input,
      createdMs: sentMs,
      sequenceNumber: this.#next,
      flags: 0,
      id: randomUUID(),
      payloadType,
      payload,
    };
    const bytes = encodeMessage(message, sha256);
    this.#unacknowledged.set(this.#next, { bytes, firstTick: this.#tick, sentMs, sentTick: this.#tick, resent: false });
    this.#next += 1;
    this.#options.transmit(bytes);
    void this.#watch();
  }

  /** The far end has a message, so it also takes others. */
  acknowledged(sequenceNumber: number): void {
    this.resume();
    const sent = this.#unacknowledged.get(sequenceNumber);
    if (sent === undefined) return;
    this.#unacknowledged.delete(sequenceNumber);
    // For a message that was sent twice the acknowledgement is ambiguous (Karn's algorithm).
    if (!sent.resent) this.#measure(this.#options.clock.now().getTime() - sent.sentMs);
    if (this.#hasRoom()) this.wake();
  }

  /** The far end is away: nothing is sent until it is back. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.wake();
  }

  /** Resolves when everything is acknowledged, or the channel has ended. */
  async flushed(): Promise<void> {
    while (this.#unacknowledged.size > 0 && !this.#options.ended.aborted) await this.#change();
  }

  #hasRoom(): boolean {
    this.#options.ended.throwIfAborted();
    return !this.#paused && !this.#options.isCongested() && this.#unacknowledged.size < windowMessages;
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** Wakes the waiting senders to check for room. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** The estimate of TCP (RFC 6298), as in AWS's client. */
  #measure(elapsedMs: number): void {
    // The clock may have been set in between.
    const roundTripMs = Math.min(Math.max(elapsedMs, 0), maxTimeoutMs);
    this.#variationMs += (Math.abs(this.#roundTripMs - roundTripMs) - this.#variationMs) / 4;
    this.#roundTripMs += (roundTripMs - this.#roundTripMs) / 8;
    this.#timeoutMs = Math.min(this.#roundTripMs + Math.max(granularityMs, 4 * this.#variationMs), maxTimeoutMs);
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    const { clock, isCongested, isDeaf, ended } = this.#options;
    while (this.#unacknowledged.size > 0 && !ended.aborted) {
      await clock.sleep(tickMs, ended).catch(() => {});
      // What could not leave, or be acknowledged, does not age.
      if (!ended.aborted && !this.#paused && !isCongested() && !isDeaf()) this.#check();
    }
    this.#watching = false;
  }

  #check(): void {
    this.#tick += 1;
    const [oldest] = this.#unacknowledged.values();
    if (oldest !== undefined && this.#tick - oldest.firstTick >= giveUpTicks) {
      this.#options.giveUp(
        new StudioctlError("unavailable", "the connection to the space was lost", {
          why: "the space has acknowledged nothing for 5 minutes",
          fix: "connect again",
        }),
      );
      return;
    }
    const overdueTicks = Math.max(2, Math.ceil(this.#timeoutMs / tickMs));
    let left = resentAtOnce;
    for (const sent of this.#unacknowledged.values()) {
      if (this.#tick - sent.sentTick < overdueTicks) continue;
      this.#options.transmit(sent.bytes);
      sent.sentTick = this.#tick;
      sent.resent = true;
      left -= 1;
      if (left === 0) return;
    }
  }
}

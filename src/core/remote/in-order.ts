import type { ChannelMessage } from "./message.ts";

/** How much may be held while an earlier message is missing. */
export interface EarlyLimits {
  readonly messages: number;
  /** Of their payloads. */
  readonly bytes: number;
}

/** The messages of a stream, each once and in the order of their numbers, whatever order they come in. */
export class InOrder {
  readonly #limits: EarlyLimits;
  readonly #early = new Map<number, ChannelMessage>();
  #earlyBytes = 0;
  #expected = 0;

  constructor(limits: EarlyLimits) {
    this.#limits = limits;
  }

  /** Whether a message is missing that others came after. */
  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  /**
   * The messages that a message makes complete: none if an earlier one is missing, or if it came before. Undefined: there is no room for
   * it, so it must not be acknowledged.
   */
  take(message: ChannelMessage): readonly ChannelMessage[] | undefined {
    const { sequenceNumber, payload } = message;
    if (sequenceNumber < this.#expected) return [];
    if (sequenceNumber > this.#expected) {
      if (this.#early.size >= this.#limits.messages || this.#earlyBytes + payload.length > this.#limits.bytes) return undefined;
      if (!this.#early.has(sequenceNumber)) {
        // A copy: the payload is a view of a piece of the network's, which may be far larger.
        this.#early.set(sequenceNumber, { ...message, payload: Uint8Array.from(payload) });
        this.#earlyBytes += payload.length;
      }
      return [];
    }
    const complete = [message];
    this.#expected += 1;
    for (let next = this.#early.get(this.#expected); next !== undefined; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#earlyBytes -= next.payload.length;
      complete.push(next);
      this.#expected += 1;
    }
    return complete;
  }
}

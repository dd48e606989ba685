/** Bytes held for the reader before the network has to wait. */
const highBytes = 256 * 1024;

export interface ReceivedOptions {
  /** Called when the reader falls behind. */
  readonly onFull: () => void;
  /** Called when the reader has taken what was there. */
  readonly onDrained: () => void;
}

/** Received bytes that have not been read yet. One reader. */
export class Received implements AsyncIterable<Uint8Array> {
  readonly #options: ReceivedOptions;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isFull = false;
  #ended = false;
  #error: unknown;
  #notify: (() => void) | undefined;

  constructor(options: ReceivedOptions) {
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    if (this.#ended || chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (!this.#isFull && this.#bytes >= highBytes) {
      this.#isFull = true;
      this.#options.onFull();
    }
    this.#notify?.();
  }

  /** Nothing more comes; the reader gets what is there, then the error. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#notify?.();
  }

  /** Everything that is there at each turn, as one piece: a reader that is slow gets fewer and larger pieces. */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      while (this.#chunks.length > 0) yield this.#take();
      if (this.#ended) break;
      await new Promise<void>((resolve) => (this.#notify = resolve));
      this.#notify = undefined;
    }
    if (this.#error !== undefined) throw this.#error;
  }

  #take(): Uint8Array {
    const [first, ...others] = this.#chunks;
    const taken = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    if (this.#isFull) {
      this.#isFull = false;
      this.#options.onDrained();
    }
    return taken;
  }
}

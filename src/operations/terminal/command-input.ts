import { lines, maxInput } from "../../core/terminal/frames.ts";

/** Bytes sent but not yet read by the command. */
const inputWindow = 256 * 1024;

/** What is typed into the command: sent ahead of what it has taken by a certain amount, and again if that was lost. */
export class CommandInput {
  readonly #pieces: AsyncIterator<Uint8Array>;
  /** What has been read and not taken yet, from `#taken` on. */
  #kept: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  #read = 0;
  #taken = 0;
  #ended = false;
  #closed = false;
  #isReading = false;
  #wake: (() => void) | undefined;

  constructor(stdin: AsyncIterable<Uint8Array>) {
    this.#pieces = stdin[Symbol.asyncIterator]();
  }

  /** So many bytes have been taken in all. */
  taken(bytes: number): void {
    // More than there were is said by a container that would have all of the input at once.
    if (bytes <= this.#taken || bytes > this.#read) return;
    this.#taken = bytes;
    this.#kept = this.#kept.filter(({ offset, bytes: each }) => offset + each.length > bytes);
    this.#wake?.();
  }

  /** The command reads no more. */
  close(): void {
    this.#closed = true;
    this.#kept = [];
    this.#wake?.();
    // A terminal may have no input, so it is not waited for.
    void this.#pieces.return?.();
  }

  /** Sends all there is, and what comes, until it is closed or the connection ends. Rejects as `type` does. */
  async pump(type: (text: string) => Promise<void>, signal: AbortSignal): Promise<void> {
    let sent = this.#taken;
    const wake = (): void => this.#wake?.();
    signal.addEventListener("abort", wake, { once: true });
    for (;;) {
      if (this.#closed || signal.aborted) return;
      const piece = this.#kept.find(({ offset, bytes }) => offset + bytes.length > sent);
      if (piece !== undefined) {
        await type(lines.input(piece.offset, piece.bytes));
        sent = piece.offset + piece.bytes.length;
      } else if (this.#ended) {
        return await type(lines.endOfInput(this.#read));
      } else {
        if (!this.#isReading && this.#read - this.#taken < inputWindow) void this.#readMore();
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  async #readMore(): Promise<void> {
    this.#isReading = true;
    try {
      const { done, value } = await this.#pieces.next();
      if (done === true) this.#ended = true;
      else {
        for (let start = 0; start < value.length; start += maxInput) {
          const bytes = value.subarray(start, start + maxInput);
          this.#kept.push({ offset: this.#read, bytes });
          this.#read += bytes.length;
        }
      }
    } catch {
      // Input that cannot be read any more has ended.
      this.#ended = true;
    }
    this.#isReading = false;
    this.#wake?.();
  }
}

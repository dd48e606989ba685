import { StudioctlError, isError } from "../../core/errors.ts";
import { EscapeFilter } from "../../core/terminal/escape.ts";
import { Seen } from "../../core/terminal/seen.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LocalTerminal, TakenTerminal } from "../../ports/local-terminal.ts";
import type { AttachedTerminal, RemoteTerminals } from "../../ports/terminals.ts";
import { reattach } from "./reattach.ts";

interface Ports {
  readonly terminals: RemoteTerminals;
  readonly local: LocalTerminal;
  readonly clock: Clock;
}

export interface AttachRequest {
  /** Of the remote terminal. */
  readonly name: string;
  /** Called when the terminal is attached for the first time. */
  readonly attached?: () => void;
  readonly signal: AbortSignal;
}

/** How an attachment ended: with the remote terminal, or because the user left with `~.`. */
export type Attachment = "ended" | "left";

/** Keys typed at once, as by a paste, are sent in parts, in characters. */
const typedAtOnce = 4096;

/**
 * Attaches this terminal to a remote one until one of them ends. A lost connection is taken up again as long as the remote terminal is
 * there; what is typed meanwhile is dropped, except for `~.`. Rejects as RemoteTerminals does, or with the signal's reason.
 */
export async function attachTerminal(ports: Ports, { name, attached, signal }: AttachRequest): Promise<Attachment> {
  const first = await ports.terminals.attach(name, signal);
  attached?.();
  const taken = ports.local.takeOver();
  try {
    return await new Attached(ports, name, taken, signal).toTheEnd(first);
  } finally {
    first.close();
    taken.giveBack();
  }
}

class Attached {
  readonly #seen = new Seen();
  readonly #left = new AbortController();
  readonly #signal: AbortSignal;
  #connection: AttachedTerminal | undefined;

  constructor(
    private readonly ports: Ports,
    private readonly name: string,
    private readonly taken: TakenTerminal,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#left.signal]);
  }

  async toTheEnd(first: AttachedTerminal): Promise<Attachment> {
    const { ports, taken, name } = this;
    taken.onResize(() => this.#resize());
    void this.#readKeys().catch((error: unknown) => this.#left.abort(error));
    try {
      let connection = first;
      let shownBefore = false;
      for (;;) {
        if (await this.#follow(connection, shownBefore)) return "ended";
        shownBefore = true;
        await this.#say("the connection was lost; connecting again (~. leaves)");
        connection = await reattach(ports, name, this.#signal);
        await this.#say("connected again");
      }
    } catch (error) {
      if (this.#left.signal.aborted && this.#left.signal.reason === left) return "left";
      this.#signal.throwIfAborted();
      // It ended while the connection was away.
      if (isError(error, "not-found")) {
        await this.#say("the remote terminal has ended");
        return "ended";
      }
      throw error;
    } finally {
      this.#left.abort(left);
      this.#connection?.close();
    }
  }

  /** One connection, to the end of the terminal (true) or to its own. */
  async #follow(connection: AttachedTerminal, shownBefore: boolean): Promise<boolean> {
    this.#connection = connection;
    const close = (): void => connection.close();
    this.#signal.addEventListener("abort", close, { once: true });
    this.#resize();
    let again = shownBefore;
    try {
      for await (const piece of connection.output) {
        const news = again ? this.#seen.newIn(piece) : piece;
        again = false;
        this.#seen.add(news);
        await this.taken.show(news);
      }
      this.#signal.throwIfAborted();
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isError(error, "unavailable")) return false;
      throw error;
    } finally {
      this.#connection = undefined;
      this.#signal.removeEventListener("abort", close);
      connection.close();
    }
  }

  #resize(): void {
    void this.#connection?.resize(this.taken.size).catch(() => {});
  }

  async #readKeys(): Promise<void> {
    const decoder = new TextDecoder("utf-8");
    const filter = new EscapeFilter();
    for await (const keys of this.taken.keys) {
      const { text, leaves } = filter.read(decoder.decode(keys, { stream: true }));
      await this.#type(text);
      if (leaves) this.#left.abort(left);
      if (this.#signal.aborted) return;
    }
    // The user's terminal was closed.
    this.#left.abort(left);
  }

  async #type(text: string): Promise<void> {
    for (let start = 0; start < text.length;) {
      let end = Math.min(start + typedAtOnce, text.length);
      // Not between the two halves of one character.
      if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
      await this.#connection?.type(text.slice(start, end)).catch(() => {});
      start = end;
    }
  }

  async #say(text: string): Promise<void> {
    await this.taken.show(`\r\n[studioctl: ${text}]\r\n`);
  }
}

/** The reason of a session that the user leaves. */
const left = new StudioctlError("interrupted", "left");

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

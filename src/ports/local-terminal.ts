import type { TerminalSize } from "./terminals.ts";

/** The terminal that the user sits at. */
export interface LocalTerminal {
  /** Whether both input and output are a terminal. */
  readonly isTerminal: boolean;
  /** Sets raw mode: every key is read as typed, without echo. The terminal is restored at the latest when the process ends. */
  takeOver(): TakenTerminal;
}

export interface TakenTerminal {
  readonly size: TerminalSize;
  /** Called after each change of the size. */
  onResize(listener: () => void): void;
  /** The typed input, in pieces as they arrive; ends when the terminal is gone. To be iterated once. */
  readonly keys: AsyncIterable<Uint8Array>;
  show(text: string): Promise<void>;
  /** Restores the terminal, after writing the text that resets its modes. A second call does nothing. */
  giveBack(): void;
}

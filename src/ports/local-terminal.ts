import type { TerminalSize } from "./terminals.ts";

/** The terminal that the user sits at. */
export interface LocalTerminal {
  /** Whether both input and output are a terminal. */
  readonly isTerminal: boolean;
  /** Takes it over: every key comes as it is typed, nothing is echoed. It is given back at the latest when the process ends, by whatever. */
  takeOver(): TakenTerminal;
}

export interface TakenTerminal {
  readonly size: TerminalSize;
  /** Called after each change of the size. */
  onResize(listener: () => void): void;
  /** What is typed, in pieces as they come; ends when the terminal is gone. To be iterated once. */
  readonly keys: AsyncIterable<Uint8Array>;
  show(text: string): Promise<void>;
  /** Gives the terminal back, after writing what restores its modes. A second time does nothing. */
  giveBack(): void;
}

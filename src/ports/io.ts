import { StudioctlError } from "../core/errors.ts";
import type { Drawn } from "../core/visible.ts";

/** One output of the program. */
export interface Output {
  readonly isTerminal: boolean;
  /** Whether lines can be redrawn: not a pipe, not a dumb terminal, and plain lines were not requested. */
  readonly drawable: boolean;
  /** Characters in a line; a wide default where there is no terminal. */
  readonly columns: number;
  /** Lines on the screen; infinite if there is no terminal. */
  readonly rows: number;
  /** Whether colours are wanted here (terminal, NO_COLOR, FORCE_COLOR, --color). */
  readonly colors: boolean;
  /** Writes a text with its control and invisible characters escaped; only `Drawn` text is written unchanged. */
  write(text: string | Drawn): Promise<void>;
  /** Writes bytes unchanged, for a result that is not text; resolves when they are passed on, so that a slow reader slows the writer. */
  writeBytes(bytes: Uint8Array): Promise<void>;
}

export interface Input {
  readonly isTerminal: boolean;
  /** All of it, as text. */
  text(): Promise<string>;
  /** Its bytes as they arrive; read on demand, with only the stream's buffer read ahead. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** The streams of one invocation; a test's are buffers with every terminal off. */
export interface Io {
  readonly stdin: Input;
  /** Results only. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
}

/** The reason of the signal where nobody reads the output any more: a command ends in order, as by Ctrl-C, but quietly. */
export const outputClosed = new StudioctlError("interrupted", "the reader of the output has closed it");

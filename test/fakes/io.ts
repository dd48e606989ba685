import { sent } from "../../src/core/visible.ts";
import type { Io, Output } from "../../src/ports/io.ts";

export interface FakeIoOptions {
  /** Whether every stream is a terminal; off, as in a pipe. */
  readonly terminal?: boolean;
  /** A terminal on which nothing can be drawn over. */
  readonly plain?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly colors?: boolean;
  readonly stdin?: string;
}

export interface FakeIo extends Io {
  /** What was written so far. */
  readonly written: { readonly stdout: string; readonly stderr: string };
}

/** Streams that are buffers. */
export function fakeIo({
  terminal = false,
  plain = false,
  columns = 80,
  rows = Infinity,
  colors = false,
  stdin = "",
}: FakeIoOptions = {}): FakeIo {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written): Output => ({
    isTerminal: terminal,
    drawable: terminal && !plain,
    columns,
    rows,
    colors,
    write: async (text) => void (written[name] += sent(text)),
  });
  return { written, stdin: { isTerminal: terminal, text: async () => stdin }, stdout: output("stdout"), stderr: output("stderr") };
}

import { text } from "node:stream/consumers";
import { sent } from "../../src/core/visible.ts";
import type { Input, Io, Output } from "../../src/ports/io.ts";

export interface FakeIoOptions {
  /** Whether every stream is a terminal; off, as in a pipe. */
  readonly terminal?: boolean;
  /** A terminal on which nothing can be drawn over. */
  readonly plain?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly colors?: boolean;
  readonly stdin?: string | AsyncIterable<Uint8Array>;
}

export interface FakeIo extends Io {
  /** What was written so far. */
  readonly written: { readonly stdout: string; readonly stderr: string };
  /** The same as bytes. */
  readonly writtenBytes: { readonly stdout: Buffer; readonly stderr: Buffer };
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
  const chunks: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  const bytesOf = (name: keyof typeof chunks): Buffer => Buffer.concat(chunks[name]);
  const output = (name: keyof typeof chunks): Output => ({
    isTerminal: terminal,
    drawable: terminal && !plain,
    columns,
    rows,
    colors,
    write: async (text) => void chunks[name].push(Buffer.from(sent(text))),
    writeBytes: async (bytes) => void chunks[name].push(Buffer.from(bytes)),
  });
  return {
    written: {
      get stdout() {
        return bytesOf("stdout").toString();
      },
      get stderr() {
        return bytesOf("stderr").toString();
      },
    },
    writtenBytes: {
      get stdout() {
        return bytesOf("stdout");
      },
      get stderr() {
        return bytesOf("stderr");
      },
    },
    stdin: input(stdin, terminal),
    stdout: output("stdout"),
    stderr: output("stderr"),
  };
}

function input(given: string | AsyncIterable<Uint8Array>, isTerminal: boolean): Input {
  async function* bytes(): AsyncIterable<Uint8Array> {
    if (typeof given === "string") yield Buffer.from(given);
    else yield* given;
  }
  return { isTerminal, text: async () => await text(bytes()), bytes };
}

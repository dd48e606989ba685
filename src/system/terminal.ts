import { isatty } from "node:tty";
import { StudioctlError, codeOf } from "../core/errors.ts";
import { sent } from "../core/visible.ts";
import type { Input, Io, Output } from "../ports/io.ts";
import type { Environment } from "./paths.ts";

export type ColorChoice = "auto" | "always" | "never";

/** A stream of a process; members of a terminal are absent on a pipe, contrary to Node's types. */
interface OutStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}
interface InStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
}

const widthWithoutTerminal = 200;

/**
 * The streams of this process, each opened on first use: standard input costs 4 ms at start, and few
 * commands read it. Writes to a pipe without a reader are discarded.
 */
export function processIo(
  streams: { readonly stdin: InStream; readonly stdout: OutStream; readonly stderr: OutStream },
  env: Environment,
  color: ColorChoice,
): Io {
  return {
    get stdin() {
      return input(streams.stdin);
    },
    get stdout() {
      return output(streams.stdout, env, color);
    },
    get stderr() {
      return output(streams.stderr, env, color);
    },
  };
}

function output(stream: OutStream, env: Environment, color: ColorChoice): Output {
  const isTerminal = stream.isTTY === true;
  const written = (data: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(data, (error) => {
        if (!error || isClosedPipe(error) || (isTerminal && isLostTerminal(error))) resolve();
        else
          reject(
            new StudioctlError("failed", "the output cannot be written", {
              why: error.message,
              fix: "check the file or disk that the output goes to",
              cause: error,
            }),
          );
      });
    });
  return {
    isTerminal,
    drawable: isTerminal && env["TERM"] !== "dumb" && !env["STUDIOCTL_PLAIN"],
    get columns() {
      // A terminal whose size was never set reports zero columns.
      return stream.columns || widthWithoutTerminal;
    },
    get rows() {
      return stream.rows || Infinity;
    },
    colors: wantsColors(env, color, isTerminal),
    write: (text) => written(sent(text)),
    writeBytes: written,
  };
}

/** --color first, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal (no-color.org, force-color.org). */
export function wantsColors(env: Environment, color: ColorChoice, isTerminal: boolean): boolean {
  if (color !== "auto") return color === "always";
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return isTerminal && env["TERM"] !== "dumb";
}

export function isClosedPipe(error: unknown): boolean {
  const code = codeOf(error);
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}

/** The terminal was closed, which also sends SIGHUP: the command then ends in order, although nobody reads its output. */
export function isLostTerminal(error: unknown): boolean {
  return codeOf(error) === "EIO";
}

/**
 * Node aborts at its end, with a stack trace and a core dump, if its terminal is gone, because it cannot restore the settings (ResetStdio
 * in node.cc). So a process whose terminal is gone ends by SIGHUP instead.
 */
export function endQuietlyWithoutTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  if (terminals.length === 0 || process.platform === "win32") return;
  process.once("exit", () => {
    if (terminals.every((fd) => isatty(fd))) return;
    process.removeAllListeners("SIGHUP");
    process.kill(process.pid, "SIGHUP");
  });
}

function input(stream: InStream): Input {
  return {
    isTerminal: stream.isTTY === true,
    async text() {
      stream.setEncoding("utf8");
      let all = "";
      for await (const part of stream) all += String(part);
      return all;
    },
    async *bytes() {
      for await (const part of stream) yield typeof part === "string" ? Buffer.from(part) : part;
    },
  };
}

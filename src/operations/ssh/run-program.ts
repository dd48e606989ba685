import { StudioctlError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SshStreams } from "../../ports/ssh.ts";

export interface ProgramRequest {
  /** The program and its arguments: no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  /** Resolves when the bytes have been taken. */
  readonly stdout: (bytes: Uint8Array) => Promise<void>;
  /** Called when the program has been started. */
  readonly started?: () => void;
  /** Ends the program, and the connection. */
  readonly signal: AbortSignal;
}

/** How the program ended. */
export interface ProgramEnd {
  readonly exitCode: number;
  /** The last lines of its stderr. */
  readonly said: readonly string[];
}

interface Ports {
  /** Starts a command at the remote side. */
  readonly start: (argv: readonly string[]) => Promise<SshStreams>;
  readonly clock: Pick<Clock, "random" | "sleep">;
}

/** How long a program that is ended may take to put its things in order. */
const graceMilliseconds = 3_000;

/** ssh's own exit code where it fails (ssh(1), EXIT STATUS). */
const failedSsh = 255;

/**
 * Says that it begins, then runs the program until that ends, or until standard input does: sshd ends nothing that has no terminal when
 * a connection is lost. A program in the background ignores SIGINT (POSIX, 2.11), so it gets SIGTERM.
 */
const watched = `
printf '%s\\n' "$1"
shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ cat <&3; kill -TERM $program; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $program
code=$?
kill $watcher 2>/dev/null
exit $code
`;

/**
 * Runs a program in a space without a terminal and without input, and resolves when it has ended. Rejects with `unavailable` where the
 * connection cannot be made or is lost, and with the signal's reason.
 */
export async function runProgram({ start, clock }: Ports, { argv, stdout, started, signal }: ProgramRequest): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const mark = `studioctl-${Math.floor(clock.random() * 2 ** 48).toString(36)}\n`;
  const streams = await start(["/bin/sh", "-c", watched, "studioctl", mark.trimEnd(), ...argv]);
  streams.input.on("error", () => {});
  const over = new AbortController();
  const end = (): void => {
    streams.input.end();
    clock.sleep(graceMilliseconds, over.signal).then(
      () => void streams.close(),
      () => {},
    );
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  let hasBegun = false;
  try {
    // What a shell writes at its start comes before the mark.
    let before = Buffer.alloc(0);
    for await (const part of streams.output) {
      const bytes = Buffer.from(part);
      if (hasBegun) {
        await stdout(bytes);
        continue;
      }
      before = Buffer.concat([before, bytes]);
      const at = before.indexOf(mark);
      if (at === -1) continue;
      hasBegun = true;
      started?.();
      await stdout(before.subarray(at + mark.length));
    }
    const { exitCode, said } = await streams.ended;
    signal.throwIfAborted();
    if (exitCode === failedSsh || !hasBegun) {
      throw new StudioctlError("unavailable", hasBegun ? "the connection by ssh was lost" : "ssh could not start the program", {
        why: said.join("; ") || `ssh ended with ${exitCode}`,
      });
    }
    return { exitCode, said };
  } finally {
    over.abort();
    signal.removeEventListener("abort", end);
    await streams.close();
  }
}

import type { RemoteChannel } from "../../ports/remote-sessions.ts";

/** The source and the destination of a session's bytes. */
export interface ByteStreams {
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are passed on. */
  readonly output: (bytes: Uint8Array) => Promise<void>;
}

/**
 * Carries bytes between a channel and streams, each direction at the pace of its reader, until either side ends or the signal
 * is aborted; then terminates the session. The end of the input ends the session too: the protocol cannot end one direction
 * alone. Rejects with errors of the channel or of a stream.
 */
export async function pipe(channel: RemoteChannel, { input, output }: ByteStreams, signal: AbortSignal): Promise<void> {
  const receiving = (async () => {
    for await (const bytes of channel.received) await output(bytes);
  })();
  const sending = (async (): Promise<"input" | "channel"> => {
    for await (const bytes of input) {
      const hasEnded = await channel.send(bytes).then(
        () => false,
        () => true,
      );
      if (hasEnded) return "channel";
    }
    return "input";
  })();
  // Whatever is pending when the session ends is abandoned: a read of the terminal, a write without a reader.
  receiving.catch(() => {});
  sending.catch(() => {});
  try {
    const first = await Promise.race([receiving.then(() => "channel" as const), sending, whenAborted(signal)]);
    // Only the receiving side knows why the channel ended, and it first delivers what came before.
    if (first === "channel") await receiving;
  } finally {
    await channel.close();
  }
  if (!signal.aborted) await receiving;
}

async function whenAborted(signal: AbortSignal): Promise<"signal"> {
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve, { once: true });
    });
  return "signal";
}

import { whyFailed } from "../../core/errors.ts";
import { untilAborted } from "../../core/time-limit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RemoteTerminals } from "../../ports/terminals.ts";

/** Unique letters and digits. */
export function nonceOf({ random, now }: Pick<Clock, "random" | "now">): string {
  const part = (): string => Math.floor(random() * 36 ** 6).toString(36);
  return `${now().getTime().toString(36)}${part()}${part()}`;
}

/**
 * The name of a terminal that studioctl opens: people see it in the browser, and no terminal that is opened later has it, as the server's own
 * numbers would be used again.
 */
export function terminalName(nonce: string): string {
  return `studioctl_${nonce}`;
}

/**
 * Opens a terminal of that name, with a shell or the given program. One that may have been opened although that failed, or was no longer
 * wanted, is ended.
 */
export async function createOwn(
  { terminals }: { readonly terminals: RemoteTerminals },
  wanted: string,
  signal: AbortSignal,
  program?: readonly string[],
): Promise<string> {
  signal.throwIfAborted();
  const creating = terminals.create(wanted, program);
  try {
    return await untilAborted(signal, creating);
  } catch (error) {
    await creating.then((name) => terminals.delete(name)).catch(() => terminals.delete(wanted).catch(() => {}));
    throw error;
  }
}

/** Ends a terminal that studioctl opened; if that fails, the user sees which one is left. */
export async function endTerminal(terminals: Pick<RemoteTerminals, "delete">, name: string, notice: (text: string) => void): Promise<void> {
  try {
    await terminals.delete(name);
  } catch (error) {
    notice(`terminal ${name} may still be open: ${whyFailed(error)}`);
  }
}

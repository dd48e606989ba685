import type { Waiting } from "../operations/waiters.ts";
import type { Context } from "./context.ts";

/** How long a verb that changes something waits for the end state; undefined with --no-wait. */
export function waitingOf({ globals, signal }: Context): Waiting | undefined {
  return globals.noWait ? undefined : { timeoutMs: globals.timeout, signal };
}

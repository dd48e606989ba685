import { formatDuration } from "../core/time.ts";
import { StudioctlError } from "../core/errors.ts";
import { untilAborted } from "../core/time-limit.ts";
import type { Context } from "./context.ts";

/** The phase in which a verb connects to an app: limited by --timeout, ended by Ctrl-C. */
export interface Entering {
  /** Aborted when the command ends, and by the time limit until `entered`. */
  readonly signal: AbortSignal;
  /** It is connected: from here on only Ctrl-C ends it. */
  readonly entered: () => void;
  /** Stops waiting for work that ignores the signal. */
  readonly wait: <T>(work: Promise<T>) => Promise<T>;
}

export function entering({ clock, globals, signal }: Pick<Context, "clock" | "globals" | "signal">, target: string): Entering {
  const [late, inside] = [new AbortController(), new AbortController()];
  clock.sleep(globals.timeout, inside.signal).then(
    () =>
      late.abort(
        new StudioctlError("timeout", `connecting to ${target} took longer than ${formatDuration(globals.timeout)}`, {
          fix: "--timeout waits longer",
        }),
      ),
    () => {},
  );
  const either = AbortSignal.any([signal, late.signal]);
  return {
    signal: either,
    entered: () => inside.abort(),
    wait: (work) => untilAborted(either, work),
  };
}

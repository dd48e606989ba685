import { within as inTime } from "../core/time-limit.ts";
import type { Clock } from "../ports/clock.ts";
import type { Trace } from "../ports/connection.ts";
import { reasonOf, Unreadable } from "./unreadable.ts";

/** Limits and traces work. */
export interface Limiting {
  readonly clock: Pick<Clock, "sleep">;
  readonly trace: Trace;
}

/** Work that may take so long. */
export interface Limited {
  /** For the error: `the sign-in`. */
  readonly what: string;
  /** For the trace: `JupyterLab of space:nlp`. Addresses are secrets, so only the server is named. */
  readonly server: string;
  readonly limitMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs work that must end within a limit, and traces it. */
export async function within<T>(
  { clock, trace }: Limiting,
  { what, server, limitMilliseconds, signal }: Limited,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = trace(`${server}: ${what}`);
  const late = () => new Unreadable(`${what} took longer than ${limitMilliseconds / 1000} s`);
  try {
    const result = await inTime(clock, { limitMs: limitMilliseconds, signal, late }, work);
    ended("done");
    return result;
  } catch (error) {
    ended(reasonOf(error));
    throw error;
  }
}

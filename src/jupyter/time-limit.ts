import type { Clock } from "../ports/clock.ts";
import type { Trace } from "../ports/connection.ts";
import { reasonOf, Unreadable } from "./unreadable.ts";

/** What limits work and traces it. */
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

/** Runs work that must end within a limit, by the clock; what it leaves under way is cancelled, and never waited for. */
export async function within<T>(
  { clock, trace }: Limiting,
  { what, server, limitMilliseconds, signal }: Limited,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = trace(`${server}: ${what}`);
  const over = new AbortController();
  clock.sleep(limitMilliseconds, over.signal).then(
    () => over.abort(new Unreadable(`${what} took longer than ${limitMilliseconds / 1000} s`)),
    () => {},
  );
  const either = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const aborted = new Promise<never>((_, reject) => either.addEventListener("abort", () => reject(either.reason), { once: true }));
  try {
    const result = await Promise.race([work(either), aborted]);
    ended("done");
    return result;
  } catch (error) {
    ended(reasonOf(error));
    throw error;
  } finally {
    over.abort();
  }
}

import { StudioctlError, isError } from "../core/errors.ts";

/** The same error with what was done before it: `goOn` says how to go on from there. */
export function withWhatIsDone(error: unknown, done: readonly string[], goOn: string): unknown {
  if (!(error instanceof StudioctlError) || done.length === 0) return error;
  const { why, fix } = error;
  return error.with({
    why: [...(why === undefined ? [] : [why]), `done before that: ${done.join(", ")}`].join("; "),
    fix: fix === undefined || error.code === "timeout" ? goOn : `${fix}; then ${goOn}`,
  });
}

/** What is read, or undefined where there is no such thing (`not-found`). */
export async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isError(error, "not-found")) return undefined;
    throw error;
  }
}

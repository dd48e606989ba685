import { type ErrorCode, isError, StudioctlError } from "../core/errors.ts";
import { suggestion } from "../core/suggest.ts";
import { namesText } from "../core/suggest.ts";

/** Errors whose own fix continues from the completed steps. */
const goesOn: ReadonlySet<ErrorCode> = new Set(["no-capacity", "interrupted"]);

/** The same error with the completed steps: `goOn` says how to continue. */
export function withWhatIsDone(error: unknown, done: readonly string[], goOn: string): unknown {
  if (!(error instanceof StudioctlError) || done.length === 0) return error;
  const { why, fix } = error;
  return error.with({
    why: [...(why === undefined ? [] : [why]), `done before that: ${namesText(done)}`].join("; "),
    fix: fix === undefined || error.code === "timeout" ? goOn : goesOn.has(error.code) ? fix : `${fix}; then ${goOn}`,
  });
}

/** The result of a read, or undefined for `not-found`. */
export async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isError(error, "not-found")) return undefined;
    throw error;
  }
}

/** What a check finds, or `otherwise` where these credentials may not read what it needs (`denied`). */
export async function unlessDenied<T>(otherwise: T, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!isError(error, "denied")) throw error;
    return otherwise;
  }
}

/**
 * The result of a read, or what `otherwise` makes of its error. Rejects with errors of the codes `fatal`, and with other errors than
 * StudioctlError.
 */
export async function orElse<T>(
  find: () => Promise<T>,
  otherwise: (error: StudioctlError) => T,
  fatal: readonly ErrorCode[] = ["interrupted"],
): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof StudioctlError) || isError(error, ...fatal)) throw error;
    return otherwise(error);
  }
}

/** What was looked up, and how to list the existing names. */
export interface Lookup {
  readonly what: string;
  readonly name: string;
  readonly where: string;
  readonly lists: string;
}

/** Reads one thing; if it is not found, the error suggests an existing name. */
export async function suggesting<T>(lookup: Lookup, read: () => Promise<T>, names: () => Promise<readonly string[]>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isError(error, "not-found")) throw error;
    throw error.with({
      message: `no ${lookup.what} "${lookup.name}" in ${lookup.where}`,
      why: undefined,
      fix: suggestion(lookup.name, await names()) ?? `${lookup.lists} shows them`,
    });
  }
}

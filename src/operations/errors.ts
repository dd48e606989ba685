import { type ErrorCode, isError, StudioctlError } from "../core/errors.ts";
import { suggestion } from "../core/suggest.ts";

/** Errors whose own fix goes on from what was done. */
const goesOn: ReadonlySet<ErrorCode> = new Set(["no-capacity", "interrupted"]);

/** The same error with what was done before it: `goOn` says how to go on from there. */
export function withWhatIsDone(error: unknown, done: readonly string[], goOn: string): unknown {
  if (!(error instanceof StudioctlError) || done.length === 0) return error;
  const { why, fix } = error;
  return error.with({
    why: [...(why === undefined ? [] : [why]), `done before that: ${done.join(", ")}`].join("; "),
    fix: fix === undefined || error.code === "timeout" ? goOn : goesOn.has(error.code) ? fix : `${fix}; then ${goOn}`,
  });
}

/** What is read, or undefined if there is no such thing (`not-found`). */
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
 * What was found, or what to say of the error that kept it from being so. Rejects with errors of the codes `fatal`, and with what is not a
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

/** What was looked for, and how to see what there is. */
export interface Lookup {
  readonly what: string;
  readonly name: string;
  readonly where: string;
  readonly lists: string;
}

/** Reads one thing; where it is not found, the names there are make a suggestion. */
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

import { isError } from "../core/errors.ts";
import { suggestion } from "../core/suggest.ts";

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

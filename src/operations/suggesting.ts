import { isError } from "../core/errors.ts";
import { suggestion } from "../core/suggest.ts";

/** What was looked for, and how to see what there is. */
export interface Sought {
  readonly what: string;
  readonly name: string;
  readonly where: string;
  readonly lists: string;
}

/** Reads one thing; where it is not found, the names there are make a suggestion. */
export async function suggesting<T>(sought: Sought, read: () => Promise<T>, names: () => Promise<readonly string[]>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isError(error, "not-found")) throw error;
    throw error.with({
      message: `no ${sought.what} "${sought.name}" in ${sought.where}`,
      why: undefined,
      fix: suggestion(sought.name, await names()) ?? `${sought.lists} shows them`,
    });
  }
}

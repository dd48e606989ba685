import { collect } from "../core/collections.ts";
import { toJsonLines, toPlain } from "../output/document.ts";
import type { Context } from "./context.ts";
import type { Result, Rows } from "./result.ts";

/**
 * What a list of the service comes to. With -o jsonl each item is written as soon as its page is there, whatever the
 * list's length, and no more pages are asked for once nobody reads; what is said about all of them at the end is then left out,
 * but for an empty list. Otherwise, and for a query, `show` makes a result of all items.
 */
export async function listed<T extends object>(
  { globals, io }: Pick<Context, "globals" | "io">,
  items: AsyncIterable<T>,
  show: (all: readonly T[]) => Rows | Promise<Rows>,
): Promise<Result> {
  if (globals.output !== "jsonl" || globals.query !== undefined) return await show(await collect(items));
  let none = true;
  for await (const item of items) {
    none = false;
    await io.stdout.write(toJsonLines(toPlain(item)));
  }
  return none ? await show([]) : { kind: "nothing" };
}

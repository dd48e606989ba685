import { collect } from "../../core/collections.ts";
import type { StudioctlError } from "../../core/errors.ts";
import { distinctFailures, type FailedTarget, failureKind } from "../../core/failures.ts";
import { toJsonLines, toPlain } from "../../output/document.ts";
import type { Context } from "../context.ts";
import type { Rows, WholeResult } from "../result.ts";
import { errorDocument } from "./render-error.ts";

const mostNamed = 3;

/** Under a table of many targets: why each distinct failure happened and what to do, once. */
export function failureLines(targets: readonly FailedTarget[]): string[] {
  return distinctFailures(targets).flatMap(({ Why, Fix, Targets }) => {
    if (Why === undefined && Fix === undefined) return [];
    const named = Targets.slice(0, mostNamed).join(", ");
    const more = Targets.length > mostNamed ? ` and ${Targets.length - mostNamed} more` : "";
    return [
      [`failed: ${named}${more}`, ...(Why === undefined ? [] : [`  why: ${Why}`]), ...(Fix === undefined ? [] : [`  fix: ${Fix}`])].join(
        "\n",
      ),
    ];
  });
}

/**
 * The `Error` member of each row of a JSON list of many targets; `{}` for those that did not fail. The first row of each
 * distinct failure has its Why and Fix, the others Code, Message and RequestId.
 */
export function errorMembers(errors: readonly (StudioctlError | undefined)[]): readonly object[] {
  const explained = new Set<string>();
  return errors.map((error) => {
    if (error === undefined) return {};
    const kind = failureKind(error);
    const known = explained.has(kind);
    explained.add(kind);
    return errorDocument(error, !known);
  });
}

/**
 * The result of a service list. With -o jsonl each item is written as soon as its page has arrived, and no more pages are requested once
 * the output is closed; the summary at the end is then left out, except for an empty list. Otherwise, and for a query, `show` makes a
 * result of all items.
 */
export async function listed<T extends object>(
  { globals, io }: Pick<Context, "globals" | "io">,
  items: AsyncIterable<T>,
  show: (all: readonly T[]) => Rows | Promise<Rows>,
): Promise<WholeResult> {
  if (globals.output !== "jsonl" || globals.query !== undefined) return await show(await collect(items));
  let none = true;
  for await (const item of items) {
    none = false;
    await io.stdout.write(toJsonLines(toPlain(item)));
  }
  return none ? await show([]) : { kind: "nothing" };
}

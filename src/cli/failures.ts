import type { StudioctlError } from "../core/errors.ts";
import { type FailedTarget, distinctFailures, failureKind } from "../core/failures.ts";
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
 * distinct failure has its Why and Fix, the others Code, Message and RequestId: what is read of them is read once.
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

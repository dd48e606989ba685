import { type FailedTarget, distinctFailures } from "../core/failures.ts";

const mostNamed = 3;

/** Under a table of many targets: why each distinct failure happened and what to do, once. */
export function failureLines(targets: readonly FailedTarget[]): string[] {
  return distinctFailures(targets).flatMap(({ Why, Fix, Targets }) => {
    if (Why === undefined && Fix === undefined) return [];
    const named = Targets.slice(0, mostNamed).join(", ");
    const more = Targets.length > mostNamed ? ` and ${Targets.length - mostNamed} more` : "";
    return [[`failed: ${named}${more}`, ...(Why === undefined ? [] : [`  why: ${Why}`]), ...(Fix === undefined ? [] : [`  fix: ${Fix}`])].join("\n")];
  });
}

import type { StudioctlError } from "../errors.ts";

export const results = ["PASS", "WARN", "FAIL"] as const;
export type CheckResult = (typeof results)[number];

/** One line of the report: what was checked, the result, and what to do about it. */
export interface Check {
  readonly Check: string;
  /** A check without a result is a WARN. */
  readonly Result: CheckResult;
  readonly Detail: string;
  readonly Fix?: string;
}

export function pass(name: string, detail: string): Check {
  return { Check: name, Result: "PASS", Detail: detail };
}

export function warn(name: string, detail: string, fix?: string): Check {
  return { Check: name, Result: "WARN", Detail: detail, ...(fix !== undefined && { Fix: fix }) };
}

export function fail(name: string, detail: string, fix?: string): Check {
  return { Check: name, Result: "FAIL", Detail: detail, ...(fix !== undefined && { Fix: fix }) };
}

/** The check that an error fails, with the fix of the error. */
export function faulty(result: "WARN" | "FAIL", name: string, error: StudioctlError): Check {
  const detail = error.why === undefined ? error.message : `${error.message}: ${error.why}`;
  return (result === "FAIL" ? fail : warn)(name, detail.replaceAll(/\s+/g, " "), error.fix);
}

/** A check that was skipped, and why. */
export function unchecked(name: string, why: string): Check {
  return warn(name, `not checked: ${why}`);
}

/** `14 PASS, 2 WARN, 0 FAIL` */
export function tally(checks: readonly Check[]): string {
  return results.map((result) => `${checks.filter(({ Result }) => Result === result).length} ${result}`).join(", ");
}

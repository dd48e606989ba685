import { codeOf } from "../core/errors.ts";

/** Whether a file is not there. */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

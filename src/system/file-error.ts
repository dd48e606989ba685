import { codeOf } from "../core/errors.ts";

/** Whether a file does not exist. */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

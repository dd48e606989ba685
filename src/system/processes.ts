import { codeOf } from "../core/errors.ts";

/** Whether a process of any user exists on this machine. */
export function isProcessThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

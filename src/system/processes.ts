import { codeOf } from "../core/errors.ts";

/** Whether a process of this machine is there, whoever's it is. */
export function isProcessThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

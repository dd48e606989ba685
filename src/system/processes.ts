import { hostname } from "node:os";
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

/** A process, as shown to others: `process 4242 on build-1`; this one, if none is given. */
export function processName(
  { Pid, Host }: { readonly Pid: number; readonly Host: string } = { Pid: process.pid, Host: hostname() },
): string {
  return `process ${Pid} on ${Host}`;
}

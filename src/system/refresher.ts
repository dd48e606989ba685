import { spawn } from "node:child_process";
import { thisProgram } from "./program.ts";

/**
 * Starts this program again with other arguments, detached and silent, and waits at most the given milliseconds: it continues on its own.
 * Always resolves.
 */
export function startApart(words: readonly string[], waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const [command, ...first] = thisProgram();
    const child = spawn(command, [...first, ...words], { detached: true, stdio: "ignore", windowsHide: true });
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
    child.unref();
    setTimeout(resolve, waitMs);
  });
}

/** Waits for something that another process does. Resolves where it is done, and when the milliseconds are over. */
export async function until(done: () => boolean, waitMs: number): Promise<void> {
  for (const end = performance.now() + waitMs; performance.now() < end && !done();) await new Promise((resolve) => setTimeout(resolve, 10));
}

import { visibleLine } from "../core/visible.ts";
import type { Clock } from "../ports/clock.ts";
import type { Trace } from "../ports/connection.ts";

/** One line for each operation, with its duration. */
export function lineTrace(clock: Pick<Clock, "now">, write: (line: string) => void): Trace {
  return (what) => {
    const start = clock.now().getTime();
    return (outcome) => write(`debug: ${visibleLine(what)}: ${visibleLine(outcome)}, ${clock.now().getTime() - start} ms\n`);
  };
}

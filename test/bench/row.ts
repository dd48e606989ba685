import { statSync } from "node:fs";
import { type Comparison, type Program, compare, runOnce } from "./measure.ts";

/** One line of the bench's table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What it is compared with, in words. */
  readonly against: string;
  readonly ratio?: number;
  /** The ratio asked for, at most. */
  readonly target?: number;
  readonly peakMb?: number;
}

export interface Beside {
  readonly name: string;
  readonly program: Program;
  readonly target: number;
}

const usualPairs = 20;

/** The floor of every program that runs in Node. */
export const bareNode = { name: "node -e 0", program: [process.execPath, "-e", "0"] } as const;

/** A program of Node's compared with another. */
export function compared(what: string, program: Program, beside: Beside): Row {
  return { ...comparedWithoutPeak(what, program, beside), peakMb: runOnce(program).peakMb };
}

/** Any program compared with another, by time alone, in so many pairs; `variables` are added to the environment of both. */
export function comparedWithoutPeak(
  what: string,
  program: Program,
  { name, program: beside, target }: Beside,
  { variables = {}, pairs = usualPairs }: { readonly variables?: NodeJS.ProcessEnv; readonly pairs?: number } = {},
): Row {
  const { milliseconds, besideMilliseconds, ratio }: Comparison = compare(program, beside, pairs, variables);
  return { what, measured: `${milliseconds.toFixed(0)} ms`, against: `${name}: ${besideMilliseconds.toFixed(0)} ms`, ratio, target };
}

/** How much code there is in some files of dist. */
export function sizeOf(what: string, files: readonly string[]): Row {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return {
    what,
    measured: `${(bytes / 1000).toFixed(0)} kB`,
    against: `in ${files.length} ${files.length === 1 ? "file" : "files"} of dist`,
  };
}

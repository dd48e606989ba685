import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/** A program and its arguments, run to its end each time. */
export type Program = readonly [command: string, ...args: string[]];

/** What is compared: one program, and what is run beside it. */
export interface Comparison {
  readonly milliseconds: number;
  readonly besideMilliseconds: number;
  /** The median of the pairs' own ratios: what else the machine does strikes both halves of a pair alike. */
  readonly ratio: number;
}

/**
 * Runs both in turn, so many times after one of each that does not count, each first as often as the other. `variables` are added to the
 * environment of both.
 */
export function compare(program: Program, beside: Program, pairs: number, variables: NodeJS.ProcessEnv = {}): Comparison {
  const sandboxed = home();
  const env = { ...sandboxed.env, ...variables };
  try {
    const own: number[] = [];
    const other: number[] = [];
    for (let pair = -1; pair < pairs; pair += 1) {
      const ownFirst = pair % 2 === 0;
      const early = timed(ownFirst ? program : beside, env);
      const late = timed(ownFirst ? beside : program, env);
      if (pair < 0) continue;
      own.push(ownFirst ? early : late);
      other.push(ownFirst ? late : early);
    }
    return {
      milliseconds: median(own),
      besideMilliseconds: median(other),
      ratio: median(own.map((time, pair) => time / (other[pair] ?? Number.NaN))),
    };
  } finally {
    sandboxed.remove();
  }
}

/** One run of a program of Node's. */
export interface Run {
  readonly milliseconds: number;
  readonly stdout: string;
  readonly peakMb: number;
  /** The most that its heap held after a collection of garbage; 0 but with --expose-gc. */
  readonly heldMb: number;
  /** The files that Node's own loader read. */
  readonly files: readonly string[];
}

/**
 * Runs a program of Node's once, with a hook that tells at the exit what it took. `variables` are added to its environment; with `discard`
 * its output is not kept.
 */
export function runOnce([, ...args]: Program, variables: NodeJS.ProcessEnv = {}, { discard = false } = {}): Run {
  const sandboxed = home();
  try {
    const report = join(sandboxed.folder, "report.json");
    const hook = fileURLToPath(new URL("tell-at-exit.cjs", import.meta.url));
    const start = performance.now();
    const stdout = run([process.execPath, "--require", hook, ...args], { ...sandboxed.env, ...variables, BENCH_REPORT: report }, discard);
    const milliseconds = performance.now() - start;
    const { peakKb, heldKb, files }: { readonly peakKb: number; readonly heldKb: number; readonly files: string[] } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    return { milliseconds, stdout, peakMb: peakKb / 1024, heldMb: heldKb / 1024, files };
  } finally {
    sandboxed.remove();
  }
}

/** Runs any program once. */
export function runOther(program: Program): { readonly milliseconds: number; readonly stdout: string } {
  const sandboxed = home();
  try {
    const start = performance.now();
    const stdout = run(program, sandboxed.env);
    return { milliseconds: performance.now() - start, stdout };
  } finally {
    sandboxed.remove();
  }
}

/** Whether a program is there. */
export function isInstalled([command, ...args]: Program): boolean {
  return spawnSync(command, args).status === 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function timed(program: Program, env: NodeJS.ProcessEnv): number {
  const start = performance.now();
  run(program, env);
  return performance.now() - start;
}

function run([command, ...args]: Program, env: NodeJS.ProcessEnv, discard = false): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...(discard && { stdio: ["ignore", "ignore", "pipe"] }),
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")} exited with ${String(status)}: ${stderr}`);
  return discard ? "" : stdout;
}

/** A folder of its own for each measurement, and nothing of the user's that changes what is measured. */
function home(): { readonly folder: string; readonly env: NodeJS.ProcessEnv; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-bench-"));
  const env = {
    ...process.env,
    STUDIOCTL_STATE_HOME: join(folder, "state"),
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_PAGER: "",
    // Each of these makes Node itself start slower, or faster, than a user's does.
    NODE_EXTRA_CA_CERTS: undefined,
    NODE_OPTIONS: undefined,
    NODE_COMPILE_CACHE: undefined,
    NODE_V8_COVERAGE: undefined,
  };
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

import type { SweepReport } from "../../src/core/idle/report.ts";
import { type Fleet, appsOf, idleAppsOf } from "./fleet.ts";
import type { Built } from "./built.ts";
import { median, runOnce } from "./measure.ts";
import type { Row } from "./row.ts";
import { type Counts, type Scenario, type Served, whileServing } from "./served.ts";

/** 1,000 apps of 200 users; of twenty of them all apps are idle. */
const fleet: Fleet = { users: 200, idleUsers: 20 };
const concurrency = 10;
const latencyMs = 20;
const requestsPerSecond = 20;

/**
 * The fewest calls that tell what a plan must know (FACTS 6, 9): whose account it is, all apps in pages of a
 * hundred, how the domain signs in, the prices of three types of apps where none have been kept; for each
 * server a presigned URL, its redirect and page, sessions, kernels and terminals; for each app that would
 * stop, its timestamps and its tags.
 */
const needed = {
  controlPlane: 1 + Math.ceil(appsOf(fleet) / 100) + 1 + fleet.users + 2 * idleAppsOf(fleet),
  prices: 3,
  jupyter: fleet.users * (2 + 3),
};

/** A plan of a large account, as a whole process: how near it comes to what latency, then throttling, allow. */
export async function sweepRows({ launcher }: Built): Promise<Row[]> {
  const far = await measured(launcher, { fleet, latencyMs, requestsPerSecond: 0 }, 3);
  const signed = needed.controlPlane + needed.prices;
  const calls = signed + needed.jupyter;
  const throttled = await measured(launcher, { fleet, latencyMs: 0, requestsPerSecond }, 1);
  return [
    row(`plan, 1000 apps, ${latencyMs} ms a call`, far, (calls / concurrency) * latencyMs, `${calls} calls ÷ ${concurrency} × ${latencyMs} ms`, 1.3),
    callsRow(far),
    row(
      `plan, 1000 apps, ${requestsPerSecond} calls/s (one run)`,
      throttled,
      (signed / requestsPerSecond) * 1000,
      `${signed} calls ÷ ${requestsPerSecond}/s`,
      1.1,
    ),
    callsRow(throttled),
  ];
}

interface Measured extends Counts {
  readonly milliseconds: number;
  readonly peakMb: number;
}

/** Each run has a server of its own: a session once opened would spare the next run its sign-in. */
async function measured(launcher: string, scenario: Scenario, runs: number): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await whileServing(scenario, (served) => planOnce(launcher, served)));
  const [first] = all;
  if (first === undefined) throw new Error("nothing was run");
  return { ...first, milliseconds: median(all.map(({ milliseconds }) => milliseconds)), peakMb: median(all.map(({ peakMb }) => peakMb)) };
}

async function planOnce(launcher: string, { endpoint, counts }: Served): Promise<Measured> {
  const plan = ["auto-shutdown", "plan", "-o", "json", "--quiet", "--concurrency", String(concurrency), "--endpoint-url", endpoint];
  const { stdout, milliseconds, peakMb } = runOnce([process.execPath, launcher, ...plan]);
  checkComplete(stdout);
  return { milliseconds, peakMb, ...(await counts()) };
}

/** No call may have been lost: every app has a verdict, none of them `unknown`, and the idle ones were found. */
function checkComplete(stdout: string): void {
  const { Summary }: Pick<SweepReport, "Summary"> = JSON.parse(stdout);
  const kernelGateways = appsOf(fleet) - fleet.users;
  if (Summary.Evaluated !== kernelGateways || Summary.Unknown !== 0 || Summary.Idle !== idleAppsOf(fleet)) {
    throw new Error(`the plan lost calls: ${JSON.stringify(Summary)}`);
  }
}

function row(what: string, { milliseconds, peakMb }: Measured, bound: number, why: string, target: number): Row {
  return {
    what,
    measured: `${(milliseconds / 1000).toFixed(2)} s`,
    against: `${why}: ${(bound / 1000).toFixed(2)} s`,
    ratio: milliseconds / bound,
    target,
    peakMb,
  };
}

function callsRow({ controlPlane, prices, jupyter, throttled }: Measured): Row {
  return {
    what: "  its calls: control plane + prices + Jupyter",
    measured: `${controlPlane} + ${prices} + ${jupyter}`,
    against: `needed: ${needed.controlPlane} + ${needed.prices} + ${needed.jupyter}; ${throttled} throttled and tried again`,
  };
}

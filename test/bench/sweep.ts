import type { Built } from "./built.ts";
import { type Fleet, appsOf } from "./fleet.ts";
import { type Measured, callsNeeded, concurrency, measurePlan } from "./plan.ts";
import type { Row } from "./row.ts";

/** In each, all apps of one user in ten are idle. */
const fleetOf = (users: number): Fleet => ({ users, idleUsers: users / 10 });
const large = fleetOf(200);
const huge = fleetOf(2000);
/** 20 accounts of 500 apps each. */
const many: Fleet = { users: 100, idleUsers: 10, accounts: 20 };
const latencyMs = 20;

/** A plan of a large account, and of a huge one: how near it comes to what latency, then throttling, allow, and what its container is in memory. */
export async function sweepRows(built: Built): Promise<Row[]> {
  return [
    ...(await atDistance(built, large, 3)),
    ...(await throttled(built, large, 20)),
    ...(await atDistance(built, huge, 1)),
    ...(await atDistance(built, many, 1)),
    // Takes three minutes, all of them waiting.
    ...(await throttled(built, huge, 20)),
    ...(await throttled(built, huge, 100)),
    ...(await memoryRows(built)),
  ];
}

async function atDistance(built: Built, fleet: Fleet, runs: number): Promise<Row[]> {
  const measured = await measurePlan(built, { fleet, latencyMs, requestsPerSecond: 0 }, runs);
  const { controlPlane, prices, jupyter } = callsNeeded(fleet);
  const calls = controlPlane + prices + jupyter;
  const bound = (calls / concurrency) * latencyMs;
  return [
    row(
      `plan, ${sizeOf(fleet)}, ${latencyMs} ms a call${once(runs)}`,
      measured,
      bound,
      `${calls} calls ÷ ${concurrency} × ${latencyMs} ms`,
      1.3,
    ),
    callsRow(measured, fleet),
  ];
}

function sizeOf(fleet: Fleet): string {
  const { accounts } = fleet;
  return accounts === undefined ? `${appsOf(fleet)} apps` : `${accounts} accounts of ${appsOf(fleet) / accounts} apps`;
}

async function throttled(built: Built, fleet: Fleet, requestsPerSecond: number): Promise<Row[]> {
  const measured = await measurePlan(built, { fleet, latencyMs: 0, requestsPerSecond }, 1);
  const { controlPlane, prices } = callsNeeded(fleet);
  const signed = controlPlane + prices;
  const bound = (signed / requestsPerSecond) * 1000;
  return [
    row(
      `plan, ${appsOf(fleet)} apps, ${requestsPerSecond} calls/s${once(1)}`,
      measured,
      bound,
      `${signed} calls ÷ ${requestsPerSecond}/s`,
      1.03,
    ),
    callsRow(measured, fleet),
  ];
}

/** How much more the process holds at its fullest with ten times the apps, and its peaks, garbage and the printed JSON included. */
async function memoryRows(built: Built): Promise<Row[]> {
  const fleets = [large, fleetOf(1000), huge];
  const held: number[] = [];
  const peaks: number[] = [];
  for (const fleet of fleets) {
    const scenario = { fleet, latencyMs: 0, requestsPerSecond: 0 };
    held.push((await measurePlan(built, scenario, 1, ["--expose-gc"])).heldMb);
    peaks.push((await measurePlan(built, scenario, 1)).peakMb);
  }
  const most = held.at(-1) ?? Number.NaN;
  const growth: Row = {
    what: `plan, heap held at ${fleets.map(appsOf).join(", ")} apps`,
    measured: `${list(held)} MB: ${growthKb(held).toFixed(1)} kB an app`,
    against: `4 kB an app; at the peak ${list(peaks)} MB with garbage: ${growthKb(peaks).toFixed(1)} kB`,
    ratio: growthKb(held) / 4,
    target: 1,
  };
  const whole: Row = {
    what: `plan, ${appsOf(huge)} apps, memory held`,
    measured: `${most.toFixed(0)} MB`,
    against: `120 MB; at the peak ${(peaks.at(-1) ?? Number.NaN).toFixed(0)} MB with Node itself and garbage`,
    ratio: most / 120,
    target: 1,
  };
  return [growth, whole];
}

/** From the first fleet to the last, for each app. */
function growthKb(megabytes: readonly number[]): number {
  const [least = Number.NaN] = megabytes;
  return (((megabytes.at(-1) ?? Number.NaN) - least) * 1024) / (appsOf(huge) - appsOf(large));
}

function list(megabytes: readonly number[]): string {
  return megabytes.map((each) => each.toFixed(0)).join(", ");
}

const once = (runs: number): string => (runs === 1 ? " (one run)" : "");

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

function callsRow({ controlPlane, prices, jupyter, throttled }: Measured, fleet: Fleet): Row {
  const needed = callsNeeded(fleet);
  return {
    what: "  its calls: control plane + prices + Jupyter",
    measured: `${controlPlane} + ${prices} + ${jupyter}`,
    against: `needed: ${needed.controlPlane} + ${needed.prices} + ${needed.jupyter}; ${throttled} throttled and tried again`,
  };
}

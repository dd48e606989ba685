import type { SweepReport } from "../../src/core/idle/report.ts";
import type { Built } from "./built.ts";
import { type Fleet, accountsOf, appsOf, fleetRole, idleAppsOf } from "./fleet.ts";
import { type Program, median, runOnce } from "./measure.ts";
import { type Counts, type FleetScenario, type Served, whileServing } from "./served.ts";

export const concurrency = 10;

/** What a plan took, as a whole process. */
export interface Measured extends Counts {
  readonly milliseconds: number;
  readonly peakMb: number;
  /** See `Run`. */
  readonly heldMb: number;
}

/**
 * The fewest calls that tell what a plan must know (service-facts: Activity and Prices): whose account it is, all apps in pages of a
 * hundred, how the domain signs in, the prices of three types of apps where none have been kept; for each
 * server a presigned URL, its redirect and page, sessions, kernels, terminals and status; for each app that would
 * stop, its timestamps and its tags.
 */
export function callsNeeded(fleet: Fleet): Omit<Counts, "throttled" | "operations"> {
  const { accounts = 1 } = fleet;
  const pages = accounts * Math.ceil(appsOf(fleet) / accounts / 100);
  // Several accounts: who calls, and a session in each; one: whose account it is.
  const identities = fleet.accounts === undefined ? 1 : 1 + accounts;
  return {
    controlPlane: identities + pages + accounts + accounts * fleet.users + 2 * idleAppsOf(fleet),
    prices: 3,
    jupyter: accounts * fleet.users * (2 + 4),
  };
}

/** Each run has a server of its own: a session once opened would spare the next run its sign-in. */
export async function measurePlan(
  { launcher }: Built,
  scenario: FleetScenario,
  runs: number,
  nodeFlags: readonly string[] = [],
): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run += 1)
    all.push(await whileServing(scenario, (served) => planOnce([process.execPath, ...nodeFlags, launcher], scenario.fleet, served)));
  const [first] = all;
  if (first === undefined) throw new Error("nothing was run");
  return { ...first, milliseconds: median(all.map(({ milliseconds }) => milliseconds)), peakMb: median(all.map(({ peakMb }) => peakMb)) };
}

async function planOnce(studioctl: Program, fleet: Fleet, { endpoint, counts }: Served): Promise<Measured> {
  const plan = [
    "auto-shutdown",
    "plan",
    "-o",
    "json",
    "--quiet",
    "--concurrency",
    String(concurrency),
    "--endpoint-url",
    endpoint,
    ...flagsOf(fleet),
  ];
  const { stdout, ...took } = runOnce([...studioctl, ...plan]);
  checkComplete(stdout, fleet);
  return { ...took, ...(await counts()) };
}

function flagsOf(fleet: Fleet): string[] {
  return fleet.accounts === undefined ? [] : ["--accounts", accountsOf(fleet).join(","), "--assume-role", fleetRole];
}

/** No call may have been lost: every app has a verdict, none of them `unknown`, and the idle ones were found. */
function checkComplete(stdout: string, fleet: Fleet): void {
  const { Summary }: Pick<SweepReport, "Summary"> = JSON.parse(stdout);
  const kernelGateways = appsOf(fleet) - (fleet.accounts ?? 1) * fleet.users;
  if (Summary.Evaluated !== kernelGateways || Summary.Unknown !== 0 || Summary.Idle !== idleAppsOf(fleet)) {
    throw new Error(`the plan lost calls: ${JSON.stringify(Summary)}`);
  }
}

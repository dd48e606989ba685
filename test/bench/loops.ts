import { fileURLToPath } from "node:url";
import type { Built } from "./built.ts";
import { type Fleet, appsOf, idleAppsOf } from "./fleet.ts";
import { type Program, isInstalled, runOther } from "./measure.ts";
import { measurePlan } from "./plan.ts";
import type { Row } from "./row.ts";
import { whileServing } from "./served.ts";

const latencyMs = 20;
const aws = process.env["BENCH_AWS"] ?? "aws";

/** Another program that makes the same plan, one call after another, and prints what is idle. */
interface Loop {
  readonly name: string;
  readonly fleet: Fleet;
  readonly needs: readonly Program[];
  readonly program: (endpoint: string) => Program;
}

const loops: readonly Loop[] = [
  {
    name: "boto3 loop",
    fleet: { users: 50, idleUsers: 5 },
    needs: [["python3", "-c", "import boto3"]],
    program: (endpoint) => ["python3", pathOf("plan.py"), endpoint],
  },
  {
    name: "aws shell loop",
    fleet: { users: 10, idleUsers: 1 },
    needs: [
      [aws, "--version"],
      ["jq", "--version"],
      ["curl", "--version"],
    ],
    program: (endpoint) => ["bash", pathOf("plan.sh"), aws, endpoint],
  },
];

/** The plan beside what one would write by hand, where its tools are installed. */
export async function loopRows(built: Built): Promise<Row[]> {
  const rows: Row[] = [];
  for (const loop of loops) rows.push(await beside(built, loop));
  return rows;
}

async function beside(built: Built, { name, fleet, needs, program }: Loop): Promise<Row> {
  const what = `plan, ${appsOf(fleet)} apps, ${latencyMs} ms a call (one run)`;
  const missing = needs.find((tool) => !isInstalled(tool));
  if (missing !== undefined) return { what, measured: "", against: `${name}: no ${missing.join(" ")} here` };
  const scenario = { fleet, latencyMs, requestsPerSecond: 0 };
  const own = await measurePlan(built, scenario, 1);
  const other = await whileServing(scenario, ({ endpoint }) => runOther(program(endpoint)));
  const idle = other.stdout.split("\n").filter(Boolean).length;
  if (idle !== idleAppsOf(fleet)) throw new Error(`the ${name} found ${idle} idle apps, not ${idleAppsOf(fleet)}`);
  return {
    what,
    measured: `${(own.milliseconds / 1000).toFixed(2)} s`,
    against: `the same as ${name}: ${(other.milliseconds / 1000).toFixed(2)} s`,
    ratio: own.milliseconds / other.milliseconds,
    peakMb: own.peakMb,
  };
}

function pathOf(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

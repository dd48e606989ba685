import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { type Fleet, appsOf } from "./fleet.ts";
import { type Program, runOnce } from "./measure.ts";
import type { Built } from "./built.ts";
import { type Row, bareNode, compared, sizeOf } from "./row.ts";
import { whileServing } from "./served.ts";

/** 250 apps: three pages. */
const fleet: Fleet = { users: 50, idleUsers: 0 };

/** `app list` beside a bare Node, and beside the AWS CLI where there is one (another than that of the path: BENCH_AWS). */
export async function listRows({ launcher, main }: Built): Promise<Row[]> {
  return await whileServing({ fleet, latencyMs: 0, requestsPerSecond: 0 }, ({ endpoint, domainId }) => {
    const list = (format: string, start = launcher): Program => {
      return [process.execPath, start, "app", "list", "-d", domainId, "-o", format, "--endpoint-url", endpoint];
    };
    const { stdout, files } = runOnce(list("json", main));
    checkComplete(stdout);
    const rows = [
      compared("app list -o json, 250 apps", list("json"), { ...bareNode, target: 4.5 }),
      sizeOf(
        "  read by it, with the SDK",
        files.filter((file) => file.startsWith(dirname(main))),
      ),
    ];
    const aws = process.env["BENCH_AWS"] ?? "aws";
    if (spawnSync(aws, ["--version"]).status !== 0) return [...rows, { what: "app list", measured: "", against: "no aws command here" }];
    const program: Program = [
      aws,
      "--endpoint-url",
      endpoint,
      "sagemaker",
      "list-apps",
      "--domain-id-equals",
      domainId,
      "--page-size",
      "100",
    ];
    const beside = { name: "aws sagemaker list-apps", program };
    return [
      ...rows,
      compared("app list -o json, 250 apps", list("json"), { ...beside, target: 0.25 }),
      compared("app list -o table, 250 apps", list("table"), { ...beside, target: 0.3 }),
    ];
  });
}

/** A list that is fast because it is short is no measurement. */
function checkComplete(stdout: string): void {
  const listed: unknown = JSON.parse(stdout);
  const count = Array.isArray(listed) ? listed.length : 0;
  if (count !== appsOf(fleet)) throw new Error(`app list gave ${count} apps, not ${appsOf(fleet)}`);
}

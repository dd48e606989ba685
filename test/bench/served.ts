import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Fleet } from "./fleet.ts";

/** How far away and how strict what is served is. */
interface Service {
  /** Added to every answer. */
  readonly latencyMs: number;
  /** Of the control plane; 0 is no limit. */
  readonly requestsPerSecond: number;
}

export interface FleetScenario extends Service {
  readonly fleet: Fleet;
}

/** What is served: a fleet, so many households, or an account with so many users. */
export type Scenario = FleetScenario | (Service & { readonly households: number }) | (Service & { readonly accountUsers: number });

/** What the server says once it listens. */
export interface Serving {
  readonly endpoint: string;
  readonly domainId: string;
}

/** Requests that have been answered. */
export interface Counts {
  /** SageMaker's and STS's. */
  readonly controlPlane: number;
  /** Of the price list. */
  readonly prices: number;
  readonly jupyter: number;
  /** Refused by the control plane, and tried again. */
  readonly throttled: number;
  /** Those of the control plane by operation: `ListApps`; of EFS by path: `file-systems`. */
  readonly operations: Readonly<Record<string, number>>;
}

export interface Served extends Serving {
  readonly counts: () => Promise<Counts>;
}

/** Serves a sandbox in another process while the work lasts. */
export async function whileServing<T>(scenario: Scenario, work: (served: Served) => Promise<T> | T): Promise<T> {
  const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), [JSON.stringify(scenario)]);
  try {
    const serving = await answerOf<Serving>(server);
    return await work({
      ...serving,
      counts: async () => {
        server.send("counts");
        return await answerOf<Counts>(server);
      },
    });
  } finally {
    server.kill();
  }
}

async function answerOf<T>(server: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const dead = once(server, "exit", { signal: ended.signal }).then(() => {
    throw new Error("the served sandbox ended by itself");
  });
  try {
    const answers: unknown[] = await Promise.race([once(server, "message"), dead]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- server.ts says what it sends
    return answers[0] as T;
  } finally {
    dead.catch(() => {});
    ended.abort();
  }
}

import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import { isControlPlane } from "../../src/sandbox/protocol/request.ts";
import type { JupyterHost } from "../../src/sandbox/ports.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { accountState } from "./account.ts";
import { fleetState } from "./fleet.ts";
import { householdsState } from "./households.ts";
import type { Counts, Scenario, Serving } from "./served.ts";

/*
 * A sandbox in a process of its own, as served.ts forks it: it must not share a core's turn with the
 * program that is measured. Counts what it is asked.
 */

/** To which of the counts an answered request belongs. */
function kindOf(request: IncomingMessage, response: ServerResponse): Exclude<keyof Counts, "operations"> {
  if (!isControlPlane(request)) return "jupyter";
  if (String(request.headers["x-amz-target"]).startsWith("AWSPriceListService.")) return "prices";
  // Nothing else that is asked here is wrong: a 400 is a call that was throttled.
  return response.statusCode === 400 ? "throttled" : "controlPlane";
}

/** The operation of a call of the control plane; forms name theirs in their bodies, which are read by now. */
function operationOf({ headers, url = "" }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.replace(/^.*\./, "");
  return /^\/2015-02-01\/([a-z-]+)/.exec(url)?.[1] ?? "form";
}

/** The sandbox's own latency is the control plane's only; a Jupyter server is as far away. */
function distant(host: JupyterHost, milliseconds: number): JupyterHost {
  return {
    presign: (origin, request) => host.presign(origin, request),
    async handle(request, response) {
      await after(milliseconds);
      await host.handle(request, response);
    },
  };
}

async function serve({ latencyMs, requestsPerSecond, ...account }: Scenario): Promise<void> {
  const counts = { controlPlane: 0, prices: 0, jupyter: 0, throttled: 0 };
  const operations: Record<string, number> = {};
  subscribe("http.server.response.finish", (message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node's channel of this name carries
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const kind = kindOf(request, response);
    counts[kind] += 1;
    if (kind !== "controlPlane") return;
    const operation = operationOf(request);
    operations[operation] = (operations[operation] ?? 0) + 1;
  });
  const now = Date.now();
  const state =
    "fleet" in account
      ? fleetState(account.fleet, now)
      : "households" in account
        ? householdsState(account.households, now)
        : accountState(account.accountUsers, now);
  Object.assign(state.settings, { latencyMs, requestsPerSecond });
  const { endpoint } = await startSandbox({
    store: memoryStore(state),
    jupyter: (deps) => distant(createJupyterHost(deps), latencyMs),
  });
  const [domainId = ""] = Object.keys(state.sagemaker.domains);
  process.send?.({ endpoint, domainId } satisfies Serving);
  process.on("message", () => process.send?.({ ...counts, operations } satisfies Counts));
}

const [, , text = ""] = process.argv;
const scenario: Scenario = JSON.parse(text);
await serve(scenario);

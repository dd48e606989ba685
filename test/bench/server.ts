import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import { isControlPlane } from "../../src/sandbox/protocol/request.ts";
import type { JupyterHost } from "../../src/sandbox/ports.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { fleetState } from "./fleet.ts";
import { householdsState } from "./households.ts";
import type { Counts, Scenario, Serving } from "./served.ts";

/*
 * A sandbox in a process of its own, as served.ts forks it: it must not share a core's turn with the
 * program that is measured. Counts what it is asked.
 */

/** To which of the counts an answered request belongs. */
function kindOf(request: IncomingMessage, response: ServerResponse): keyof Counts {
  if (!isControlPlane(request)) return "jupyter";
  if (String(request.headers["x-amz-target"]).startsWith("AWSPriceListService.")) return "prices";
  // Nothing else that is asked here is wrong: a 400 is a call that was throttled.
  return response.statusCode === 400 ? "throttled" : "controlPlane";
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
  subscribe("http.server.response.finish", (message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node's channel of this name carries
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    counts[kindOf(request, response)] += 1;
  });
  const now = Date.now();
  const state = "fleet" in account ? fleetState(account.fleet, now) : householdsState(account.households, now);
  Object.assign(state.settings, { latencyMs, requestsPerSecond });
  const { endpoint } = await startSandbox({
    store: memoryStore(state),
    jupyter: (deps) => distant(createJupyterHost(deps), latencyMs),
  });
  const [domainId = ""] = Object.keys(state.sagemaker.domains);
  process.send?.({ endpoint, domainId } satisfies Serving);
  process.on("message", () => process.send?.(counts satisfies Counts));
}

const [, , text = ""] = process.argv;
const scenario: Scenario = JSON.parse(text);
await serve(scenario);

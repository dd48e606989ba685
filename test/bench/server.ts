import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import { isControlPlane } from "../../src/sandbox/protocol/request.ts";
import type { JupyterHost } from "../../src/sandbox/ports.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { fleetState } from "./fleet.ts";
import type { Counts, Scenario, Serving } from "./served.ts";

/*
 * A sandbox in a process of its own, as served.ts forks it: it must not share a core's turn with the
 * program that is measured. Counts what it is asked.
 */

function answering({ controlPlane, jupyter, refused }: Counts, request: IncomingMessage, response: ServerResponse): Counts {
  const ofControlPlane = isControlPlane(request);
  // Nothing that is asked here is wrong: a 400 is a call that was throttled.
  const throttled = ofControlPlane && response.statusCode === 400;
  return {
    controlPlane: controlPlane + (ofControlPlane && !throttled ? 1 : 0),
    jupyter: jupyter + (ofControlPlane ? 0 : 1),
    refused: refused + (throttled ? 1 : 0),
  };
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

async function serve({ fleet, latencyMs, requestsPerSecond }: Scenario): Promise<void> {
  let counts: Counts = { controlPlane: 0, jupyter: 0, refused: 0 };
  subscribe("http.server.response.finish", (message) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node's channel of this name carries
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    counts = answering(counts, request, response);
  });
  const state = fleetState(fleet, Date.now());
  Object.assign(state.settings, { latencyMs, requestsPerSecond });
  const { endpoint } = await startSandbox({
    store: memoryStore(state),
    jupyter: (deps) => distant(createJupyterHost(deps), latencyMs),
  });
  const [domainId = ""] = Object.keys(state.sagemaker.domains);
  process.send?.({ endpoint, domainId } satisfies Serving);
  process.on("message", () => process.send?.(counts));
}

const [, , text = ""] = process.argv;
const scenario: Scenario = JSON.parse(text);
await serve(scenario);

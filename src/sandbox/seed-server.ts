import { createHash } from "node:crypto";
import type { ResourceSpec } from "../core/app/app.ts";
import { parseDuration } from "../core/time.ts";
import type { SeedKernel, SeedServer, SeedTerminal } from "./seed-document.ts";
import type { Activity, JupyterServerState, SimulatedKernel, SimulatedTerminal } from "./jupyter-state.ts";

type Specs = ReadonlyMap<string, ResourceSpec>;

/** The state of a server from a seed; `specs` are those of the owner's apps, by name. */
export function simulatedServer(seed: SeedServer, owner: string, specs: Specs, now: number): JupyterServerState {
  const { mode = "up", kernels = [], terminals = [], monitor } = seed;
  return {
    mode,
    kernels: kernels.map((kernel, index) => simulatedKernel(kernel, id(`${owner} kernel ${index}`), specs, now)),
    terminals: terminals.map((terminal) => simulatedTerminal(terminal, owner, specs, now)),
    ...(monitor === undefined ? {} : { activityMonitor: monitor === "empty" ? monitor : activityOf(monitor, now) }),
  };
}

function simulatedKernel(seed: SeedKernel, id: string, specs: Specs, now: number): SimulatedKernel {
  const { state, active, notebook, app, connections = 1 } = seed;
  const instanceType = app === undefined ? undefined : specs.get(app)?.InstanceType;
  return {
    id,
    name: "python3",
    state,
    activity: activityOf(active, now),
    connections,
    ...(notebook === undefined ? {} : { path: notebook }),
    ...(app === undefined ? {} : { appName: app }),
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}

/** An image terminal's name contains its app's image and instance type: `<environment arn>__<id>__<instance type>`. */
function simulatedTerminal({ name, active, app }: SeedTerminal, owner: string, specs: Specs, now: number): SimulatedTerminal {
  const spec = app === undefined ? undefined : specs.get(app);
  const longName = spec === undefined ? name : `${spec.SageMakerImageArn}__${id(`${owner} terminal ${name}`)}__${spec.InstanceType}`;
  return {
    name: longName,
    ...(app === undefined ? {} : { appName: app }),
    ...(active === undefined ? {} : { activity: activityOf(active, now) }),
  };
}

/** `3h` is that long ago, `every 30s` is repeated. */
export function activityOf(text: string, now: number): Activity {
  const [, period] = /^every (.+)$/.exec(text) ?? [];
  return period === undefined ? { at: now - parseDuration(text) } : { everySeconds: parseDuration(period) / 1000 };
}

/** An id in the shape of a UUID, the same for the same seed. */
function id(of: string): string {
  return createHash("sha256")
    .update(of)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

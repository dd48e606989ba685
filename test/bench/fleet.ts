import { seedState } from "../../src/sandbox/seed.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";

/** One domain of Studio Classic: every user has a Jupyter server and four apps with a kernel each. */
export interface Fleet {
  readonly users: number;
  /** Of these users every kernel has been idle for hours; the others' are busy. */
  readonly idleUsers: number;
}

const kernelGateways = ["one", "two", "three", "four"];

/** How many apps a fleet has, the Jupyter servers among them. */
export function appsOf({ users }: Fleet): number {
  return users * (1 + kernelGateways.length);
}

/** How many of them a plan finds idle. */
export function idleAppsOf({ idleUsers }: Fleet): number {
  return idleUsers * kernelGateways.length;
}

export function fleetState({ users, idleUsers }: Fleet, now: number): SandboxState {
  const user = (_: unknown, place: number) => ({
    name: `user-${place}`,
    apps: [
      { type: "JupyterServer", started: "9h" } as const,
      ...kernelGateways.map((name) => ({ type: "KernelGateway", name, started: "8h" }) as const),
    ],
    server: {
      kernels: kernelGateways.map(
        (app) => ({ state: place < idleUsers ? "idle" : "busy", active: "5h", app, notebook: `${app}.ipynb` }) as const,
      ),
    },
  });
  return seedState({ domains: [{ name: "fleet", users: Array.from({ length: users }, user) }] }, now);
}

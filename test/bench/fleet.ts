import { seedState } from "../../src/sandbox/seed.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";

/** One domain of Studio Classic: every user has a Jupyter server and four apps with a kernel each. */
export interface Fleet {
  readonly users: number;
  /** Of these users every kernel has been idle for hours; the others' are busy. */
  readonly idleUsers: number;
  /** So many accounts, each with such a domain; absent: one, the caller's own. */
  readonly accounts?: number;
}

/** The role that each of several accounts has. */
export const fleetRole = "sweep";

/** The ids of several accounts. */
export function accountsOf({ accounts = 0 }: Fleet): string[] {
  return Array.from({ length: accounts }, (_, place) => String(200_000_000_000 + place));
}

const kernelGateways = ["one", "two", "three", "four"];

/** How many apps a fleet has, the Jupyter servers among them. */
export function appsOf({ users, accounts = 1 }: Fleet): number {
  return accounts * users * (1 + kernelGateways.length);
}

/** How many of them a plan finds idle. */
export function idleAppsOf({ idleUsers, accounts = 1 }: Fleet): number {
  return accounts * idleUsers * kernelGateways.length;
}

export function fleetState(fleet: Fleet, now: number): SandboxState {
  const { users, idleUsers } = fleet;
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
  const domains = () => [{ name: "fleet", users: Array.from({ length: users }, user) }];
  if (fleet.accounts === undefined) return seedState({ domains: domains() }, now);
  const accounts = accountsOf(fleet).map((id) => ({ id, name: id, roles: [{ name: fleetRole }], domains: domains() }));
  return seedState({ domains: [], accounts }, now);
}

import { seedState } from "../../src/sandbox/seed.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";

/** How many domains there are beside the large one; each has a file system. */
export const smallDomains = 9;

/** How many users of an account have an idle app that a sweep stops. */
export const idleUsers = 3;

/**
 * One domain whose users have three apps each: a Jupyter server, an app behind it, and one in a space; and some small domains. The apps in
 * spaces are younger than any sweep stops.
 */
export function accountState(users: number, now: number): SandboxState {
  const names = Array.from({ length: users }, (_, place) => `user-${place}`);
  const people = names.map((name, place) => ({
    name,
    apps: [{ type: "JupyterServer", started: "9h" } as const, { type: "KernelGateway", name: "kernels", started: "8h" } as const],
    server: { kernels: [{ state: place < idleUsers ? "idle" : "busy", active: "5h", app: "kernels", notebook: "work.ipynb" } as const] },
  }));
  const spaces = names.map(
    (owner) => ({ name: `lab-of-${owner}`, owner, type: "JupyterLab", apps: [{ type: "JupyterLab", started: "1m" }] }) as const,
  );
  const others = Array.from({ length: smallDomains }, (_, place) => ({ name: `small-${place}` }));
  return seedState(
    { settings: { transitionSeconds: { appStop: 1, userProfile: 1 } }, domains: [{ name: "research", users: people, spaces }, ...others] },
    now,
  );
}

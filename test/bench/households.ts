import { seedState } from "../../src/sandbox/seed.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";

/** One domain whose users have a Jupyter server and a space that runs each. */
export function householdsState(households: number, now: number): SandboxState {
  const names = Array.from({ length: households }, (_, place) => `user-${place}`);
  const users = names.map((name) => ({ name, apps: [{ type: "JupyterServer", started: "9h" } as const] }));
  const spaces = names.map(
    (owner) => ({ name: `lab-of-${owner}`, owner, type: "JupyterLab", apps: [{ type: "JupyterLab", started: "8h" }] }) as const,
  );
  return seedState({ domains: [{ name: "households", users, spaces }] }, now);
}

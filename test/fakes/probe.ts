import type { Observation, ServerActivity, Unseen } from "../../src/core/idle/facts.ts";
import { ownerLabel } from "../../src/core/app/app.ts";
import type { ActivityProbe } from "../../src/ports/activity.ts";
import type { Clock } from "../../src/ports/clock.ts";

export interface FakeProbe extends ActivityProbe {
  /** `owner type as user`, for every reading. */
  readonly asked: readonly string[];
  /** Changes what a server tells from now on, by `owner type`: activity, a reason, or an error to reject with. */
  set(server: string, told: Partial<ServerActivity> | string | Error): void;
  /** Lets a server refuse a user profile from now on, with what it tells then. */
  refuse(server: string, user: string, refusal: Unseen): void;
}

/** Servers that tell what they are told to, by `owner type`: `alice JupyterServer`, `space:nlp JupyterLab`. Others are empty. */
export function fakeProbe(clock: Clock, servers: Readonly<Record<string, Partial<ServerActivity> | string | Error>> = {}): FakeProbe {
  const told = new Map(Object.entries(servers));
  const asked: string[] = [];
  const refusals = new Map<string, Unseen>();
  return {
    asked,
    refuse: (server, user, refusal) => void refusals.set(`${server} as ${user}`, refusal),
    set: (server, activity) => void told.set(server, activity),
    async observe({ owner, AppType }, signInAs, signal): Promise<Observation> {
      signal?.throwIfAborted();
      const server = `${ownerLabel(owner)} ${AppType}`;
      asked.push(`${server} as ${signInAs}`);
      const refusal = refusals.get(`${server} as ${signInAs}`);
      if (refusal !== undefined) return refusal;
      const activity = told.get(server) ?? {};
      if (activity instanceof Error) throw activity;
      if (typeof activity === "string") return { seen: false, why: activity };
      return { seen: true, activity: { observedAt: clock.now(), kernels: [], terminals: [], ...activity } };
    },
  };
}

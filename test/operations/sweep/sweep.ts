import type { Kernel } from "../../../src/core/idle/facts.ts";
import { type App, type AppKey, type AppType, appReference } from "../../../src/core/app/app.ts";
import { defaultPolicy, type Policies, type Policy } from "../../../src/core/idle/policy.ts";
import type { RecordedDecision } from "../../../src/core/idle/receipt.ts";
import type { Decision, SweepReport } from "../../../src/core/idle/report.ts";
import { type Memory, mergeMemory, type Sightings } from "../../../src/core/idle/sightings.ts";
import { type ApplyPorts, applySweep } from "../../../src/operations/sweep/apply.ts";
import { type SweepPlan, planSweep } from "../../../src/operations/sweep/plan.ts";
import { policies } from "../../../src/operations/sweep/policies.ts";
import type { SweepWork } from "../../../src/operations/sweep/region.ts";
import { type SweepScope, defaultScope } from "../../../src/operations/sweep/scope.ts";
import { type FakeClock, fakeClock } from "../../fakes/clock.ts";
import { type FakeVisits, fakeVisits } from "../../fakes/visits.ts";
import type { KernelDecision } from "../../../src/core/idle/leftovers.ts";
import { type FakeShutdowns, fakeShutdowns } from "../../fakes/shutdowns.ts";
import { type FakeInside, fakeInside } from "../../fakes/inside.ts";
import { type FakeProbe, fakeProbe } from "../../fakes/probe.ts";
import { type FakeStudio, type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

export const start = new Date("2026-03-02T12:00:00Z");
export const minutesAgo = (minutes: number): Date => new Date(start.getTime() - minutes * 60_000);

type Change = Partial<App>;

const app = (AppType: AppType, AppName: string, owner: Pick<App, "UserProfileName" | "SpaceName">, change: Change): App => ({
  DomainId: "d-one",
  ...owner,
  AppType,
  AppName,
  Status: "InService",
  CreationTime: minutesAgo(600),
  ResourceSpec: { InstanceType: AppType === "JupyterServer" ? "system" : "ml.t3.medium" },
  ...change,
});
export const server = (UserProfileName: string, change: Change = {}) => app("JupyterServer", "default", { UserProfileName }, change);
export const classic = (UserProfileName: string, name: string, change: Change = {}) =>
  app("KernelGateway", name, { UserProfileName }, change);
export const lab = (SpaceName: string, change: Change = {}) => app("JupyterLab", "default", { SpaceName }, change);
export const editor = (SpaceName: string, change: Change = {}) => app("CodeEditor", "default", { SpaceName }, change);
export const owned = (SpaceName: string, OwnerUserProfileName: string) => ({
  DomainId: "d-one",
  SpaceName,
  OwnershipSettings: { OwnerUserProfileName },
});

/** A kernel of an app, last active so many minutes before the start. */
export const kernel = (appName: string, minutes: number, state = "idle"): Kernel => ({
  id: `${appName}-${minutes}`,
  state,
  lastActivity: minutesAgo(minutes),
  appName,
  path: `${appName}.ipynb`,
});

/** The same policy for every app, as where there is no file. */
export const onePolicy = ({ protectTags, ...thresholds }: Policy): Policies => policies({ thresholds, protectTags });

interface Request {
  readonly scope?: Partial<SweepScope>;
  readonly policy?: Partial<Policy>;
  /** Instead of one policy for all. */
  readonly policies?: Policies;
  readonly maxStops?: number;
}

export interface World {
  readonly clock: FakeClock;
  readonly studio: FakeStudio;
  readonly probe: FakeProbe;
  readonly inside: FakeInside;
  readonly visits: FakeVisits;
  readonly shutdowns: FakeShutdowns;
  /** Lines of kernels and image terminals in the record. */
  readonly kernels: KernelDecision[];
  readonly ports: ApplyPorts;
  readonly recorded: RecordedDecision[];
  readonly intended: RecordedDecision[];
  readonly resumed: AppKey[];
  readonly notes: string[];
  readonly work: SweepWork;
  remembered: Record<string, Sightings>;
  runs: Record<string, Memory["runs"]>;
  freed: Record<string, Memory["freed"]>;
  readonly plan: (request?: Request, signal?: AbortSignal) => Promise<SweepPlan>;
  /** The plan of everything, through other ports. */
  readonly planWith: (ports: ApplyPorts) => Promise<SweepPlan>;
  readonly run: (request?: Request, timeoutMs?: number) => Promise<SweepReport>;
}

/** One Region, its servers and everything a sweep needs, in memory. */
export function world(options: FakeStudioOptions, servers: Parameters<typeof fakeProbe>[1] = {}): World {
  const clock = fakeClock(start);
  const studio = fakeStudio({ domains: [{ DomainId: "d-one" }], ...options });
  const probe = fakeProbe(clock, servers);
  const inside = fakeInside();
  const visits = fakeVisits();
  const shutdowns = fakeShutdowns();
  const kernels: KernelDecision[] = [];
  const recorded: RecordedDecision[] = [];
  const intended: RecordedDecision[] = [];
  const resumed: AppKey[] = [];
  const notes: string[] = [];
  const work: SweepWork = { concurrency: 3, progress: { update() {}, note: (text) => void notes.push(text) } };
  const ports: ApplyPorts = {
    clock,
    regions: [{ scope: "123456789012/us-east-1", studio, probe, inside, visits, shutdowns }],
    prices: { hourlyUsd: (_, type) => (type === "JupyterServer" ? 0 : 0.05) },
    record: {
      intend: async (decision) => void intended.push(decision),
      add: async (decisions) => void recorded.push(...decisions),
      addKernels: async (items) => void kernels.push(...items),
      resume: async (apps) => void resumed.push(...apps),
    },
    sightings: {
      load: async (scope) => ({ apps: here.remembered[scope] ?? {}, runs: here.runs[scope] ?? {}, freed: here.freed[scope] ?? {} }),
      merge: async (scope, ...observed) => {
        const { apps, runs, freed } = mergeMemory(await ports.sightings.load(scope), ...observed);
        here.remembered[scope] = apps;
        here.runs[scope] = runs;
        here.freed[scope] = freed;
      },
      isNew: async () => Object.keys(here.remembered).length === 0,
    },
  };
  const here: World = {
    clock,
    studio,
    probe,
    inside,
    visits,
    shutdowns,
    kernels,
    ports,
    recorded,
    intended,
    resumed,
    notes,
    work,
    remembered: {},
    runs: {},
    freed: {},
    plan: ({ scope, policy, ...rest } = {}, signal) =>
      planSweep(
        ports,
        { scope: { ...defaultScope, ...scope }, policies: onePolicy({ ...defaultPolicy, ...policy }), ...rest },
        { ...work, signal },
      ),
    planWith: (others) => planSweep(others, { scope: defaultScope, policies: onePolicy(defaultPolicy) }, work),
    run: async (request, timeoutMs) => applySweep(ports, await here.plan(request), { ...work, timeoutMs }),
  };
  return here;
}

/** Verdict and result by owner, type and name: `alice/KernelGateway/x` → `idle planned`. */
export function outcomes(decisions: readonly Decision[]): Record<string, string> {
  return Object.fromEntries(
    decisions.map((decision) => [appReference(decision).replace(/^[^/]*\//, ""), `${decision.Verdict} ${decision.Result}`]),
  );
}

export function reasons(decisions: readonly Decision[]): string[] {
  return decisions.map(({ Reason }) => Reason);
}

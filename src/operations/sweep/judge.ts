import type { App } from "../../core/app/app.ts";
import { decideOne } from "../../core/idle/decide.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import type { Policies, PolicyInForce } from "../../core/idle/policy.ts";
import type { Decision } from "../../core/idle/report.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SightingsStore } from "../../ports/sweeps.ts";
import { gatherOne } from "./gather.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

export interface JudgePorts {
  readonly region: SweepRegion;
  readonly clock: Clock;
  readonly sightings: SightingsStore;
}

export interface JudgeRequest {
  readonly app: App;
  /** The apps of its domain: its server may be among them. */
  readonly listed: readonly App[];
  readonly policies: Policies;
  /** As in the scope of a sweep. */
  readonly exclude: readonly string[];
}

/** The verdict on one app, and its facts. */
export interface Judged {
  readonly now: Date;
  readonly facts: AppFacts;
  readonly inForce: PolicyInForce;
  readonly decision: Decision;
}

/**
 * Judges one app as a sweep would, as thoroughly as possible, changes nothing, and saves nothing. Rejects only with what is
 * fatal, such as an interruption.
 */
export async function judgeApp(
  { region, clock, sightings }: JudgePorts,
  { app, listed, policies, exclude }: JudgeRequest,
  work: SweepWork,
): Promise<Judged> {
  const remembered = await sightings.load(region.scope);
  const facts = await gatherOne(region, app, { listed, exclude, policies, remembered, clock }, work);
  const now = clock.now();
  const inForce = policies.inForce(facts);
  return { now, facts, inForce, decision: decideOne(facts, inForce.policy, now) };
}

import type { App } from "../../core/app/app.ts";
import { whyFailed } from "../../core/errors.ts";
import { honoursIdleShutdown, idleShutdownTypes } from "../../core/idle-shutdown/idle-shutdown.ts";
import { type EarliestStop, earliestStop } from "../../core/idle/earliest-stop.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import type { Policies } from "../../core/idle/policy.ts";
import type { AppReference } from "../../core/reference.ts";
import type { Studio } from "../../ports/studio.ts";
import { findWithOwnersApps } from "../app/find.ts";
import { type LevelIdleShutdown, ownersIdleShutdown } from "../idle-shutdown/get.ts";
import { type Judged, type JudgePorts, judgeApp } from "./judge.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

export interface ExplainPorts extends JudgePorts {
  readonly region: SweepRegion & { readonly studio: Studio };
}

export interface ExplainRequest {
  readonly reference: AppReference;
  readonly DomainId: string;
  readonly policies: Policies;
  /** As in the scope of a sweep. */
  readonly exclude: readonly string[];
}

/** Why an app is treated as it is, now and later. */
export interface Explanation extends Judged {
  readonly idleShutdown: OwnIdleShutdown;
  readonly stop: EarliestStop;
}

/** The service's own idle shutdown of one app, or why there is none. */
export type OwnIdleShutdown =
  | { readonly available: true; readonly settings: LevelIdleShutdown; readonly imageHonours: ReturnType<typeof honoursIdleShutdown> }
  | { readonly available: false; readonly why: string };

/**
 * Examines one app as thoroughly as possible, changes nothing, and saves no sighting, so that later sweeps are not affected. Rejects as
 * `findApp` does, and if the list of apps cannot be read.
 */
export async function explainApp(
  ports: ExplainPorts,
  { reference, DomainId, policies, exclude }: ExplainRequest,
  work: SweepWork,
): Promise<Explanation> {
  const { app, listed } = await findWithOwnersApps(ports.region, DomainId, reference);
  const region = { ...ports.region, studio: askedOnce(ports.region.studio, DomainId, listed) };
  const judged = await judgeApp({ ...ports, region }, { app, listed, exclude, policies }, work);
  const { facts, inForce, now } = judged;
  return {
    ...judged,
    idleShutdown: await readIdleShutdown(region.studio, facts),
    stop: earliestStop(facts, inForce.policy, now),
  };
}

/** The same control plane with a cached domain and list of the owner's apps. */
function askedOnce(studio: Studio, id: string, listed: readonly App[]): Studio {
  let domain: ReturnType<Studio["describeDomain"]> | undefined;
  return {
    ...studio,
    describeDomain: (wanted) => (wanted === id ? (domain ??= studio.describeDomain(id)) : studio.describeDomain(wanted)),
    async *listApps() {
      yield* listed;
    },
  };
}

async function readIdleShutdown(studio: Studio, { app, observation }: AppFacts): Promise<OwnIdleShutdown> {
  const { AppType, DomainId, SpaceName, ResourceSpec = {} } = app;
  if (SpaceName === undefined || !idleShutdownTypes.some((type) => type === AppType)) {
    return { available: false, why: `${AppType} has none: only JupyterLab and CodeEditor do` };
  }
  try {
    const settingsOfTypes = await ownersIdleShutdown({ studio }, DomainId, { SpaceName });
    const settings = settingsOfTypes.find((each) => each.AppType === AppType);
    if (settings === undefined) return { available: false, why: `space ${SpaceName} is not for ${AppType}` };
    const monitorSeen = observation?.seen === true && observation.activity.lastActive !== undefined;
    return { available: true, settings, imageHonours: honoursIdleShutdown(ResourceSpec, monitorSeen) };
  } catch (error) {
    return { available: false, why: `it could not be read: ${whyFailed(error)}` };
  }
}

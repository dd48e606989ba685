import { type App, type AppKey, type ResourceSpec, appKey } from "../../core/app/app.ts";
import { appsPerInstance } from "../../core/app/rules.ts";
import type { ImageVersionRequest } from "../../core/image/image.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { ChoosePorts } from "../image/choose.ts";
import type { Waiting } from "../waiters.ts";
import { type Prepared, prepareApp } from "./request.ts";
import { type StartOutcome, type StartPorts, startApp } from "./start.ts";

/** What is to be different from the last life. */
export interface LifeChange {
  readonly instanceType?: string | undefined;
  /** A name or an ARN. */
  readonly image?: string | undefined;
  readonly imageVersion?: ImageVersionRequest | undefined;
  readonly lifecycleConfig?: string | undefined;
}

/** An app that has run, or whose space is there. */
export interface FormerApp {
  readonly app: AppKey;
  /** What it ran with last; absent where nothing tells, and the settings of its owner decide. */
  readonly lastLife: ResourceSpec | undefined;
}

type Ports = StartPorts & { readonly studio: Domains & UserProfiles & Spaces } & ChoosePorts;

/** What an app ran with last, as the service lists it, else as a sweep of this machine recorded it when it stopped it. */
export async function lastLifeOf(
  listed: App | undefined,
  recorded: () => Promise<ResourceSpec | undefined>,
): Promise<ResourceSpec | undefined> {
  const spec = listed?.ResourceSpec ?? (listed === undefined ? await recorded() : undefined);
  return spec === undefined || Object.keys(spec).length === 0 ? undefined : spec;
}

/** The request that starts an app as it last ran, with what is to be different. Rejects as `prepareApp` does. */
export async function prepareAgain(ports: Ports, { app, lastLife }: FormerApp, change: LifeChange): Promise<Prepared> {
  const { DomainId, SpaceName, UserProfileName, AppType, AppName } = appKey(app);
  // JupyterServer takes nothing but `system` (service-facts: Errors).
  const life = AppType === "JupyterServer" && lastLife !== undefined ? withoutInstance(lastLife) : lastLife;
  return await prepareApp(ports, {
    domainId: DomainId,
    space: SpaceName,
    user: UserProfileName,
    type: AppType,
    name: AppName,
    ...change,
    lastLife: life,
    recovery: false,
    tags: [],
  });
}

/** Starts an app as it last ran, and waits where waiting is wanted. Rejects as `startApp` does. */
export async function startAgain(
  ports: Ports,
  former: FormerApp,
  change: LifeChange,
  { dryRun = false, waiting }: { readonly dryRun?: boolean; readonly waiting: Waiting | undefined },
): Promise<StartOutcome & Pick<Prepared, "unknown">> {
  const prepared = await prepareAgain(ports, former, change);
  const outcome = await startApp(ports, { ...prepared, maxAppsPerInstance: appsPerInstance, skipChecks: false, dryRun, waiting });
  return { ...outcome, unknown: prepared.unknown };
}

function withoutInstance({ InstanceType: _system, ...rest }: ResourceSpec): ResourceSpec {
  return rest;
}

import { type App, type AppKey, type ResourceSpec, appKey, appReference } from "../../core/app/app.ts";
import { alternatives } from "../../core/app/instances.ts";
import { againCommand } from "../../core/app/restart-command.ts";
import { appsPerInstance } from "../../core/app/rules.ts";
import { type StudioctlError, isError } from "../../core/errors.ts";
import { type ImageVersionRequest, withImage } from "../../core/image/image.ts";
import { instanceTypes } from "../../core/service-model.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { withWhatIsDone } from "../errors.ts";
import type { ChoosePorts } from "../image/choose.ts";
import type { Waiting } from "../waiters.ts";
import { type Prepared, prepareApp } from "./request.ts";
import { type StartOutcome, type StartPorts, startApp } from "./start.ts";
import { stopFirst } from "./stop-first.ts";

/** The changes to the last run. */
export interface LifeChange {
  readonly instanceType?: string | undefined;
  /** A name, an ARN, or `none` for the image in its owner's settings. */
  readonly image?: string | undefined;
  readonly imageVersion?: ImageVersionRequest | undefined;
  readonly lifecycleConfig?: string | undefined;
  /** Instance types to try, in this order, if there is no capacity (service-facts: Capacity). */
  readonly or?: readonly string[];
}

/** An app that ran before, or whose space exists. */
export interface FormerApp {
  readonly app: AppKey;
  /** The specification of its last run; absent if unknown: then the settings of its owner apply. */
  readonly lastLife: ResourceSpec | undefined;
}

/** Options of a start. */
export interface AgainOptions {
  readonly waiting: Waiting | undefined;
  /** See `StartRequest`. */
  readonly untilAccepted?: boolean;
}

type Ports = StartPorts & { readonly studio: Domains & UserProfiles & Spaces } & ChoosePorts;

export type AgainOutcome = Extract<StartOutcome, { readonly outcome: "started" | "already-running" }> &
  Pick<Prepared, "unknown"> & {
    /** The instance types without capacity. */
    readonly without: readonly string[];
  };

/** The largest number of instance types that an error proposes. */
const proposals = 3;

/** The specification of an app's last run, from the service's list, else from the record of a sweep on this machine that stopped it. */
export async function lastLifeOf(
  listed: App | undefined,
  recorded: () => Promise<ResourceSpec | undefined>,
): Promise<ResourceSpec | undefined> {
  const spec = listed?.ResourceSpec ?? (listed === undefined ? await recorded() : undefined);
  return spec === undefined || Object.keys(spec).length === 0 ? undefined : spec;
}

/** The requests that start an app as it last ran, with changes, one for each instance type to try. Rejects as `prepareApp` does. */
export async function prepareAgain(
  ports: Pick<Ports, "studio" | "images">,
  { app, lastLife }: FormerApp,
  { or = [], instanceType, ...change }: LifeChange,
): Promise<readonly [Prepared, ...Prepared[]]> {
  const { DomainId, SpaceName, UserProfileName, AppType, AppName } = appKey(app);
  // JupyterServer accepts only `system` (service-facts: Errors).
  const kept = AppType === "JupyterServer" && lastLife !== undefined ? withoutInstance(lastLife) : lastLife;
  const toDefault = change.image === "none";
  const life = toDefault && kept !== undefined ? withImage(kept, {}) : kept;
  const prepare = async (type: string | undefined): Promise<Prepared> =>
    await prepareApp(ports, {
      domainId: DomainId,
      space: SpaceName,
      user: UserProfileName,
      type: AppType,
      name: AppName,
      ...change,
      image: toDefault ? undefined : change.image,
      instanceType: type,
      lastLife: life,
      recovery: false,
      tags: [],
    });
  const first = await prepare(instanceType);
  const others: Prepared[] = [];
  for (const type of or) others.push(await prepare(type));
  return [first, ...others];
}

/**
 * Starts an app with the first of these requests for which there is capacity, reports each try, and waits if requested. Rejects with
 * `no-capacity` where there is none for any, naming other instance types, and as `startApp` does.
 */
export async function startPrepared(
  ports: Ports,
  requests: readonly [Prepared, ...Prepared[]],
  options: AgainOptions,
): Promise<AgainOutcome> {
  const without: string[] = [];
  for (const [place, prepared] of requests.entries()) {
    try {
      const outcome = await startApp(ports, {
        ...prepared,
        ...options,
        maxAppsPerInstance: appsPerInstance,
        skipChecks: false,
        dryRun: false,
      });
      if (outcome.outcome === "checked") throw new RangeError("a start that is not dry starts");
      return { ...outcome, unknown: prepared.unknown, without };
    } catch (error) {
      if (!isError(error, "no-capacity")) throw error;
      without.push(prepared.instanceType);
      const next = requests[place + 1];
      if (next === undefined) throw noCapacity(ports, prepared, without, error);
      ports.progress.note(`no capacity for ${prepared.instanceType}: trying ${next.instanceType}`);
    }
  }
  throw new RangeError("one request is the least");
}

/**
 * Stops a running app and starts it with these requests, which were checked before. `goOn` is the command that starts the stopped app.
 * Rejects as `stopFirst` and `startPrepared` do, with the completed steps and that command.
 */
export async function restartApp(
  ports: Ports & { readonly studio: Pick<Apps, "deleteApp"> },
  running: App,
  requests: readonly [Prepared, ...Prepared[]],
  { goOn, ...options }: AgainOptions & { readonly waiting: Waiting; readonly goOn: string },
): Promise<AgainOutcome> {
  await stopFirst(ports, { running: [running] }, options.waiting, { otherwise: "nothing was started", goOn });
  try {
    return await startPrepared(ports, requests, options);
  } catch (error) {
    throw withWhatIsDone(error, [`stopped ${appReference(running)}`], goOn);
  }
}

function noCapacity(
  { studio, prices }: Ports,
  { app, instanceType }: Prepared,
  without: readonly string[],
  error: StudioctlError,
): StudioctlError {
  const others = alternatives(
    instanceType,
    instanceTypes.filter((type) => !without.includes(type)),
    (type) => prices.hourlyUsd(studio.region, app.AppType, type),
  ).slice(0, proposals);
  const again = "the same in a few minutes";
  return error.with({
    message: `${appReference(app)} did not start: there is no capacity for ${without.join(", ")}`,
    fix:
      others[0] === undefined
        ? again
        : `another instance type of the same kind: ${againCommand("start", app, ["--instance-type", others[0], ...(others.length > 1 ? ["--or", others.slice(1).join(",")] : [])])}; or ${again}`,
  });
}

function withoutInstance({ InstanceType: _system, ...rest }: ResourceSpec): ResourceSpec {
  return rest;
}

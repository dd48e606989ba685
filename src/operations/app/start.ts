import { type App, type AppDetail, type AppKey, type NewApp, appKey, appReference, ownerOf } from "../../core/app/app.ts";
import { checkSlots, isClassic, sameSpecification } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import { StudioctlError, isError } from "../../core/errors.ts";
import { isLackOfCapacity } from "../../core/app/capacity.ts";
import { alternatives } from "../../core/app/instances.ts";
import { againCommand, specificationWords } from "../../core/app/restart-command.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Prices } from "../../ports/prices.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { type Waiting, type Watched, untilDeleted, untilStable, untilVisible, waitFor } from "../waiters.ts";

export interface StartPorts {
  readonly studio: Pick<Apps, "listApps" | "describeApp" | "createApp"> & { readonly region: string };
  readonly clock: Clock;
  readonly prices: Prices;
  readonly progress: Progress;
}

export interface StartRequest {
  readonly app: NewApp;
  /**
   * The instance type that the service will use: that of the request, of the profile, of the domain, or the default (service-facts: App
   * rules).
   */
  readonly instanceType: string;
  readonly maxAppsPerInstance: number;
  /** Whether to leave the check of the limit to the service. */
  readonly skipChecks: boolean;
  readonly dryRun: boolean;
  /** Absent: return as soon as the service has accepted the request, which is sent once. */
  readonly waiting?: Waiting | undefined;
  /** Waits only for what keeps the service from accepting the request, such as an earlier run that is being deleted. */
  readonly untilAccepted?: boolean | undefined;
}

export type StartOutcome =
  | { readonly outcome: "checked"; readonly lastLife?: App }
  | { readonly outcome: "started" | "already-running"; readonly app: AppDetail; readonly lastLife?: App };

const proposals = 3;

/**
 * Starts an app: reads the owner's apps, checks, creates, waits for InService. Safe to repeat: a running app with the same specification is
 * left alone. Rejects with `in-use` (an app of the name has another specification), `limit-exceeded` (four apps share the instance),
 * `failed` (with the service's FailureReason), `timeout`, and what CreateApp rejects with.
 */
export async function startApp(ports: StartPorts, request: StartRequest): Promise<StartOutcome> {
  const { studio } = ports;
  const { app, waiting } = request;
  const apps = await collect(studio.listApps({ DomainId: app.DomainId, ...ownerOf(app) }));
  const present = apps.find((one) => one.AppType === app.AppType && one.AppName === app.AppName);
  if (present?.Status === "InService" || present?.Status === "Pending") {
    requireSame(present, app);
    if (request.dryRun) return { outcome: "checked" };
    return { outcome: "already-running", app: await running(ports, app, waiting) };
  }
  if (app.AppType === "KernelGateway" && !request.skipChecks) requireSlot(ports, request, apps);
  const lastLife = present && { lastLife: present };
  if (request.dryRun) return { outcome: "checked", ...lastLife };
  if (present?.Status === "Deleting") await untilOldIsGone(ports, present, waiting);
  await create(ports, app, waiting);
  const started = running(ports, app, request.untilAccepted === true ? undefined : waiting);
  return { outcome: "started", app: await started.catch((error: unknown) => Promise.reject(startFailure(error, app))), ...lastLife };
}

function requireSame(present: App, app: NewApp): void {
  if (sameSpecification(present, app)) return;
  throw new StudioctlError("in-use", `${appReference(app)} already runs with another specification`, {
    why: `it is ${present.Status} on ${present.ResourceSpec?.InstanceType ?? "its default instance type"}`,
    fix: isClassic(app)
      ? "give the new one another --name: a Studio Classic app that is stopped might not start again"
      : `restart it with that: ${againCommand("restart", app, specificationWords(app.ResourceSpec ?? {}))}`,
  });
}

function requireSlot({ studio, prices }: StartPorts, { app, instanceType, maxAppsPerInstance }: StartRequest, apps: readonly App[]): void {
  checkSlots(apps, ownerOf(app), instanceType, maxAppsPerInstance, (roomy) =>
    alternatives(instanceType, roomy, (type) => prices.hourlyUsd(studio.region, app.AppType, type)).slice(0, proposals),
  );
}

async function untilOldIsGone(ports: StartPorts, app: App, waiting: Waiting | undefined): Promise<void> {
  if (waiting === undefined) {
    throw new StudioctlError("in-use", `${appReference(app)} is still being deleted`, {
      fix: "run the command again without --no-wait, or in a minute",
    });
  }
  await untilDeleted(ports, watchedApp(ports, app), waiting, ["Deleted", "Failed"]);
}

/** The storage of a space is unavailable for some seconds after UpdateSpace: CreateApp is tried again (service-facts: Errors). */
async function create({ studio, clock, progress }: StartPorts, app: NewApp, waiting: Waiting | undefined): Promise<void> {
  if (waiting === undefined) return void (await studio.createApp(app));
  await waitFor(
    clock,
    `storage of ${appReference(app)}`,
    waiting,
    async () => {
      try {
        return await studio.createApp(app);
      } catch (error) {
        if (!isError(error, "not-ready")) throw error;
        progress.update("waiting for the space's storage");
        return undefined;
      }
    },
    "nothing was created",
  );
}

/** Statuses of an app before InService. */
const passing: ReadonlySet<string> = new Set(["Pending"]);

/** The app now, or, if waiting was requested, once it is InService. */
async function running(ports: StartPorts, app: NewApp, waiting: Waiting | undefined): Promise<AppDetail> {
  const watched = watchedApp(ports, app);
  return waiting === undefined ? await untilVisible(ports, watched) : await untilStable(ports, watched, waiting, { passing });
}

function watchedApp({ studio }: StartPorts, app: AppKey): Watched<AppDetail> {
  return {
    what: appReference(app),
    read: () => studio.describeApp(appKey(app)),
    failure: (status) => `${appReference(app)} did not start: it is ${status}`,
    fix: () => `studioctl app describe ${appReference(app)} shows all that the service reports`,
  };
}

/**
 * The error of a start: an interruption says that the start continues, and a lack of capacity has its own code, because another instance
 * type can be tried.
 */
function startFailure(error: unknown, app: NewApp): unknown {
  if (isError(error, "interrupted"))
    return error.with({
      why: `the start of ${appReference(app)} was accepted and continues`,
      fix: `to wait for it: ${againCommand("start", app)}`,
    });
  if (!isError(error, "failed") || !isLackOfCapacity(error.why ?? "")) return error;
  return error.with({
    code: "no-capacity",
    message: `${appReference(app)} did not start: there is no capacity for its instance type`,
    fix: "try again in a few minutes, or name another --instance-type",
  });
}

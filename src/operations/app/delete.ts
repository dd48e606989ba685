import { type App, type AppKey, appKey, appReference, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { collect, grouped } from "../../core/collections.ts";
import { isError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps } from "../../ports/studio.ts";
import { orMissing } from "../errors.ts";
import { fewestReads } from "../fewest-reads.ts";
import { type Waiting, untilAll } from "../waiters.ts";

/**
 * Deletes an app: `gone` if it is already Deleted, or Deleting. After a refused delete the app is read again, because the service words
 * that refusal in several ways (service-facts: Errors). Rejects as DeleteApp does.
 */
export async function deleteApp(studio: Pick<Apps, "deleteApp" | "describeApp">, app: AppKey): Promise<"accepted" | "gone"> {
  try {
    await studio.deleteApp(appKey(app));
    return "accepted";
  } catch (error) {
    if (isError(error, "not-found")) return "gone";
    if (isError(error, "in-use", "invalid", "failed") && (await isLeaving(studio, app))) return "gone";
    throw error;
  }
}

async function isLeaving(studio: Pick<Apps, "describeApp">, app: AppKey): Promise<boolean> {
  try {
    const { Status } = await studio.describeApp(appKey(app));
    return Status === "Deleting" || Status === "Deleted";
  } catch (error) {
    return isError(error, "not-found");
  }
}

interface WaitPorts {
  readonly studio: Pick<Apps, "listApps">;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Why an accepted delete did not complete. */
export interface NotGone {
  readonly why: string;
  readonly timedOut: boolean;
}

/**
 * Waits until apps whose delete was accepted are gone, by listing their domains or their owners' apps, whichever takes fewer calls. Resolves
 * to those, by reference, that ended differently or not in time. If interrupted, it leaves out the rest. `known` are apps of the same
 * domains, from which the length of their lists is estimated.
 */
export async function untilAppsAreGone(
  { studio, ...ports }: WaitPorts,
  apps: readonly App[],
  waiting: Waiting,
  known: readonly Pick<AppKey, "DomainId">[] = apps,
): Promise<ReadonlyMap<string, NotGone>> {
  const leaving = new Set<App>();
  const ofDomain = grouped(known, ({ DomainId }) => DomainId);
  const readers = new Map(
    [...new Set(apps.map(({ DomainId }) => DomainId))].map((DomainId) => [
      DomainId,
      fewestReads<App, App>({
        list: () => studio.listApps({ DomainId }),
        keyOf: (app) => ownerLabel(ownerOf(app)),
        read: async (app) => (await orMissing(() => collect(studio.listApps({ DomainId, ...ownerOf(app) })))) ?? [],
        atLeast: ofDomain.get(DomainId)?.length ?? 0,
      }),
    ]),
  );

  function endOf(app: App, now: App | undefined): NotGone | "gone" | undefined {
    if (now === undefined || now.Status === "Deleted" || now.CreationTime.getTime() !== app.CreationTime.getTime()) return "gone";
    if (now.Status === "Deleting") leaving.add(app);
    else if (now.Status === "Failed" || leaving.has(app))
      return { why: `DeleteApp was accepted, but the app is ${now.Status}`, timedOut: false };
    return undefined;
  }

  const ends = await untilAll<App, App, NotGone | "gone">(
    ports,
    {
      what: "apps to be gone",
      items: new Map(apps.map((app) => [appReference(app), app])),
      async list(pending) {
        const domains = [...grouped(pending, ({ DomainId }) => DomainId)];
        const lists = await Promise.all(domains.map(async ([DomainId, those]) => (await readers.get(DomainId)?.(those)) ?? []));
        return lists.flat().map((app) => [appReference(app), app] as const);
      },
      endOf,
      unseen: (why, timedOut) => ({ why: `DeleteApp was accepted, but its result is unknown: ${why}`, timedOut }),
      progress: (left) => [`waiting for ${left} ${left === 1 ? "app" : "apps"} to be gone`],
    },
    waiting,
  );
  return new Map([...ends].flatMap(([reference, end]) => (end === "gone" ? [] : [[reference, end] as const])));
}

import { type App, type AppKey, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SweepRegion } from "./region.ts";

/** All apps of the owner of an app, as ListApps shows them. Rejects as ListApps does. */
export type OwnersApps = (app: AppKey) => Promise<readonly App[]>;

/** How long a list stands for the present. Milliseconds. */
const freshMs = 30_000;

/**
 * Lists the apps of an owner once for all of its apps that are looked at together: the apps behind one server share one call, which shows
 * the server too. A list older than 30 seconds, or one that failed, is read again.
 */
export function ownersApps({ studio }: SweepRegion, clock: Pick<Clock, "now">): OwnersApps {
  const known = new Map<string, { readonly at: number; readonly apps: Promise<readonly App[]> }>();

  async function list(key: string, DomainId: string, app: AppKey): Promise<readonly App[]> {
    try {
      return await collect(studio.listApps({ DomainId, ...ownerOf(app) }));
    } catch (error) {
      known.delete(key);
      throw error;
    }
  }

  return async (app) => {
    const key = `${app.DomainId}/${ownerLabel(ownerOf(app))}`.toLowerCase();
    const now = clock.now().getTime();
    const last = known.get(key);
    if (last !== undefined && now - last.at <= freshMs) return await last.apps;
    const apps = list(key, app.DomainId, app);
    known.set(key, { at: now, apps });
    return await apps;
  };
}

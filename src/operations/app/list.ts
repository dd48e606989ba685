import { type App, type Owner, ownerOf } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { sameOwner } from "../../core/app/rules.ts";
import type { AppStatus, AppType } from "../../core/service-model.ts";
import type { AppFilter, Apps } from "../../ports/studio.ts";

/** Selects apps; an absent member or an empty list matches any. */
export interface AppCriteria {
  readonly owner?: Owner | undefined;
  readonly types?: readonly AppType[];
  readonly statuses?: readonly AppStatus[];
  readonly instanceType?: string | undefined;
  /** Deleted apps stay listed for 24 hours (service-facts: States and lifetimes); they are hidden unless requested. */
  readonly includeDeleted?: boolean;
}

export interface AppSelection extends AppCriteria {
  readonly domainId: string;
}

interface Ports {
  readonly studio: Pick<Apps, "listApps">;
}

/** The apps of a domain that meet the selection, in the service's order (oldest first). */
export async function listApps(ports: Ports, selection: AppSelection): Promise<App[]> {
  return await collect(eachApp(ports, selection));
}

/** The same, as pages arrive. */
export async function* eachApp({ studio }: Ports, selection: AppSelection): AsyncGenerator<App, void, undefined> {
  for await (const app of studio.listApps(filterOf(selection))) if (meets(app, selection)) yield app;
}

function filterOf({ domainId, owner }: AppSelection): AppFilter {
  return { DomainId: domainId, ...owner };
}

export function meets(app: App, { owner, types = [], statuses = [], instanceType, includeDeleted = false }: AppCriteria): boolean {
  const deletedWanted = includeDeleted || statuses.includes("Deleted");
  return (
    (app.Status !== "Deleted" || deletedWanted) &&
    (owner === undefined || sameOwner(ownerOf(app), owner)) &&
    (types.length === 0 || types.includes(app.AppType)) &&
    (statuses.length === 0 || statuses.includes(app.Status)) &&
    (instanceType === undefined || app.ResourceSpec?.InstanceType === instanceType)
  );
}

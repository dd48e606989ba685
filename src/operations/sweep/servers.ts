import { whyFailed } from "../../core/errors.ts";
import { type App, type Owner, appReference, ownerLabel, ownerOf } from "../../core/app.ts";
import { runs } from "../../core/billing.ts";
import { grouped } from "../../core/grouped.ts";
import { collect } from "../../core/collect.ts";
import type { ActivitySource, ServerKey, SpaceSummary } from "../../core/domain.ts";
import { type Unseen, unseen } from "../../core/activity.ts";
import type { AskedServer } from "../../core/idle/facts.ts";
import { concurrently } from "./concurrently.ts";
import { throwIfFatal } from "./observe.ts";
import type { SweepRegion, Work } from "./region.ts";

/** The server that tells of an app, or why none can be asked. */
export type Source = { readonly server: AskedServer } | Unseen;

/** Which server, or of Canvas which metric, tells what runs in an app; undefined for types that have none. */
export function serverOf(app: App): ActivitySource | undefined {
  const { DomainId, AppType, UserProfileName } = app;
  if (AppType === "Canvas") return UserProfileName === undefined ? undefined : { DomainId, owner: { UserProfileName }, AppType };
  if (AppType === "KernelGateway" || AppType === "JupyterServer") return { DomainId, owner: ownerOf(app), AppType: "JupyterServer" };
  return AppType === "JupyterLab" || AppType === "CodeEditor" ? { DomainId, owner: ownerOf(app), AppType } : undefined;
}

/** The running apps of a list that are observed through another one, by the reference of that one in lower case. */
export function behindServers(listed: readonly App[]): ReadonlyMap<string, readonly App[]> {
  return grouped(listed.filter((app) => runs(app) && isObservedThroughAnother(app)), serverReference);
}

/** The apps behind a server that have not ended, by a list of now: those that are Deleting too. */
export async function readBehind({ studio }: SweepRegion, server: App): Promise<readonly App[]> {
  if (!othersAreObservedThrough(server)) return [];
  const listed = await collect(studio.listApps({ DomainId: server.DomainId, ...ownerOf(server) }));
  const own = appReference(server).toLowerCase();
  return listed.filter((app) => (runs(app) || app.Status === "Deleting") && isObservedThroughAnother(app) && serverReference(app) === own);
}

function othersAreObservedThrough({ AppType }: App): boolean {
  return AppType === "JupyterServer";
}

function isObservedThroughAnother(app: App): boolean {
  const server = serverOf(app);
  return server !== undefined && server.AppType !== app.AppType;
}

/** The apps that `behindServers` has for this one. */
export function behindServer(app: App, servers: ReadonlyMap<string, readonly App[]>): readonly App[] | undefined {
  return servers.get(appReference(app).toLowerCase());
}

function serverReference(app: App): string {
  const AppType = serverOf(app)?.AppType ?? app.AppType;
  return appReference({ ...app, AppType, AppName: "default" }).toLowerCase();
}

/**
 * Finds whom to ask about each app, with one DescribeDomain for each domain concerned and one list of spaces
 * where spaces are, unless their owners are `known`. Only servers that `listed` shows InService are asked, for
 * opening another could start it, and none in domains of SSO, which refuse presigned URLs (FACTS 6.2).
 */
export async function findSources(
  region: SweepRegion,
  apps: readonly App[],
  listed: readonly App[],
  known: SpaceOwners | undefined,
  work: Work,
): Promise<Source[]> {
  const running = new Set(listed.flatMap((app) => (app.Status === "InService" ? [placeOf(app, ownerOf(app))] : [])));
  const servers = apps.map((app) => runningServer(app, running));
  const keys = servers.flatMap((server) => ("why" in server || server.AppType === "Canvas" ? [] : [server]));
  const [obstacles, signIns] = await Promise.all([readObstacles(region, keys, work), readSignIns(region, keys, known, work)]);
  return servers.map((server) => {
    if ("why" in server) return server;
    if (server.AppType === "Canvas") return { server: { key: server, signInAs: server.owner.UserProfileName } };
    const obstacle = obstacles.get(server.DomainId);
    if (obstacle !== undefined) return obstacle;
    const user = "UserProfileName" in server.owner ? { signInAs: server.owner.UserProfileName } : signIns(server);
    return "why" in user ? user : { server: { key: server, ...user } };
  });
}

function runningServer(app: App, running: ReadonlySet<string>): ActivitySource | Unseen {
  const server = serverOf(app);
  if (server === undefined) return { seen: false, why: `nothing tells what a ${app.AppType} app does` };
  return running.has(placeOf(server, server.owner)) ? server : { seen: false, why: `the ${server.AppType} app of ${ownerLabel(server.owner)} is not running, so nothing tells of its kernels` };
}

/** Where apps of one type run; names of owners compare without case (FACTS 4). */
function placeOf({ DomainId, AppType }: Pick<App, "DomainId" | "AppType">, owner: Owner): string {
  return `${DomainId}/${ownerLabel(owner).toLowerCase()}/${AppType}`;
}

/** Why a domain's servers cannot be asked, by domain. */
async function readObstacles({ studio }: SweepRegion, keys: readonly ServerKey[], work: Work): Promise<Map<string, Unseen>> {
  const domains = [...new Set(keys.map(({ DomainId }) => DomainId))];
  const obstacles = await concurrently(domains, "domains read", work, async (id) => [id, await obstacle(id)] as const);
  return new Map(obstacles.flatMap(([id, found]) => (found === undefined ? [] : [[id, found] as const])));

  async function obstacle(id: string): Promise<Unseen | undefined> {
    try {
      const { AuthMode } = await studio.describeDomain(id);
      return AuthMode === "IAM" ? undefined : { seen: false, why: `domain ${id} signs in by ${AuthMode}, so its servers cannot be asked` };
    } catch (error) {
      throwIfFatal(error, work);
      return unseen(error, `how domain ${id} signs in could not be read: ${whyFailed(error)}`);
    }
  }
}

type SignIns = (server: ServerKey) => { readonly signInAs: string } | Unseen;

/** Whom to sign in as to ask each space: its owner. */
async function readSignIns(region: SweepRegion, keys: readonly ServerKey[], known: SpaceOwners | undefined, work: Work): Promise<SignIns> {
  const places = keys.flatMap(({ DomainId, owner }) => ("SpaceName" in owner ? [{ DomainId, ...owner }] : []));
  let owners: SpaceOwners;
  try {
    owners = known ?? (await listSpaceOwners(region, places));
  } catch (error) {
    throwIfFatal(error, work);
    const ownersUnseen = unseen(error, `the owner of its space could not be read: ${whyFailed(error)}`);
    return () => ownersUnseen;
  }
  return ({ DomainId, owner }) => {
    const signInAs = "SpaceName" in owner ? owners({ DomainId, ...owner }) : undefined;
    return signInAs === undefined ? { seen: false, why: `${ownerLabel(owner)} has no owner to sign in as` } : { signInAs };
  };
}

/** The user profile that owns the space of an app, where it runs in one and that has an owner. */
export type SpaceOwners = (app: Pick<App, "DomainId" | "SpaceName">) => string | undefined;

/** Who owns the spaces of these apps: one list of the domain's spaces, or of the Region's where several domains are concerned. */
export async function listSpaceOwners({ studio }: SweepRegion, apps: readonly Pick<App, "DomainId" | "SpaceName">[]): Promise<SpaceOwners> {
  const [only, ...others] = [...new Set(apps.flatMap(({ DomainId, SpaceName }) => (SpaceName === undefined ? [] : [DomainId])))];
  if (only === undefined) return () => undefined;
  const spaces: readonly SpaceSummary[] = await collect(studio.listSpaces(others.length === 0 ? { DomainId: only } : {}));
  const byKey = new Map(spaces.map((space) => [spaceKey(space.DomainId, space.SpaceName), space.OwnershipSettingsSummary?.OwnerUserProfileName]));
  return ({ DomainId, SpaceName }) => (SpaceName === undefined ? undefined : byKey.get(spaceKey(DomainId, SpaceName)));
}

function spaceKey(domainId: string, name: string): string {
  return `${domainId}/${name.toLowerCase()}`;
}

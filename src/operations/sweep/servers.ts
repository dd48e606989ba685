import { whyFailed } from "../../core/errors.ts";
import { type App, type Owner, appReference, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { runs } from "../../core/cost/billing.ts";
import { collectUntil, grouped } from "../../core/collections.ts";
import type { ActivitySource, SpaceSummary } from "../../core/domain/domain.ts";
import { type AppFacts, type AskedServer, unseen, type Unseen } from "../../core/idle/facts.ts";
import { concurrently } from "../concurrently.ts";
import { readProfiles, throwIfFatal } from "./observe.ts";
import type { OwnersApps } from "./owners-apps.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

/** The server that shows an app's activity, or why none can be asked, and facts that no server shows. */
export interface Source extends Pick<AppFacts, "remoteAccess" | "unifiedStudio"> {
  readonly reading: { readonly server: AskedServer } | Unseen;
}

/** The server, or for Canvas the metric, that shows an app's activity; undefined for types that have none. */
export function serverOf(app: App): ActivitySource | undefined {
  const { DomainId, AppType, UserProfileName } = app;
  if (AppType === "Canvas") return UserProfileName === undefined ? undefined : { DomainId, owner: { UserProfileName }, AppType };
  if (AppType === "KernelGateway" || AppType === "JupyterServer") return { DomainId, owner: ownerOf(app), AppType: "JupyterServer" };
  return AppType === "JupyterLab" || AppType === "CodeEditor" ? { DomainId, owner: ownerOf(app), AppType } : undefined;
}

/** The running apps of a list that are observed through another one, by the reference of that one in lower case. */
export function behindServers(listed: readonly App[]): ReadonlyMap<string, readonly App[]> {
  return grouped(
    listed.filter((app) => runs(app) && isObservedThroughAnother(app)),
    serverReference,
  );
}

/** The apps behind a server that have not ended according to a list of its owner's apps, including those that are Deleting. */
export async function readBehind(ownersApps: OwnersApps, server: App): Promise<readonly App[]> {
  if (!othersAreObservedThrough(server)) return [];
  const listed = await ownersApps(server);
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

/** The apps in `behindServers` for this one. */
export function behindServer(app: App, servers: ReadonlyMap<string, readonly App[]>): readonly App[] | undefined {
  return servers.get(appReference(app).toLowerCase());
}

function serverReference(app: App): string {
  const AppType = serverOf(app)?.AppType ?? app.AppType;
  return appReference({ ...app, AppType, AppName: "default" }).toLowerCase();
}

/**
 * Finds the server to ask about each app, with one DescribeDomain for each domain concerned and one list of spaces where spaces are, unless
 * they are `known`. Only servers that `listed` shows InService are asked, because opening another one could start it, and none in domains
 * of SSO, which refuse presigned URLs (service-facts: The Jupyter server). Nothing is assumed about a domain or spaces that could not be
 * read.
 */
export async function findSources(
  region: SweepRegion,
  apps: readonly App[],
  listed: readonly App[],
  known: Spaces | undefined,
  work: SweepWork,
): Promise<Source[]> {
  const running = new Set(listed.flatMap((app) => (app.Status === "InService" ? [serverName(app, ownerOf(app))] : [])));
  const [domains, spaces] = await Promise.all([readDomains(region, apps, work), known ?? readSpaces(region, apps, work)]);
  const found = apps.map((app) => ({
    app,
    server: runningServer(app, running),
    space: spaces(app),
    domain: domains.get(app.DomainId) ?? {},
  }));
  const ownerless = found.filter(({ app, server, space, domain }) => {
    const canBeAsked = !("why" in server) && domain.unread === undefined && domain.obstacle === undefined;
    return canBeAsked && app.SpaceName !== undefined && ownerOfSpace(space) === undefined;
  });
  const profiles = await readProfiles(
    region,
    ownerless.map(({ app }) => app.DomainId),
    listed,
    work,
  );
  return found.map(({ app, server, space, domain }) => {
    const reading = domain.unread ?? sourceOf(server, domain.obstacle, space, profiles.get(app.DomainId));
    const remoteAccess = remoteAccessOf(app, space);
    return { reading, ...(domain.unified === true && { unifiedStudio: true }), ...(remoteAccess && { remoteAccess }) };
  });
}

/** The server of a user is asked as that user, the server of a space as its owner, or without an owner as one of these user profiles. */
function sourceOf(
  server: ActivitySource | Unseen,
  obstacle: Unseen | undefined,
  space: SpaceSummary | Unseen | undefined,
  profiles: readonly string[] | Unseen = [],
): Source["reading"] {
  if ("why" in server) return server;
  if (server.AppType === "Canvas") return { server: { key: server, signInAs: server.owner.UserProfileName } };
  if (obstacle !== undefined) return obstacle;
  const user = "UserProfileName" in server.owner ? server.owner.UserProfileName : ownerOfSpace(space);
  if (typeof user === "object") return user;
  if (user !== undefined) return { server: { key: server, signInAs: user } };
  if ("why" in profiles) return profiles;
  const [signInAs, ...orAs] = profiles;
  if (signInAs !== undefined) return { server: { key: server, signInAs, orAs } };
  const help = "create one: studioctl profile create NAME";
  return { seen: false, why: `${ownerLabel(server.owner)} has no owner, and its domain no user profile to sign in as; ${help}` };
}

/** The service lists the flag with each space (service-facts: Remote access). An unknown value counts as on. */
export function remoteAccessOf({ AppType, SpaceName }: App, space: SpaceSummary | Unseen | undefined): AppFacts["remoteAccess"] {
  if (SpaceName === undefined || (AppType !== "JupyterLab" && AppType !== "CodeEditor")) return undefined;
  if (space === undefined || "why" in space) return "unknown";
  const { RemoteAccess = "DISABLED" } = space.SpaceSettingsSummary ?? {};
  return RemoteAccess === "DISABLED" ? undefined : "on";
}

function runningServer(app: App, running: ReadonlySet<string>): ActivitySource | Unseen {
  const server = serverOf(app);
  if (server === undefined) return { seen: false, why: `the activity of a ${app.AppType} app cannot be observed` };
  return running.has(serverName(server, server.owner))
    ? server
    : { seen: false, why: `the ${server.AppType} app of ${ownerLabel(server.owner)} is not running, so its kernels cannot be observed` };
}

/** The key of an owner's server; names of owners are compared without case (service-facts: App rules). */
function serverName({ DomainId, AppType }: Pick<App, "DomainId" | "AppType">, owner: Owner): string {
  return `${DomainId}/${ownerLabel(owner).toLowerCase()}/${AppType}`;
}

/** Facts about a domain: why its servers cannot be asked, or why it could not be read, and whether it belongs to Unified Studio. */
interface DomainFacts {
  readonly obstacle?: Unseen;
  readonly unread?: Unseen;
  readonly unified?: boolean;
}

async function readDomains({ studio }: SweepRegion, apps: readonly App[], work: SweepWork): Promise<Map<string, DomainFacts>> {
  const domains = [...new Set(apps.map(({ DomainId }) => DomainId))];
  return new Map(await concurrently(domains, "domains read", work, async (id) => [id, await read(id)] as const));

  async function read(id: string): Promise<DomainFacts> {
    try {
      const { AuthMode, DomainSettings } = await studio.describeDomain(id);
      const why = `domain ${id} uses ${AuthMode} sign-in, so its servers cannot be read`;
      // A domain with these settings belongs to SageMaker Unified Studio (service-facts: The model of Studio).
      return {
        unified: DomainSettings?.UnifiedStudioSettings !== undefined,
        ...(AuthMode !== "IAM" && { obstacle: { seen: false, why } }),
      };
    } catch (error) {
      throwIfFatal(error, work);
      // After any failure: the domain may use IAM sign-in, and may belong to Unified Studio.
      return { unread: { ...unseen(error, `how domain ${id} signs in could not be read: ${whyFailed(error)}`), ours: true } };
    }
  }
}

/** The space of an app, or why it is unknown; undefined if it runs in none. */
export type Spaces = (app: Pick<App, "DomainId" | "SpaceName">) => SpaceSummary | Unseen | undefined;

/** The user profile that owns a space, or why it is unknown. */
export function ownerOfSpace(space: ReturnType<Spaces>): string | Unseen | undefined {
  return space === undefined || "why" in space ? space : space.OwnershipSettingsSummary?.OwnerUserProfileName;
}

/** The spaces of these apps; if they cannot be listed, the reason for each. Rejects only with what is fatal. */
export async function readSpaces(
  region: SweepRegion,
  apps: readonly Pick<App, "DomainId" | "SpaceName">[],
  work: SweepWork,
): Promise<Spaces> {
  try {
    return await listSpaces(region, apps);
  } catch (error) {
    throwIfFatal(error, work);
    const spacesUnseen: Unseen = { ...unseen(error, `the owner of its space could not be read: ${whyFailed(error)}`), ours: true };
    return ({ SpaceName }) => (SpaceName === undefined ? undefined : spacesUnseen);
  }
}

/** A space may be missing because its item could not be read. A rule for its owner may protect the app, so no age stops it. */
const notListed: Unseen = { seen: false, why: "its space is not in the list of spaces, so its owner is unknown", ours: true };

/** The spaces of these apps: one list of the domain's, or of the Region if there are several domains. */
export async function listSpaces(
  { studio }: { readonly studio: Pick<SweepRegion["studio"], "listSpaces"> },
  apps: readonly Pick<App, "DomainId" | "SpaceName">[],
): Promise<Spaces> {
  const inSpaces = apps.filter(({ SpaceName }) => SpaceName !== undefined);
  const [only, ...others] = [...new Set(inSpaces.map(({ DomainId }) => DomainId))];
  if (only === undefined) return () => undefined;
  const [name, ...otherNames] = [...new Set(inSpaces.map(({ SpaceName }) => SpaceName))];
  const isOne = others.length === 0 && otherNames.length === 0;
  const filter = { DomainId: only, ...(name !== undefined && isOne && { SpaceName: name }) };
  const key = spaceKey(only, name ?? "");
  // The service filters by a part of the name.
  const isIt = (space: SpaceSummary): boolean => isOne && spaceKey(space.DomainId, space.SpaceName) === key;
  const spaces = await collectUntil(studio.listSpaces(others.length === 0 ? filter : {}), isIt);
  const byKey = new Map(spaces.map((space) => [spaceKey(space.DomainId, space.SpaceName), space]));
  return ({ DomainId, SpaceName }) => (SpaceName === undefined ? undefined : (byKey.get(spaceKey(DomainId, SpaceName)) ?? notListed));
}

function spaceKey(domainId: string, name: string): string {
  return `${domainId}/${name.toLowerCase()}`;
}

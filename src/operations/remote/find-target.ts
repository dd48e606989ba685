import { type App, type AppKey, type Owner, appReference, ownerOf } from "../../core/app/app.ts";
import { isSpaceAppType, sameOwner } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import type { Space } from "../../core/domain/domain.ts";
import { StudioctlError, isError, usageError } from "../../core/errors.ts";
import { type AppReference, findApp } from "../../core/reference.ts";
import type { TargetReference } from "../../core/remote/target.ts";
import { nearestText, suggestion } from "../../core/suggest.ts";
import type { Apps, Spaces, UserProfiles } from "../../ports/studio.ts";
import { describeSpace } from "../space/describe.ts";
import { unlessDenied } from "../errors.ts";

/** The app that a TARGET means. */
export interface Target {
  readonly app: AppKey;
  /** The app in the service's list; undefined if it has not run within the last 24 hours. */
  readonly listed: App | undefined;
  /** The space that it runs in, if any. */
  readonly space: Space | undefined;
}

interface Ports {
  readonly studio: Pick<Apps, "listApps"> & Spaces & UserProfiles;
}

/**
 * The app that a TARGET means in a domain: the one of a space, the JupyterServer of a user, or any other that a reference means.
 * Rejects with `usage` where it is ambiguous, naming what it could mean, and with `not-found` and the name that was probably meant.
 * With `preferSpace`, for a way that leads only into spaces, a word that is the name of a space means that space.
 */
export async function findTarget(
  ports: Ports,
  target: TargetReference,
  DomainId: string,
  { preferSpace = false }: { readonly preferSpace?: boolean } = {},
): Promise<Target> {
  if ("space" in target) return await ofSpace(ports, DomainId, target.space);
  const apps = await collect(ports.studio.listApps({ DomainId }));
  return "app" in target
    ? await ofReference(ports, DomainId, target.app, apps)
    : await ofWord(ports, DomainId, target.word, apps, preferSpace);
}

/**
 * The domains that hold what a TARGET may mean: its space, its user, or an app of that name. Lists that the credentials may not
 * read count as empty. With `preferSpace`, only those of its space, if there is one.
 */
export async function domainsWith(
  { studio }: Ports,
  target: TargetReference,
  { preferSpace = false }: { readonly preferSpace?: boolean } = {},
): Promise<ReadonlySet<string>> {
  const [SpaceName, UserProfileName, app] = namesIn(target);

  /** By the part of the name that the service filters by, else among all: it may compare the case of names. */
  async function owners(isNarrow: boolean) {
    return await Promise.all([
      SpaceName === undefined ? [] : readable(studio.listSpaces(isNarrow ? { SpaceName } : {}), (each) => sameOwner(each, { SpaceName })),
      UserProfileName === undefined
        ? []
        : readable(studio.listUserProfiles(isNarrow ? { UserProfileName } : {}), (each) => sameOwner(each, { UserProfileName })),
    ]);
  }

  const [narrow, apps] = await Promise.all([
    owners(true),
    app === undefined ? [] : readable(studio.listApps({}), ({ AppName, Status }) => AppName === app && Status !== "Deleted"),
  ]);
  const [spaces, users] = narrow.flat().length + apps.length > 0 ? narrow : await owners(false);
  return new Set((preferSpace && spaces.length > 0 ? spaces : [...spaces, ...users, ...apps]).map(({ DomainId }) => DomainId));
}

async function readable<T>(list: AsyncIterable<T>, matches: (each: T) => boolean): Promise<T[]> {
  return (await unlessDenied([], () => collect(list))).filter(matches);
}

/** The names of the space, the user and the app that a TARGET may mean. */
function namesIn(target: TargetReference): readonly [space?: string | undefined, user?: string | undefined, app?: string] {
  if ("space" in target) return [target.space];
  if ("word" in target) return [target.word, target.word, target.word];
  const { owner, name } = target.app;
  if (owner === undefined) return [undefined, undefined, name];
  return "SpaceName" in owner ? [owner.SpaceName] : [undefined, owner.UserProfileName];
}

async function ofSpace({ studio }: Ports, DomainId: string, SpaceName: string, apps?: readonly App[]): Promise<Target> {
  const space = await describeSpace({ studio }, { DomainId, SpaceName });
  const owner = { SpaceName: space.SpaceName };
  // A space without a type is one of Studio Classic (service-facts: The model of Studio).
  const app: AppKey = { DomainId, ...owner, AppType: space.SpaceSettings?.AppType ?? "JupyterServer", AppName: "default" };
  const listed = apps ?? (await collect(studio.listApps({ DomainId, ...owner })));
  return { app, space, listed: listed.findLast((each) => isSame(each, app)) };
}

function ofUser(DomainId: string, UserProfileName: string, apps: readonly App[]): Target {
  const app: AppKey = { DomainId, UserProfileName, AppType: "JupyterServer", AppName: "default" };
  return { app, space: undefined, listed: apps.findLast((each) => isSame(each, app)) };
}

async function ofApp(ports: Ports, app: App, apps: readonly App[]): Promise<Target> {
  if (app.SpaceName === undefined) return { app, listed: app, space: undefined };
  if (isSpaceAppType(app.AppType)) return await ofSpace(ports, app.DomainId, app.SpaceName, apps);
  const { DomainId, SpaceName } = app;
  return { app, listed: app, space: await describeSpace(ports, { DomainId, SpaceName }) };
}

/** An app that the service lists no longer is still that of its space or user. */
async function ofReference(ports: Ports, DomainId: string, reference: AppReference, apps: readonly App[]): Promise<Target> {
  try {
    return await ofApp(ports, findApp(reference, apps), apps);
  } catch (error) {
    if (!isError(error, "not-found") || reference.name !== "default" || reference.owner === undefined) throw error;
    const target = await ofOwner(ports, DomainId, reference.owner, apps);
    if (target === undefined || (reference.type !== undefined && reference.type !== target.app.AppType)) throw error;
    return target;
  }
}

async function ofOwner(ports: Ports, DomainId: string, owner: Owner, apps: readonly App[]): Promise<Target | undefined> {
  if ("SpaceName" in owner) return await ofSpace(ports, DomainId, owner.SpaceName, apps);
  const profiles = await collect(ports.studio.listUserProfiles({ DomainId }));
  const profile = profiles.find((each) => sameOwner(each, owner));
  return profile === undefined ? undefined : ofUser(DomainId, profile.UserProfileName, apps);
}

/** A word names a space, the user of a JupyterServer app, or an app; a user without such an app only if nothing else is meant. */
async function ofWord(ports: Ports, DomainId: string, word: string, apps: readonly App[], preferSpace: boolean): Promise<Target> {
  const { studio } = ports;
  const spaces = await collect(studio.listSpaces({ DomainId }));
  const space = spaces.find((each) => sameOwner(each, { SpaceName: word }));
  if (space !== undefined && preferSpace) return await ofSpace(ports, DomainId, space.SpaceName, apps);
  const present = apps.filter(({ Status }) => Status !== "Deleted");
  const server = present.find(
    (app) => app.AppType === "JupyterServer" && app.UserProfileName !== undefined && sameOwner(ownerOf(app), { UserProfileName: word }),
  );
  const named = present.filter(({ AppName }) => AppName === word);
  const found: readonly (readonly [name: string, target: () => Promise<Target>])[] = [
    ...(space === undefined ? [] : [[`space:${space.SpaceName}`, () => ofSpace(ports, DomainId, space.SpaceName, apps)] as const]),
    ...(server === undefined ? [] : [[appReference(server), () => ofApp(ports, server, apps)] as const]),
    ...named.map((app) => [appReference(app), () => ofApp(ports, app, apps)] as const),
  ];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return await only[1]();
  if (only !== undefined) {
    throw usageError(`"${word}" could mean ${found.length} apps`, {
      why: nearestText(
        word,
        found.map(([name]) => name),
      ),
      fix: `name one of them: ${only[0]}`,
    });
  }
  const users = (await unlessDenied([], () => collect(studio.listUserProfiles({ DomainId })))).map((profile) => profile.UserProfileName);
  const user = users.find((name) => name.toLowerCase() === word.toLowerCase());
  if (user !== undefined) return ofUser(DomainId, user, apps);
  const names = new Set([...spaces.map(({ SpaceName }) => SpaceName), ...users, ...present.map(({ AppName }) => AppName)]);
  names.delete("default");
  throw new StudioctlError("not-found", `no space, user or app "${word}" in ${DomainId}`, {
    fix: suggestion(word, names) ?? `studioctl space list -d ${DomainId} and studioctl app list -d ${DomainId} show them`,
  });
}

function isSame(one: AppKey, other: AppKey): boolean {
  return one.AppType === other.AppType && one.AppName === other.AppName && sameOwner(ownerOf(one), ownerOf(other));
}

import pMap from "p-map";
import picomatch from "picomatch";
import { type App, appReference, type Owner, ownerLabel } from "../../core/app/app.ts";
import { collect, collectUntil } from "../../core/collections.ts";
import { sameOwner } from "../../core/app/rules.ts";
import { isError, StudioctlError, usageError } from "../../core/errors.ts";
import type { Claim } from "../../core/idle/claim.ts";
import type { LockedRegion } from "../../core/idle/report.ts";
import { suggestion } from "../../core/suggest.ts";
import type { AppFilter, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Hold, Holder, Lock } from "../../ports/sweeps.ts";
import { concurrently } from "../concurrently.ts";
import { readOnce } from "../fewest-reads.ts";
import { throwIfFatal } from "./observe.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

/** The apps that a sweep covers. Empty lists are no limit; users and spaces add up. */
export interface SweepScope extends Claim {
  /** Globs over the long app reference; `*` matches slashes too, case does not matter. */
  readonly exclude: readonly string[];
}

/** The default scope of a sweep: app types that cost money and can be observed. */
export const defaultScope: SweepScope = {
  types: ["KernelGateway", "JupyterLab", "CodeEditor"],
  domains: [],
  users: [],
  spaces: [],
  exclude: [],
};

/** Apps, and why some of the lists could not be read. */
export interface Listed {
  readonly apps: readonly App[];
  readonly errors: readonly unknown[];
}

/**
 * Every app of the owners in scope, of any type and status: a KernelGateway app's server is among them. A list that
 * fails leaves the others; when all do, the first error is thrown.
 */
export async function listScope({ studio }: SweepRegion, scope: SweepScope, work: SweepWork): Promise<Listed> {
  const lists = await concurrently(filters(scope), "lists of apps read", work, async (filter): Promise<Listed> => {
    try {
      return { apps: await collect(studio.listApps(filter)), errors: [] };
    } catch (error) {
      throwIfFatal(error, work);
      // A domain is in one of several Regions.
      return { apps: [], errors: isError(error, "not-found") ? [] : [error] };
    }
  });
  const errors = lists.flatMap((list) => list.errors);
  if (errors.length > 0 && errors.length === lists.length) throw errors[0];
  const apps = lists.flatMap((list) => list.apps);
  return { apps: [...new Map(apps.map((app) => [appReference(app), app])).values()], errors };
}

function filters({ domains, users, spaces }: SweepScope): AppFilter[] {
  const owners = [...users.map((UserProfileName) => ({ UserProfileName })), ...spaces.map((SpaceName) => ({ SpaceName }))];
  const domainFilters = domains.length === 0 ? [{}] : domains.map((DomainId) => ({ DomainId }));
  return domainFilters.flatMap((filter) => (owners.length === 0 ? [filter] : owners.map((owner) => ({ ...filter, ...owner }))));
}

/** Returns a function that finds the glob that excludes an app. An empty glob is a usage error. */
export function excluder(globs: readonly string[]): (app: App) => string | undefined {
  const matchers = globs.map((glob) => {
    if (glob === "") throw usageError('"" is not a glob', { fix: "a pattern over DOMAIN/OWNER/TYPE/NAME: */alice/*" });
    return { glob, matches: picomatch(glob, { bash: true, nocase: true }) };
  });
  return (app) => matchers.find(({ matches }) => matches(appReference(app)))?.glob;
}

/** A scope that another process is at work on. */
export interface LockedScope {
  readonly scope: string;
  readonly holder: Holder;
}

/** What work may do while others are excluded. */
export interface Exclusion {
  /** The scopes that other processes hold: the work may change nothing in them. */
  readonly locked: readonly LockedScope[];
  /** Why a scope is no longer held; undefined while it is. */
  readonly whyLost: WhyLost;
}

export type WhyLost = (scope: string) => string | undefined;

/** Acquisitions and releases at once. */
const locksAtOnce = 10;

/**
 * Does the work while holding a claim on every scope that no other process holds; what others hold of them may not overlap with the claim.
 * The work learns which scopes those are, and when a claim is lost: then it may change nothing more there.
 */
export async function exclusively<T>(
  lock: Lock,
  scopes: readonly string[],
  claim: Claim,
  work: (exclusion: Exclusion) => Promise<T>,
): Promise<T> {
  const held = new Map<string, Hold>();
  const locked: LockedScope[] = [];
  try {
    await pMap(
      new Set(scopes),
      async (scope) => {
        const acquired = await lock.acquire(scope, claim);
        if (acquired.held) held.set(scope, acquired);
        else locked.push({ scope, holder: acquired.holder });
      },
      // Every acquisition ends before the first error is thrown, so that what was acquired is released.
      { concurrency: locksAtOnce, stopOnError: false },
    ).catch((error: unknown) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    });
    locked.sort((a, b) => (a.scope < b.scope ? -1 : 1));
    return await work({ locked, whyLost: (scope) => held.get(scope)?.whyLost?.() });
  } finally {
    await pMap(held.values(), async ({ release }) => await release(), { concurrency: locksAtOnce });
  }
}

/** The Regions that may be swept, and those that another run is active in, as a report names them. */
export function withoutLocked(
  regions: readonly SweepRegion[],
  locked: readonly LockedScope[],
): { readonly regions: readonly SweepRegion[]; readonly locked: readonly LockedRegion[] } {
  const holders = new Map(locked.map(({ scope, holder }) => [scope, holder]));
  return {
    regions: regions.filter(({ scope }) => !holders.has(scope)),
    locked: regions.flatMap(({ scope, account, studio }) => {
      const holder = holders.get(scope);
      if (holder === undefined) return [];
      const { since: Since, by: By } = holder;
      return [{ Region: studio.region, ...(account && { AccountId: account.AccountId }), ...(Since && { Since }), By }];
    }),
  };
}

type Listing = Pick<UserProfiles, "listUserProfiles"> & Pick<Spaces, "listSpaces">;

/**
 * Rejects with `not-found`, and the name that was probably meant, if a user or space in scope does not exist in any of these Regions:
 * otherwise a mistyped name would never match anything. Makes no call if none is named; lists all only where that takes fewer calls than a
 * list for each name, and for the suggestion.
 */
export async function requireOwners(
  studios: readonly Listing[],
  { domains, users, spaces }: Pick<SweepScope, "domains" | "users" | "spaces">,
): Promise<void> {
  const filter = domains.length === 1 ? { DomainId: domains[0] ?? "" } : {};
  await Promise.all([
    requireNames(
      users.map((UserProfileName) => ({ UserProfileName })),
      studios.map((studio) => (named) => studio.listUserProfiles({ ...filter, ...named })),
    ),
    requireNames(
      spaces.map((SpaceName) => ({ SpaceName })),
      studios.map((studio) => (named) => studio.listSpaces({ ...filter, ...named })),
    ),
  ]);
}

/** Each list is of all, or of those whose name contains a text. */
async function requireNames<Named extends Owner>(
  wanted: readonly Named[],
  lists: readonly ((named?: Named) => AsyncIterable<Named>)[],
): Promise<void> {
  if (wanted.length === 0) return;
  const found = await Promise.all(
    lists.map(async (list) => {
      const read = async (owner: Named): Promise<Named[]> => await collectUntil(list(owner), (each) => sameOwner(each, owner));
      return await readOnce({ list, keyOf: ownerKey, read }, wanted);
    }),
  );
  const there = new Set(ownersOf(found.flat()).map(ownerKey));
  if (wanted.every((owner) => there.has(ownerKey(owner)))) return;
  requireAll(wanted, ownersOf((await Promise.all(lists.map((list) => collect(list())))).flat()));
}

function ownerKey(owner: Owner): string {
  return ownerLabel(owner).toLowerCase();
}

/** The owners themselves: a space in a list may name its user too. */
function ownersOf(listed: readonly Owner[]): Owner[] {
  return listed.map((each) => ("SpaceName" in each ? { SpaceName: each.SpaceName } : { UserProfileName: each.UserProfileName }));
}

/** Names are compared without case (service-facts: App rules). */
function requireAll(wanted: readonly Owner[], there: readonly Owner[]): void {
  const known = new Map(there.map((owner) => [ownerLabel(owner).toLowerCase(), ownerLabel(owner)]));
  const missing = wanted.map(ownerLabel).find((label) => !known.has(label.toLowerCase()));
  if (missing === undefined) return;
  throw new StudioctlError(
    "not-found",
    `no ${missing.startsWith("space:") ? "space" : "user profile"} "${missing.replace(/^space:/, "")}" in scope`,
    {
      fix: suggestion(missing, known.values())?.replaceAll("space:", ""),
    },
  );
}

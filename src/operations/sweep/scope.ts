import picomatch from "picomatch";
import { type App, appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { isError, usageError } from "../../core/errors.ts";
import type { Claim } from "../../core/idle/claim.ts";
import type { AppFilter } from "../../ports/studio.ts";
import { concurrently } from "../concurrently.ts";
import { throwIfFatal } from "./observe.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

/** Which apps a sweep looks at. Empty lists are no limit; users and spaces add up. */
export interface SweepScope extends Claim {
  /** Globs over the long app reference; `*` goes across its slashes, case does not matter. */
  readonly exclude: readonly string[];
}

/** What a sweep looks at unless told otherwise: the apps that cost and that can be observed. */
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
      // Of several Regions, a domain is in one.
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
  const places = domains.length === 0 ? [{}] : domains.map((DomainId) => ({ DomainId }));
  return places.flatMap((place) => (owners.length === 0 ? [place] : owners.map((owner) => ({ ...place, ...owner }))));
}

/** Tells which of the globs excludes an app. An empty glob is a usage error. */
export function excluder(globs: readonly string[]): (app: App) => string | undefined {
  const matchers = globs.map((glob) => {
    if (glob === "") throw usageError('"" is not a glob', { fix: "a pattern over DOMAIN/OWNER/TYPE/NAME: */alice/*" });
    return { glob, matches: picomatch(glob, { bash: true, nocase: true }) };
  });
  return (app) => matchers.find(({ matches }) => matches(appReference(app)))?.glob;
}

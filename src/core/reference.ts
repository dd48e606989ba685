import { type App, type AppKey, type Owner, appReference, ownerOf } from "./app/app.ts";
import { StudioctlError, usageError } from "./errors.ts";
import { type AppType, appTypes, patterns } from "./service-model.ts";
import { sameOwner } from "./app/rules.ts";
import { closest, nearestText, suggestion } from "./suggest.ts";

/** An app reference as typed: `NAME`, `OWNER/NAME`, `OWNER/TYPE/NAME` or `DOMAIN/OWNER/TYPE/NAME`. */
export interface AppReference {
  readonly text: string;
  /** Domain id or name, where the reference has one. */
  readonly domain?: string;
  readonly owner?: Owner;
  readonly type?: AppType;
  readonly name: string;
}

const forms = "NAME, OWNER/NAME, OWNER/TYPE/NAME or DOMAIN/OWNER/TYPE/NAME, where OWNER is a user or space:NAME";

/** Parses a reference; throws a usage error that names the malformed part. */
export function parseAppReference(text: string): AppReference {
  const parts = text.split("/");
  const name = parts.pop() ?? "";
  if (parts.length > 3 || [...parts, name].includes("")) {
    throw usageError(`"${text}" is not an app reference`, { fix: forms });
  }
  if (!patterns.AppName.test(name)) throw invalidName("app", name, text);
  const domain = parts.length === 3 ? parts.shift() : undefined;
  const [owner, type] = parts;
  return {
    text,
    name,
    ...(domain !== undefined && { domain }),
    ...(owner !== undefined && { owner: parseOwner(owner) }),
    ...(type !== undefined && { type: parseAppType(type, text) }),
  };
}

/**
 * Checks a glob over long references and returns it. Throws a usage error for a glob that cannot match any, such as `alice/x` or a domain's
 * name: it would silently keep nothing.
 */
export function parseAppGlob(text: string): string {
  const beginsAsOne = /^(d\b|\W)/i.test(text);
  const isWhole = /[*({]/.test(text) || text.split("/").length === 4;
  if (beginsAsOne && isWhole) return text;
  throw usageError(`"${text}" cannot match DOMAIN/OWNER/TYPE/NAME`, {
    fix: "a pattern over all of it, with the id of the domain or a star: */alice/*",
  });
}

/** `alice` or `space:team-nlp`. */
export function parseOwner(text: string): Owner {
  const space = /^space:(.*)$/.exec(text)?.[1];
  if (space !== undefined && !patterns.SpaceName.test(space)) throw invalidName("space", space, text);
  if (space !== undefined) return { SpaceName: space };
  checkUserName(text);
  return { UserProfileName: text };
}

/** Throws a usage error for a text that cannot be the name of a user profile. */
export function checkUserName(name: string): void {
  if (!patterns.UserProfileName.test(name)) throw invalidName("user profile", name, name);
}

/** Throws a usage error for a text that cannot be the name of a space. */
export function checkSpaceName(name: string): void {
  if (!patterns.SpaceName.test(name)) throw invalidName("space", name, name);
}

function parseAppType(word: string, text: string): AppType {
  const found = appTypes.find((type) => type.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  throw usageError(`"${word}" in "${text}" is not an app type`, { fix: suggestion(word, appTypes) });
}

function invalidName(what: string, name: string, text: string): StudioctlError {
  const where = name === text ? "" : ` in "${text}"`;
  return usageError(`"${name}"${where} is not a valid ${what} name`, {
    fix: "letters, digits and inner hyphens, at most 63",
  });
}

/**
 * The app that a reference means. Deleted apps count only if nothing else matches. Rejects an ambiguous reference
 * (usage, lists what it could mean) and one that matches nothing (not-found, with a suggestion).
 */
export function findApp(reference: AppReference, apps: readonly App[]): App {
  const matches = apps.filter((app) => meets(app, reference));
  const living = matches.filter((app) => app.Status !== "Deleted");
  const candidates = living.length > 0 ? living : matches;
  const [app, ...others] = candidates;
  if (app === undefined) throw notFound(reference, apps);
  if (others.length === 0) return app;
  throw usageError(`"${reference.text}" could mean ${candidates.length} apps`, {
    why: nearestText(reference.text, candidates.map(appReference)),
    fix: `use one of: ${appReference(app)}`,
  });
}

/** Whether an app is one that a reference can mean, its domain aside. */
export function meets(app: AppKey, reference: AppReference): boolean {
  return (
    app.AppName === reference.name &&
    (reference.type === undefined || app.AppType === reference.type) &&
    (reference.owner === undefined || sameOwner(ownerOf(app), reference.owner))
  );
}

function notFound(reference: AppReference, apps: readonly App[]): StudioctlError {
  const living = apps.filter((app) => app.Status !== "Deleted");
  const ofOwner = living.filter((app) => reference.owner !== undefined && sameOwner(ownerOf(app), reference.owner));
  const near =
    closestApp(reference.name, ofOwner) ?? closestApp(reference.name, living) ?? living.find((app) => reference.name === ownerName(app));
  return new StudioctlError("not-found", `no app "${reference.text}"`, {
    fix: near === undefined ? "studioctl app list shows the apps" : `did you mean "${appReference(near)}"?`,
  });
}

function closestApp(name: string, apps: readonly App[]): App | undefined {
  const meant = closest(name, new Set(apps.map(({ AppName }) => AppName)));
  return apps.find(({ AppName }) => AppName === meant);
}

function ownerName(app: App): string {
  return app.UserProfileName ?? app.SpaceName ?? "";
}

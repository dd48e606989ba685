import { type Owner, appReference } from "../core/app/app.ts";
import { grouped } from "../core/collections.ts";
import type { DomainSummary } from "../core/domain/domain.ts";
import { usageError } from "../core/errors.ts";
import type { SettingsLevel } from "../core/settings/level.ts";
import { type AppReference, parseAppReference } from "../core/reference.ts";
import { domainOfTarget, type TargetReference } from "../core/remote/target.ts";
import { type FoundApp, findAllReferenced, findReferenced } from "../operations/app/find.ts";
import { type Sought, resolveDomain } from "../operations/domain/resolve.ts";
import { domainsWith } from "../operations/remote/find-target.ts";
import type { Context } from "./context.ts";
import { namedDomain } from "./environment.ts";
import { onceEach } from "./once.ts";

/** The domain of an invocation: --domain, STUDIOCTL_DOMAIN, the only one, or the one chosen at a prompt. */
export async function theDomain(context: Context, wanted?: string, sought?: Sought): Promise<string> {
  const choose = async (domains: readonly DomainChoice[]) => {
    const DomainId = await chooseDomain(context, domains);
    context.answers.push("--domain", DomainId);
    return { DomainId };
  };
  const studio = await context.studio();
  return await resolveDomain({ studio }, wanted ?? namedDomain(context), context.mayPrompt ? choose : undefined, sought);
}

/** The domain of a TARGET: the one that it names, as for `theDomain`, or of several the only one that holds what it means. */
export async function theDomainOfTarget(
  context: Context,
  target: TargetReference,
  how: Parameters<typeof domainsWith>[2] = {},
): Promise<string> {
  const studio = await context.studio();
  return await theDomain(context, domainOfTarget(target), { name: target.text, domainIds: () => domainsWith({ studio }, target, how) });
}

/** The domain of a space: as for `theDomain`, or of several the only one with a space of that name. */
export async function theDomainOfSpace(context: Context, space: string): Promise<string> {
  return await theDomainOfTarget(context, { text: space, space });
}

/** The given domain, if any; without one, all domains are meant. */
export async function theDomainNamed(context: Context): Promise<string | undefined> {
  return namedDomain(context) === undefined ? undefined : await theDomain(context);
}

/** The settings level given by domain, owner or both; undefined: every level of the Region. */
export async function theLevelNamed(context: Context, owner: Owner | undefined): Promise<SettingsLevel | undefined> {
  if (owner === undefined && namedDomain(context) === undefined) return undefined;
  return { DomainId: await theDomain(context), owner };
}

export type DomainChoice = Pick<DomainSummary, "DomainId" | "DomainName">;

/** Prompts for one of several domains; resolves to its id. */
export async function chooseDomain(context: Context, domains: readonly DomainChoice[]): Promise<string> {
  const choices = domains.map(({ DomainId, DomainName }) => ({ value: DomainId, label: `${DomainName} (${DomainId})` }));
  return await (await context.prompter()).select("Which domain?", choices);
}

/** Words of the command line, with `-` replaced by the lines of stdin. */
export async function wordsAndStdin(words: readonly string[], context: Context): Promise<readonly string[]> {
  if (!words.includes("-")) return words;
  const lines = (await context.io.stdin.text()).split(/\s+/).filter((line) => line !== "");
  return words.flatMap((word) => (word === "-" ? lines : [word]));
}

/** The apps of the references, each once, in order. All references are read before any call; `described`: see `findAllReferenced`. */
export async function findApps(context: Context, texts: readonly string[], how: { readonly described: boolean }): Promise<FoundApp[]> {
  const references = texts.map(parseAppReference);
  const studio = await context.studio();
  const domainOf = onceEach((domain) => theDomain(context, domain));
  const domains = new Map<AppReference, string>();
  for (const each of references) domains.set(each, await domainOf(each.domain));
  const found = new Map<AppReference, FoundApp>();
  for (const [DomainId, those] of grouped(references, (each) => domains.get(each) ?? "")) {
    const apps = await findAllReferenced({ studio }, DomainId, those, how);
    those.forEach((each, at) => {
      const app = apps[at];
      if (app !== undefined) found.set(each, app);
    });
  }
  const inOrder = references.flatMap((each) => found.get(each) ?? []);
  return [...new Map(inOrder.map((each) => [appReference(each.app), each])).values()];
}

/** A word of the command line, or for `-` the only one on stdin. */
export async function wordOrStdin(word: string, context: Context): Promise<string> {
  const [only, ...more] = await wordsAndStdin([word], context);
  if (only === undefined) throw usageError("missing APP");
  if (more.length > 0) throw usageError(`${more.length + 1} apps were named`, { fix: "name one" });
  return only;
}

/** The one app a reference means. */
export async function findOneApp(context: Context, text: string): Promise<FoundApp> {
  const reference = parseAppReference(await wordOrStdin(text, context));
  const DomainId = await theDomain(context, reference.domain);
  return await findReferenced({ studio: await context.studio() }, DomainId, reference);
}

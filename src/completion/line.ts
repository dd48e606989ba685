import type { AccountKind } from "./tree.ts";

/** The account, Region and domain of an unfinished command line. */
export interface LineScope {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly sandbox: boolean;
  /** Id or name, as typed. */
  readonly domain?: string;
  readonly user?: string;
  readonly space?: string;
}

const flags: Readonly<Record<string, Exclude<keyof LineScope, "sandbox">>> = {
  "--profile": "profile",
  "--region": "region",
  "--endpoint-url": "endpointUrl",
  "--domain": "domain",
  "-d": "domain",
  "--user": "user",
  "--space": "space",
};

/** Reads the words before the one that is typed. Other values come from the environment and the configuration. */
export function scopeOf(words: readonly string[]): LineScope {
  const scope: { -readonly [K in keyof LineScope]: LineScope[K] } = { sandbox: false };
  for (const [i, word] of words.entries()) {
    if (word === "--sandbox") scope.sandbox = true;
    const [, name = word, attached] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    const key = Object.hasOwn(flags, name) ? flags[name] : undefined;
    const value = attached ?? words[i + 1];
    if (key !== undefined && value) scope[key] = value;
  }
  return scope;
}

/** A request to an account: the kind, and its filters. */
export function liveScope(kind: AccountKind, words: readonly string[]): readonly [AccountKind, LineScope] {
  const { domain, user, space, ...account } = scopeOf(words);
  const inDomain = { ...account, ...(domain !== undefined && { domain }) };
  if (kind === "app") return [kind, { ...inDomain, ...(user !== undefined && { user }), ...(space !== undefined && { space }) }];
  return [kind, kind === "user" || kind === "space" || kind === "target" ? inDomain : account];
}

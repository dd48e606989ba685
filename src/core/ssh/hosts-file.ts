import { type SpaceHost, type Route, routeOptions } from "./host.ts";

/*
 * The file of studioctl that ~/.ssh/config includes. Each host entry is between two marks; text outside of marks belongs to somebody else
 * and stays.
 */

/** A host entry in the file. */
export interface HostEntry {
  /** Which space it is: `us-east-1/d-1/nlp`. */
  readonly id: string;
  /** Its names, the one without capitals first. */
  readonly names: readonly string[];
  /** All its lines, marks too. */
  readonly text: string;
}

export interface WantedHost {
  readonly host: SpaceHost;
  readonly route: Route;
}

/** The result for a requested host. */
export interface HostChange extends HostEntry {
  readonly change: "added" | "changed" | "same";
}

const head = "# Hosts of SageMaker Studio spaces, written by studioctl: studioctl ssh-config install|remove\n";

/** Which space an entry is for. */
export function hostId({ Region, DomainId, SpaceName, sandbox }: SpaceHost): string {
  return `${sandbox ? "sandbox/" : ""}${Region}/${DomainId}/${SpaceName}`;
}

/** The space of an entry; undefined if its mark was written by hand. */
export function hostOfId(id: string): SpaceHost | undefined {
  const [, sandbox, Region, DomainId, SpaceName] = /^(sandbox\/)?([^/]+)\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  if (Region === undefined || DomainId === undefined || SpaceName === undefined) return undefined;
  return { Region, DomainId, SpaceName, sandbox: sandbox !== undefined };
}

/** `studio-nlp (space nlp of d-1, us-east-1)`. */
export function hostLabel({ names, id }: Pick<HostEntry, "names" | "id">): string {
  const { SpaceName, DomainId, Region, sandbox } = hostOfId(id) ?? {};
  return SpaceName === undefined ? id : `${names[0]} (space ${SpaceName} of ${DomainId}, ${sandbox === true ? "sandbox" : Region})`;
}

/** Whether a word means an entry: one of its names, or its space. */
export function isHost({ names, id }: HostEntry, word: string): boolean {
  const space = hostOfId(id)?.SpaceName;
  return names.includes(word) || space === word || `space:${space}` === word;
}

const entries = /^# studioctl host begin (\S+)\r?\n(?:[^\n]*\n)*?# studioctl host end\r?(?:\n|$)/gm;

/** The entries in the file, in their order. */
export function hostEntries(text: string): readonly HostEntry[] {
  return [...text.matchAll(entries)].map(([all, id = ""]) => ({ id, text: all, names: namesIn(all) }));
}

function namesIn(text: string): readonly string[] {
  return (/^Host (.*?)\r?$/m.exec(text)?.[1] ?? "").split(/\s+/).filter((name) => name !== "");
}

/** The file with these hosts in it, each in place of the entry of the same space, which keeps its names; the others stay. */
export function withHosts(text: string, wanted: readonly WantedHost[]): { readonly text: string; readonly hosts: readonly HostChange[] } {
  const standing = hostEntries(text);
  const known = new Map(standing.toReversed().map((entry) => [entry.id, entry]));
  const used = new Set(standing.flatMap(({ names }) => names).map((name) => name.toLowerCase()));
  const hosts = wanted.map(({ host, route }): HostChange => {
    const id = hostId(host);
    const present = known.get(id);
    const names = present?.names.length ? present.names : freeNames(host, used);
    const entry = { id, names, text: entryText(id, names, host, route) };
    for (const name of names) used.add(name.toLowerCase());
    known.set(id, entry);
    if (present?.text === entry.text) return { ...entry, change: "same" };
    return { ...entry, change: present === undefined ? "added" : "changed" };
  });
  return { text: hosts.every(({ change }) => change === "same") ? text : withChanges(text, hosts), hosts };
}

function withChanges(text: string, hosts: readonly HostChange[]): string {
  const changed = new Map(hosts.flatMap((host) => (host.change === "changed" ? [[host.id, host.text] as const] : [])));
  const added = hosts.filter(({ change }) => change === "added").map((host) => host.text);
  const replaced = (text === "" ? head : text).replaceAll(entries, (all, id: string) => {
    const entry = changed.get(id);
    // Only the first entry of a space counts.
    changed.delete(id);
    return entry ?? all;
  });
  return added.length === 0 ? replaced : `${ended(replaced)}${added.join("")}`;
}

/** The file without these entries; empty if nothing else is left. */
export function withoutHosts(text: string, ids: ReadonlySet<string>): string | undefined {
  const left = text.replaceAll(entries, (all, id: string) => (ids.has(id) ? "" : all));
  return left.replace(head, "").trim() === "" ? undefined : left;
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/**
 * `studio-SPACE`; if another space already has that name, for example in another domain or Region, with the domain and the Region added.
 * Host names are compared without regard to case: VS Code writes them in lower case, so the name in lower case is always one of them.
 */
function freeNames({ SpaceName, DomainId, Region, sandbox }: SpaceHost, used: ReadonlySet<string>): readonly string[] {
  const base = `studio-${SpaceName}`;
  const long = [base, DomainId, Region, ...(sandbox ? ["sandbox"] : [])];
  const candidates = [base, `${base}.${DomainId}`, long.join(".")];
  let name = candidates.find((candidate) => !used.has(candidate.toLowerCase()));
  for (let number = 2; name === undefined; number += 1) {
    const numbered = `${long.join(".")}.${number}`;
    if (!used.has(numbered.toLowerCase())) name = numbered;
  }
  return [...new Set([name.toLowerCase(), name])];
}

function entryText(id: string, names: readonly string[], host: SpaceHost, route: Route): string {
  return [
    `# studioctl host begin ${id}`,
    `Host ${names.join(" ")}`,
    ...routeOptions(host, route).map(([name, value]) => `  ${name} ${value}`),
    "# studioctl host end",
    "",
  ].join("\n");
}

import pMap from "p-map";
import { type Destination, type Facts, type Item, type LeftOut, type Placed, type Source, itemsOf } from "../../core/copy/plan.ts";
import { mostEntries, tooManyEntries } from "../../core/copy/entries.ts";
import { meansFolder } from "../../core/copy/home-path.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import type { FileSide, Listing } from "../../ports/file-side.ts";

/** Concurrent requests to one Jupyter server, which handles them one after another. */
export const copyConcurrency = 4;

/** The deepest nesting of folders. Only a loop is deeper: Linux follows 40 symbolic links in one path (path_resolution(7)). */
const deepest = 200;

/**
 * A source and everything below it. Rejects with `not-found` where there is nothing, with a usage error for a folder without
 * `recursive`, with `invalid` for a device, a pipe or a socket.
 */
export async function gatherSource(
  side: FileSide,
  text: string,
  path: string,
  { recursive }: { readonly recursive: boolean },
): Promise<Source> {
  const facts = await side.stat(path);
  if (facts === undefined) throw await nothingAt(side, path);
  const name = side.nameOf(path);
  if (facts.kind === "special") {
    throw new StudioctlError("invalid", `${side.label(path)} is a device, a pipe or a socket`, {
      why: "cp copies files and folders",
      fix: "for what a pipe holds: COMMAND | studioctl cp - TARGET:PATH",
    });
  }
  if (facts.kind === "file" && meansFolder(text)) {
    throw new StudioctlError("invalid", `${side.label(path)} is a file, not a folder`, { fix: "leave out the slash at the end" });
  }
  if (facts.kind !== "folder") return { text, name, facts, items: [], leftOut: [] };
  if (!recursive) throw usageError(`${side.label(path)} is a folder`, { why: "only -r copies folders", fix: "add -r" });
  const { items, leftOut } = await walk(side, path);
  return { text, name, facts, items, leftOut };
}

async function nothingAt(side: FileSide, path: string): Promise<StudioctlError> {
  // A side that shows everything hides nothing.
  for (const name of side.blindSpots === undefined ? [] : path.split("/")) {
    const why = await side.refusal(name);
    if (why !== undefined) return new StudioctlError("not-found", `${side.label(path)} cannot be read`, { why, fix: "use --via ssh" });
  }
  return new StudioctlError("not-found", `there is no file or folder ${side.label(path)}`, {
    fix: "check the path; one in an app is relative to its home directory",
  });
}

interface Folder {
  /** Relative to the source. */
  readonly path: string;
  /** The identities of this folder and those above it. */
  readonly identities: readonly string[];
  readonly depth: number;
}

async function walk(side: FileSide, root: string): Promise<{ readonly items: Item[]; readonly leftOut: LeftOut[] }> {
  const items: Item[] = [];
  const leftOut: LeftOut[] = [];
  const below = (path: string): string => (path === "" ? root : side.join(root, path));
  let count = 0;
  const listed = async (path: string): Promise<Listing> => {
    const listing = await side.list(below(path));
    count += listing.entries.length + listing.refused.length;
    if (count > mostEntries) throw tooManyEntries(side.label(root));
    return listing;
  };
  for (let level: Folder[] = [{ path: "", identities: [], depth: 0 }]; level.length > 0;) {
    const listings = await pMap(level, (folder) => listed(folder.path), { concurrency: copyConcurrency });
    const next: Folder[] = [];
    for (const [i, { entries, refused, identity }] of listings.entries()) {
      const { path, identities, depth } = level[i] ?? { path: "", identities: [], depth: 0 };
      const inside = (name: string): string => (path === "" ? name : `${path}/${name}`);
      if (depth > deepest) throw new StudioctlError("invalid", `${side.label(below(path))} is more than ${deepest} folders deep`);
      if (identity !== undefined && identities.includes(identity)) {
        leftOut.push({ path: side.label(below(path)), why: "a symbolic link back to a folder that it is in", failed: false });
        removeLast(items, path);
        continue;
      }
      for (const { name, why } of refused) leftOut.push({ path: side.label(below(inside(name))), why, failed: true });
      for (const { name, ...facts } of entries) {
        const label = side.label(below(inside(name)));
        if (facts.kind === "link") leftOut.push({ path: label, why: "a symbolic link", failed: false });
        else if (facts.kind === "special") leftOut.push({ path: label, why: "a device, a pipe or a socket", failed: true });
        else items.push({ ...facts, path: inside(name) });
        if (facts.kind === "folder") {
          next.push({ path: inside(name), depth: depth + 1, identities: identity === undefined ? identities : [...identities, identity] });
        }
      }
    }
    level = next;
  }
  return { items, leftOut };
}

function removeLast(items: Item[], path: string): void {
  const place = items.findLastIndex((item) => item.path === path);
  if (place !== -1) items.splice(place, 1);
}

/** The state of the destination, and whether its parent folder exists. */
export async function gatherDestination(side: FileSide, text: string, path: string): Promise<Destination> {
  const facts = await side.stat(path);
  const parent = facts === undefined ? await side.stat(side.parentOf(path)) : undefined;
  return { label: side.label(path), facts, meansFolder: meansFolder(text), hasParent: facts !== undefined || parent?.kind === "folder" };
}

/** What exists at the destination under the paths of the sources, by relative path. */
export async function gatherExisting(
  side: FileSide,
  to: string,
  placed: readonly Placed[],
  root: Facts | undefined,
): Promise<Map<string, Facts>> {
  const existing = new Map<string, Facts>();
  if (root === undefined) return existing;
  existing.set("", root);
  if (root.kind !== "folder") return existing;
  const wanted = new Set(placed.flatMap(itemsOf).map(({ path }) => path));
  const folders = new Set(placed.flatMap(itemsOf).flatMap(({ path, kind }) => (kind === "folder" ? [path] : [])));
  for (let level = [""]; level.length > 0;) {
    const listings = await pMap(level, (path) => namesUnder(side, to, path, wanted), { concurrency: copyConcurrency });
    const found = listings.flat();
    for (const [path, facts] of found) existing.set(path, facts);
    level = found.flatMap(([path, { kind }]) => (kind === "folder" && folders.has(path) ? [path] : []));
  }
  return existing;
}

async function namesUnder(side: FileSide, to: string, path: string, wanted: ReadonlySet<string>): Promise<[string, Facts][]> {
  const { entries } = await side.list(path === "" ? to : side.join(to, path));
  return entries.flatMap(({ name, ...facts }): [string, Facts][] => {
    const inside = path === "" ? name : `${path}/${name}`;
    return wanted.has(inside) ? [[inside, facts]] : [];
  });
}

/** The sources without entries that the destination cannot store. Rejects if a source itself cannot be stored. */
export async function withoutRefused(side: FileSide, placed: readonly Placed[]): Promise<Placed[]> {
  return await Promise.all(
    placed.map(async ({ source, base }) => {
      const own = base === "" ? undefined : await side.refusal(base);
      if (own !== undefined)
        throw new StudioctlError("invalid", `"${base}" cannot be written`, { why: own, fix: "use --via ssh, or another name" });
      const refused = new Map<string, string>();
      for (const { path } of source.items) {
        if (isBelow(refused, path)) continue;
        const why = await side.refusal(path.slice(path.lastIndexOf("/") + 1));
        if (why !== undefined) refused.set(path, why);
      }
      if (refused.size === 0) return { source, base };
      const items = source.items.filter(({ path }) => !isBelow(refused, path));
      const leftOut = [...refused].map(([path, why]) => ({ path: `${source.text.replace(/\/+$/, "")}/${path}`, why, failed: false }));
      return { base, source: { ...source, items, leftOut: [...source.leftOut, ...leftOut] } };
    }),
  );
}

function isBelow(refused: ReadonlyMap<string, string>, path: string): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) if (refused.has(path.slice(0, end))) return true;
  return false;
}

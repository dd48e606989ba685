import { StudioctlError, usageError } from "../errors.ts";

/** The state of a path. */
export interface Facts {
  /** `link`: a symbolic link; `special`: a device, a pipe or a socket. */
  readonly kind: "file" | "folder" | "link" | "special";
  /** Size of a file in bytes, if the side reports it. */
  readonly size?: number;
  /** Permission bits of a file or folder, if the side reports them. */
  readonly mode?: number;
}

/** An entry of a folder, with its path relative to the copied folder, `/` between segments. */
export interface Item extends Facts {
  readonly path: string;
}

/** An entry that is not copied, and why. */
export interface LeftOut {
  /** The path as a person finds it on its side. */
  readonly path: string;
  readonly why: string;
  /** True if the copy failed, false if the way in cannot copy it. */
  readonly failed: boolean;
}

/** A source and everything below it, parents before children. */
export interface Source {
  /** As typed. */
  readonly text: string;
  /** Its name in a folder that it is copied into; empty if the path has no name, such as `.`. */
  readonly name: string;
  readonly facts: Facts;
  readonly items: readonly Item[];
  readonly leftOut: readonly LeftOut[];
}

export interface Destination {
  /** Its path as a user reads it, in quotes. */
  readonly label: string;
  /** Undefined: it does not exist. */
  readonly facts: Facts | undefined;
  /** Whether the path as typed can only mean a folder. */
  readonly meansFolder: boolean;
  /** Whether its parent folder exists. */
  readonly hasParent: boolean;
}

/** A source with the path that it is copied as, relative to the destination; empty: as the destination itself. */
export interface Placed {
  readonly source: Source;
  readonly base: string;
}

/** Where each source goes, as `cp` of POSIX decides it. Throws if one cannot go there. */
export function place(sources: readonly Source[], destination: Destination): Placed[] {
  const { label, facts, meansFolder, hasParent } = destination;
  if (facts?.kind === "special") {
    throw new StudioctlError("invalid", `${label} is a device, a pipe or a socket`, {
      fix: "give the path of a file, or - for standard output",
    });
  }
  if (facts?.kind === "folder") {
    const placed = sources.map((source) => ({ source, base: source.facts.kind === "folder" ? source.name : requireName(source) }));
    refuseTwice(placed);
    return placed;
  }
  const [source, ...others] = sources;
  if (source === undefined) return [];
  if (others.length > 0) {
    throw new StudioctlError("invalid", `${label} is not a folder`, {
      why: `${sources.length} sources can only go into a folder`,
      fix: "create the folder first, or copy one at a time",
    });
  }
  if (source.facts.kind === "folder" && facts !== undefined) {
    throw new StudioctlError("invalid", `${label} is a file`, {
      why: `"${source.text}" is a folder`,
      fix: "give a path that is a folder or does not exist",
    });
  }
  if (meansFolder && source.facts.kind === "file") throw noFolder(label, `there is no folder ${label}`);
  if (!hasParent) throw noFolder(label, `the folder that ${label} is in does not exist`);
  return [{ source, base: "" }];
}

function noFolder(label: string, message: string): StudioctlError {
  return new StudioctlError("not-found", message, { why: `cp creates no folders above ${label}`, fix: "create it first" });
}

function requireName({ text, name }: Source): string {
  if (name === "") throw usageError(`"${text}" has no name of its own`, { fix: "give the destination as the path of a file" });
  return name;
}

function refuseTwice(placed: readonly Placed[]): void {
  const files = new Map<string, string>();
  for (const { source, base } of placed) {
    for (const { path, kind } of itemsOf({ source, base })) {
      const before = files.get(path);
      if (before !== undefined && !(kind === "folder" && before.endsWith("/"))) {
        throw usageError(`two sources would be written to "${path}"`, { fix: "copy them one at a time, to different names" });
      }
      files.set(path, kind === "folder" ? `${source.text}/` : source.text);
    }
  }
}

/** A source and what is below it, by their paths relative to the destination. */
export function itemsOf({ source, base }: Placed): Item[] {
  const below = source.items.map((item) => ({ ...item, path: base === "" ? item.path : `${base}/${item.path}` }));
  return [{ ...source.facts, path: base }, ...below];
}

/** A file to copy. */
export interface Transfer {
  /** The source as typed. */
  readonly source: string;
  /** Relative to the source; empty: the source itself. */
  readonly from: string;
  /** Relative to the destination; empty: the destination itself. */
  readonly to: string;
  readonly size?: number;
  readonly mode?: number;
  /** Whether it replaces an existing file. */
  readonly replaces: boolean;
}

export interface CopyPlan {
  /** Folders to create, parents before their children; empty: the destination itself. */
  readonly folders: readonly { readonly path: string; readonly mode?: number }[];
  readonly files: readonly Transfer[];
  readonly leftOut: readonly LeftOut[];
  /** Folders of the sources whose contents were listed. */
  readonly walked: number;
}

/** The largest number of conflicts that an error lists. */
const mostNamed = 5;

/**
 * Plans a copy from what exists at the destination (`existing`, by relative path). Throws before anything is written if a file would be
 * overwritten without `force`, or if a file would replace a folder or the reverse, which `force` does not allow. `label` gives a path
 * relative to the destination as a user reads it.
 */
export function planCopy(
  placed: readonly Placed[],
  existing: ReadonlyMap<string, Facts>,
  { force, label }: { readonly force: boolean; readonly label: (path: string) => string },
): CopyPlan {
  const folders: { path: string; mode?: number }[] = [];
  const files: Transfer[] = [];
  const taken: string[] = [];
  const made = new Set<string>();
  for (const each of placed) {
    const { source, base } = each;
    for (const { path, kind, size, mode } of itemsOf(each)) {
      const there = existing.get(path);
      if (kind === "folder") {
        if (there !== undefined && there.kind !== "folder") throw otherKind(label(path), there.kind, "a folder");
        if (there === undefined && !made.has(path)) {
          made.add(path);
          folders.push({ path, ...(mode !== undefined && { mode }) });
        }
        continue;
      }
      if (there?.kind === "folder" || there?.kind === "special") throw otherKind(label(path), there.kind, "a file");
      if (there !== undefined && !force) taken.push(label(path));
      const from = base === "" ? path : path.slice(base.length + 1);
      files.push({
        source: source.text,
        from,
        to: path,
        ...(size !== undefined && { size }),
        ...(mode !== undefined && { mode }),
        replaces: there !== undefined,
      });
    }
  }
  if (taken.length > 0) throw exists(taken);
  const walked = placed.flatMap(itemsOf).filter(({ kind }) => kind === "folder").length;
  return { folders, files, leftOut: placed.flatMap(({ source }) => source.leftOut), walked };
}

function otherKind(path: string, kind: Facts["kind"], wanted: string): StudioctlError {
  const what = { folder: "a folder", file: "a file", link: "a symbolic link", special: "a device, a pipe or a socket" }[kind];
  return new StudioctlError("in-use", `${path} is ${what} at the destination, and ${wanted} at the source`, {
    why: "a file and a folder never replace each other",
    fix: "remove or rename one of the two",
  });
}

function exists(taken: readonly string[]): StudioctlError {
  const named = taken.slice(0, mostNamed).join(", ");
  const more = taken.length > mostNamed ? ` and ${taken.length - mostNamed} more` : "";
  return new StudioctlError("in-use", taken.length === 1 ? `${named} exists already` : `${taken.length} files exist already`, {
    why: `${taken.length === 1 ? "" : `${named}${more}; `}nothing was copied`,
    fix: "add --force to overwrite, or give another destination",
  });
}

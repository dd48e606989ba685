import { usageError } from "../errors.ts";

/** What a SRC or DST of `cp` names. */
export type Place =
  | { readonly kind: "local"; readonly text: string; readonly path: string }
  | { readonly kind: "remote"; readonly text: string; readonly target: string; readonly path: string }
  | { readonly kind: "stream"; readonly text: "-" };

const appTypeInside = /^[^:]*\/(?:JupyterServer|JupyterLab|CodeEditor)\/[^/:]+$/i;

/**
 * Reads a SRC or DST. `TARGET:PATH` is remote, as in scp: a word with a slash before its first colon is a local path, unless it
 * begins with `space:` or is an app reference with a type, such as `alice/JupyterServer/default:PATH`. Throws a usage error for
 * what could be meant in two ways, and for what is not a path at all.
 */
export function parsePlace(text: string, { windows }: { readonly windows: boolean }): Place {
  if (text === "") throw usageError("a path is empty", { fix: "a local path, TARGET:PATH, or - for stdin and stdout" });
  if (text === "-") return { kind: "stream", text };
  const local = { kind: "local", text, path: text } as const;
  if (/^[A-Za-z]:[\\/]/.test(text)) {
    if (windows) return local;
    throw usageError(`"${text}" looks like a path of Windows`, {
      why: "a single letter before a colon names a drive there, and a target here",
      fix: `./${text} for a local file; space:${text} for the space`,
    });
  }
  if (windows && /^[A-Za-z]:/.test(text)) return local;
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(text)) {
    throw usageError(`"${withoutUserInfo(text)}" is a URL, not a path`, {
      fix: "download it first, or fetch it inside the app: studioctl terminal TARGET -- COMMAND",
    });
  }
  const parts = remoteParts(text, windows);
  if (parts === undefined) return local;
  const { target, path } = parts;
  if (!/^[A-Za-z0-9:/-]+$/.test(target)) {
    throw usageError(`"${target}" in "${text}" is not the name of a target`, { fix: `a local file with a colon in its name is ./${text}` });
  }
  return { kind: "remote", text, target, path };
}

function remoteParts(text: string, windows: boolean): { readonly target: string; readonly path: string } | undefined {
  const first = text.indexOf(":");
  if (first === -1) return undefined;
  // A domain may stand before the space: d-1234/space:nlp/JupyterLab/default:PATH.
  const space = /^((?:[A-Za-z0-9-]+\/)?space:[^:/]*(?:\/[^:]*)?):(.*)$/s.exec(text);
  if (space !== null) return { target: space[1] ?? "", path: space[2] ?? "" };
  if (/^(?:[A-Za-z0-9-]+\/)?space:/.test(text)) {
    throw usageError(`"${text}" names a space without a path`, { fix: `${text}: for its home directory, ${text}:PATH for a path in it` });
  }
  const before = text.slice(0, first);
  const isPath = before.includes("/") || (windows && before.includes("\\"));
  if (isPath && !appTypeInside.test(before)) return undefined;
  if (first === 0) throw usageError(`"${text}" names no target before the colon`, { fix: `TARGET${text}, or ./${text} for a local file` });
  return { target: before, path: text.slice(first + 1) };
}

function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//");
}

/** What a `cp` is to do: from one side to the other. */
export type Direction =
  | { readonly kind: "upload"; readonly sources: readonly string[]; readonly target: string; readonly to: string }
  | { readonly kind: "download"; readonly target: string; readonly sources: readonly string[]; readonly to: string }
  | { readonly kind: "from-stdin"; readonly target: string; readonly to: string }
  | { readonly kind: "to-stdout"; readonly target: string; readonly source: string };

/**
 * Which way a copy goes. Throws a usage error unless exactly one side is remote, all of it in one target, and where `-` does not
 * stand alone on its side.
 */
export function directionOf(places: readonly Place[]): Direction {
  const to = places.at(-1);
  const sources = places.slice(0, -1);
  if (to === undefined || sources.length === 0) {
    throw usageError("cp needs a source and a destination", { fix: "studioctl cp SRC… DST, where one side is TARGET:PATH" });
  }
  const remote = sources.filter((place) => place.kind === "remote");
  if (sources.some(({ kind }) => kind === "stream") && sources.length > 1) {
    throw usageError("- is given with other sources", { why: "standard input is one file", fix: "copy it by itself" });
  }
  if (to.kind === "remote") {
    const [found] = remote;
    if (found !== undefined) {
      throw usageError("both sides are remote", {
        why: `"${found.text}" and "${to.text}" each name a target`,
        fix: "copy to this machine first; a local file with a colon in its name is ./NAME:REST",
      });
    }
    const { target, path } = to;
    if (sources[0]?.kind === "stream") return { kind: "from-stdin", target, to: path };
    return { kind: "upload", sources: sources.flatMap((place) => (place.kind === "local" ? [place.path] : [])), target, to: path };
  }
  const [first] = remote;
  if (first === undefined) {
    throw usageError("neither side is in an app", {
      why: `"${to.text}" and "${sources[0]?.text}" are local`,
      fix: "write one side as TARGET:PATH, such as nlp-notebooks:data.csv; an app reference needs its type: alice/JupyterServer/default:PATH",
    });
  }
  const other = sources.find((place) => place.kind !== "remote" || place.target !== first.target);
  if (other !== undefined) {
    throw usageError("the sources are in different places", {
      why: `"${first.text}" is in ${first.target}, "${other.text}" is not`,
      fix: "copy from one target at a time",
    });
  }
  const paths = remote.map(({ path }) => path);
  if (to.kind === "local") return { kind: "download", target: first.target, sources: paths, to: to.path };
  if (paths.length > 1)
    throw usageError("several sources cannot go to -", { why: "standard output is one file", fix: "copy one at a time" });
  return { kind: "to-stdout", target: first.target, source: first.path };
}

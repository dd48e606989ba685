import { distance } from "fastest-levenshtein";

/** The candidate that a mistyped word probably means, else the only one that begins with it, or undefined. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  const longer: string[] = [];
  for (const candidate of candidates) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far <= limit && (best === undefined || far < best.far)) best = { candidate, far };
    if (word !== "" && candidate.toLowerCase().startsWith(word.toLowerCase())) longer.push(candidate);
  }
  return best?.candidate ?? (longer.length === 1 ? longer[0] : undefined);
}

/** An error names at most so many of what it could mean. */
const mostNamed = 10;

/** Names for an error: `a, b`; of many the first ten, and how many more there are: `a, b, …, j, and 990 more`. */
export function namesText(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(", ")}, and ${more} more` : names.join(", ");
}

/** The same of candidates for a word; of many the most similar. */
export function nearestText(word: string, candidates: readonly string[]): string {
  return namesText(candidates.length <= mostNamed ? candidates : nearestFirst(word, candidates));
}

/** Candidates for a word, the most similar first. */
export function nearestFirst(word: string, candidates: readonly string[]): string[] {
  const far = new Map(candidates.map((candidate) => [candidate, distance(word.toLowerCase(), candidate.toLowerCase())]));
  return candidates.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0));
}

/** `did you mean "X"?`, else the list where it is short, else undefined. */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const list = [...candidates];
  const near = closest(word, list);
  if (near !== undefined) return `did you mean "${near}"?`;
  return list.length > 0 && list.length <= 20 ? `one of: ${nearestText(word, list)}` : undefined;
}

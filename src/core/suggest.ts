import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant by a mistyped word, or undefined where none is near. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far <= limit && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
}

/** `did you mean "X"?`, else the list where it is short, else undefined. */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const list = [...candidates];
  const near = closest(word, list);
  if (near !== undefined) return `did you mean "${near}"?`;
  return list.length > 0 && list.length <= 20 ? `one of: ${list.join(", ")}` : undefined;
}

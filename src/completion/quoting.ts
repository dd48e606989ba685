/** A word as a shell reads it; `open` is the quote that has no end yet. */
export interface Unquoted {
  readonly text: string;
  readonly open?: '"' | "'";
}

/** What bash would make of a word that may not be finished, but for expansions, which stay as they are. */
export function unquoted(word: string): Unquoted {
  let text = "";
  let open: '"' | "'" | undefined;
  for (let i = 0; i < word.length; i += 1) {
    const letter = word.charAt(i);
    const next = word.charAt(i + 1);
    if (letter === "\\" && open !== "'" && (open === undefined || /["$`\\]/.test(next))) {
      text += next;
      i += 1;
    } else if (open === undefined && (letter === '"' || letter === "'")) open = letter;
    else if (letter === open) open = undefined;
    else text += letter;
  }
  return { text, ...(open !== undefined && { open }) };
}

/** Text that bash reads as it is, to stand after the quote that is open, or bare. */
export function quotedForBash(text: string, open?: '"' | "'"): string {
  if (open === "'") return text.replaceAll("'", String.raw`'\''`);
  if (open === '"') return text.replaceAll(/["$`\\]/g, String.raw`\$&`);
  return text.replaceAll(/[^\p{L}\p{N}_@%+=:,./-]/gu, String.raw`\$&`);
}

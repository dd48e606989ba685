import { hasHidden, visibleLine } from "../core/visible.ts";

/** A candidate: its words, best first. */
export interface Candidate {
  readonly forms: readonly string[];
  readonly summary: string;
}

/** The request of a shell: the typed word is the last one, and `head` is the part of it that stays. */
export interface Question {
  readonly shell: string;
  readonly head: string;
  readonly words: readonly string[];
}

/** A word as the program would receive it. */
function read(shell: string, word: string): Unquoted {
  // bash hands words over as they were typed; PowerShell would drop one that is empty.
  if (shell === "bash") return unquoted(word);
  return { text: shell === "powershell" && word === '""' ? "" : word };
}

/** The words before the typed one. */
export function wordsBefore({ shell, words }: Question): string[] {
  return words.slice(0, -1).map((word) => read(shell, word).text);
}

/**
 * The lines that answer it: for bash words ready to be inserted, for the others word, tab, summary. Each candidate
 * is there once, in its first form that begins with the typed word; words already on the line are left out.
 */
export function answerLines(question: Question, candidates: readonly Candidate[]): string[] {
  const current = read(question.shell, question.words.at(-1) ?? "");
  const head = read(question.shell, question.head).text;
  const typed = current.text.slice(head.length);
  const named = new Set([...head.replace(/^--[^=]+=/, "").split(","), ...argumentsOf(wordsBefore(question))]);
  return candidates
    .filter(({ forms }) => !forms.some((form) => named.has(form)))
    .flatMap(({ forms, summary }) => {
      const form = forms.find((candidate) => candidate.startsWith(typed));
      return form === undefined || hasHidden(form) || form.includes("\n") ? [] : [{ form, summary }];
    })
    .map(({ form, summary }) => (question.shell === "bash" ? quotedForBash(form, current.open) : `${form}\t${visibleLine(summary)}`));
}

/** Words that are not flags and do not follow one. */
function argumentsOf(words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith("-") && words[i - 1]?.startsWith("-") !== true);
}

/*
 * Times for words from the account, in milliseconds. TAB waits for the account only briefly; a later response is used at the next TAB.
 */

/** From the start of the program to the answer, with words or without. */
export const patienceMs = 300;
/** The time limit for reading the account. */
export const readingMs = 5_000;
/** How long the words are shown before they are read again, and how soon after a failure it is tried again. */
export const freshMs = 60_000;
export const againMs = 5_000;

/** A word as a shell reads it; `open` is an unclosed quote. */
export interface Unquoted {
  readonly text: string;
  readonly open?: '"' | "'";
}

/** The value of an unfinished word in bash; expansions stay unchanged. */
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

import { hasHidden, visibleLine } from "../core/visible.ts";

/** Something that may be named: by one of these words, best first. */
export interface Candidate {
  readonly forms: readonly string[];
  readonly summary: string;
}

/** What a shell asks: the word that is typed comes last, and `head` is the part of it that stays. */
export interface Question {
  readonly shell: string;
  readonly head: string;
  readonly words: readonly string[];
}

/** A word as the program would get it. */
function read(shell: string, word: string): Unquoted {
  // bash hands words over as they were typed; PowerShell would drop one that is empty.
  if (shell === "bash") return unquoted(word);
  return { text: shell === "powershell" && word === '""' ? "" : word };
}

/** The words before the one that is typed. */
export function wordsBefore({ shell, words }: Question): string[] {
  return words.slice(0, -1).map((word) => read(shell, word).text);
}

/**
 * The lines that answer it: for bash words ready to be inserted, for the others word, tab, summary. Each candidate
 * is there once, in its first form that goes on from what is typed; what is named already is left out.
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

/** Words that are no flag, nor follow one. */
function argumentsOf(words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith("-") && words[i - 1]?.startsWith("-") !== true);
}

/*
 * Of words that an account has to be asked for, in milliseconds. Who presses TAB waits for the account no longer than
 * a person would; what it says later is there at the next TAB.
 */

/** From the start of the program to the answer, with words or without. */
export const patienceMs = 300;
/** After that, reading the account is given up. */
export const readingMs = 5_000;
/** How long the words are shown before they are read again, and how soon after a failure it is tried again. */
export const freshMs = 60_000;
export const againMs = 5_000;

/** A word as a shell reads it; `open` is the quote that has no end yet. */
export interface Unquoted {
  readonly text: string;
  readonly open?: '"' | "'";
}

/** What bash would make of a word that may not be finished, except for expansions, which stay as they are. */
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

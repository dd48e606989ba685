import { hasHidden, visibleLine } from "../core/visible.ts";
import { type Unquoted, quotedForBash, unquoted } from "./quoting.ts";

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

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

/** The words of a question as the program would get them: bash alone hands them over as they were typed. */
export function wordsOf({ shell, words }: Question): Unquoted[] {
  return words.map((word) => (shell === "bash" ? unquoted(word) : { text: word }));
}

/**
 * The lines that answer it: for bash words ready to be inserted, for the others word, tab, summary. Each candidate
 * is there once, in its first form that goes on from what is typed; what is named already is left out.
 */
export function answerLines(question: Question, candidates: readonly Candidate[]): string[] {
  const words = wordsOf(question);
  const current = words.pop() ?? { text: "" };
  const head = question.shell === "bash" ? unquoted(question.head).text : question.head;
  const typed = current.text.slice(head.length);
  const named = new Set([...head.replace(/^--[^=]+=/, "").split(","), ...argumentsOf(words)]);
  return candidates
    .filter(({ forms }) => !forms.some((form) => named.has(form)))
    .flatMap(({ forms, summary }) => {
      const form = forms.find((candidate) => candidate.startsWith(typed));
      return form === undefined || /\p{Cc}/u.test(form) ? [] : [{ form, summary }];
    })
    .map(({ form, summary }) => (question.shell === "bash" ? quotedForBash(form, current.open) : `${form}\t${summary.replaceAll(/\p{Cc}/gu, " ")}`));
}

/** Words that are no flag, nor follow one. */
function argumentsOf(words: readonly Unquoted[]): string[] {
  return words.filter(({ text }, i) => !text.startsWith("-") && words[i - 1]?.text.startsWith("-") !== true).map(({ text }) => text);
}

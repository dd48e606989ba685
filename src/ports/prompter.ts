export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Choices in columns, under a line that names these. */
export interface ChoiceList {
  readonly head: string;
  readonly choices: readonly Choice[];
}

/** Why an answer will not do; undefined if it does. */
export type Refusal = (text: string) => string | undefined;

/** Questions to a person at a terminal. Each rejects with `interrupted` on Ctrl-C. */
export interface Prompter {
  confirm(question: string): Promise<boolean>;
  /** A line of text, as it was typed; asked for again as long as `refusal` says why it will not do. */
  input(question: string, refusal?: Refusal): Promise<string>;
  select(question: string, choices: readonly Choice[]): Promise<string>;
  /** One of many, found by typing a part of it. */
  search(question: string, list: ChoiceList): Promise<string>;
  /** Some of them, one at least. */
  searchSome(question: string, list: ChoiceList): Promise<readonly string[]>;
}

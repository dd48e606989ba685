export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Choices in columns, under a line that names these. */
export interface ChoiceList {
  readonly head: string;
  readonly choices: readonly Choice[];
}

/** Questions to a person at a terminal. Each rejects with `interrupted` on Ctrl-C. */
export interface Prompter {
  confirm(question: string): Promise<boolean>;
  /** A line of text, as it was typed. */
  input(question: string): Promise<string>;
  select(question: string, choices: readonly Choice[]): Promise<string>;
  /** One of many, found by typing a part of it. */
  search(question: string, list: ChoiceList): Promise<string>;
  /** Some of them, one at least. */
  searchSome(question: string, list: ChoiceList): Promise<readonly string[]>;
}

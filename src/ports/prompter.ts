export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Questions to a person at a terminal. Each rejects with `interrupted` on Ctrl-C. */
export interface Prompter {
  confirm(question: string): Promise<boolean>;
  /** A line of text, as it was typed. */
  input(question: string): Promise<string>;
  select(question: string, choices: readonly Choice[]): Promise<string>;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Questions to a person at a terminal. Each rejects with `interrupted` on Ctrl-C. */
export interface Prompter {
  confirm(question: string): Promise<boolean>;
  select(question: string, choices: readonly Choice[]): Promise<string>;
}

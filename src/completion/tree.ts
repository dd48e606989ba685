/** The completion of a flag's value or of an argument. */
export interface Slot {
  readonly completes?: Completes;
  readonly choices?: readonly string[];
}

export interface FlagWords extends Slot {
  /** `--domain`, `-d`: one thing, and to be given once unless `many`. */
  readonly names: readonly [string, ...string[]];
  readonly summary: string;
  readonly takesValue: boolean;
  /** Its value may be left out. */
  readonly bare: boolean;
  /** May be repeated, and takes a comma-separated list. */
  readonly many: boolean;
}

export interface ArgumentWords extends Slot {
  readonly many: boolean;
}

/** A program, a noun, a group or a command: the words that may follow it. */
export interface Node {
  /** Its name, and its aliases; empty for the program. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly children: readonly Node[];
  readonly flags: readonly FlagWords[];
  readonly args: readonly ArgumentWords[];
}

/** The program, and the flags that go with all its words. */
export interface WordTree {
  readonly root: Node;
  readonly globalFlags: readonly FlagWords[];
}

/** Kinds that are read from the account when the user presses TAB. */
const accountKinds = ["domain", "user", "space", "app", "target", "image", "lifecycle-config", "lifecycle-config-arn"] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The profiles in the files of the AWS CLI, read from this machine. */
export const profileKind = "aws-profile";

/** The completion of a flag or an argument, if there is one; `regions` is a comma-separated list. */
export type Completes = AccountKind | typeof profileKind | "instance-type" | "region" | "regions" | "file";

/** The hidden word that reads the account for a shell. The launcher handles the word that answers: `__complete`. */
export const refreshWord = "__refresh";

export function isAccountKind(word: string | undefined): word is AccountKind {
  return accountKinds.some((kind) => kind === word);
}

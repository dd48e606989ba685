import type { Completes } from "./kinds.ts";

/** What may follow a flag, or stand as an argument. */
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

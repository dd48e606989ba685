import type { Completes } from "../completion/tree.ts";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Flags, FlagValues, Texts } from "./flags.ts";
import type { Result } from "./result.ts";

/** A positional argument as data. */
export interface Argument<Many extends boolean = boolean, Required extends boolean = boolean> {
  readonly placeholder: string;
  readonly summary: string;
  readonly many: Many;
  readonly required: Required;
  /** The kind or the words that a shell completes it with. */
  readonly completes?: Completes;
  readonly choices?: readonly string[];
  /** Throws a usage error for an invalid word. */
  readonly check?: (word: string) => void;
  /** Its completion by the word of the argument before it, if that decides. */
  readonly completesAfter?: Readonly<Record<string, Pick<Argument, "summary" | "completes" | "choices">>>;
}

export type Arguments = Readonly<Record<string, Argument>>;
type ArgumentValue<A> = A extends Argument<true> ? readonly string[] : A extends Argument<false, true> ? string : string | undefined;
export type ArgumentValues<A extends Arguments> = { readonly [K in keyof A]: ArgumentValue<A[K]> };

/** A question for a user at a terminal if the command line does not contain the answer. */
export interface Question<F extends Flags = Flags, A extends Arguments = Arguments> {
  /** The argument or flags that answer it; one is enough. `domain` is the global flag. */
  readonly by: readonly (Extract<keyof F | keyof A, string> | "domain")[];
  /** Whether to ask, given the command line so far. Absent: always. */
  readonly when?: (flags: FlagValues<F>, args: ArgumentValues<A>) => boolean;
  /** Asked only if another question is asked. */
  readonly along?: boolean;
  /** Whether it is a new name, which is typed; an existing thing is chosen from a list. */
  readonly isNew?: (flags: FlagValues<F>) => boolean;
  /** The words to choose from, if fewer than the flag accepts. */
  readonly choices?: readonly string[];
}

/** The input of a verb's body, parsed and checked. */
export interface Invocation<F extends Flags = Flags, A extends Arguments = Arguments> {
  readonly flags: FlagValues<F>;
  readonly args: ArgumentValues<A>;
  /** The given flags, including global ones, as typed. */
  readonly typed: Texts;
  readonly context: Context;
}

/** A command as data: the parser, help, completion and docs/reference are made from it. */
export interface Command<F extends Flags = Flags, A extends Arguments = Arguments> {
  /** `app list`. */
  readonly name: string;
  readonly summary: string;
  /** A paragraph for `--help`, if the summary is not enough. */
  readonly description?: string;
  readonly args: A;
  readonly flags: F;
  /** Its description, and the command line. */
  readonly examples: readonly (readonly [what: string, line: string])[];
  /** See also: `app stop`, or a topic, `help references`. Absent: the other verbs of its noun. */
  readonly seeAlso?: readonly string[];
  /** Questions in addition to the required arguments, in this order. */
  readonly asks?: readonly Question<F, A>[];
  /** The exit code of its own failures, if it otherwise ends with the exit code of a remote command. */
  readonly ownFailure?: ExitCode;
  readonly run: (invocation: Invocation<F, A>) => Promise<Result>;
}

type NoFlags = Readonly<Record<string, never>>;
type NoArguments = Readonly<Record<string, never>>;

export function defineCommand<const F extends Flags = NoFlags, const A extends Arguments = NoArguments>(
  command: Omit<Command<F, A>, "args" | "flags"> & { readonly args?: A; readonly flags?: F },
): Command {
  // One list contains commands of every shape; the body's own types were checked at this call.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...command, args: command.args ?? {}, flags: command.flags ?? {} } as unknown as Command;
}

type Words = Pick<Argument, "completes" | "choices" | "check" | "completesAfter">;

export function requiredArgument(placeholder: string, summary: string, words: Words = {}): Argument<false, true> {
  return { placeholder, summary, many: false, required: true, ...words };
}

export function optionalArgument(placeholder: string, summary: string, words: Words = {}): Argument<false, false> {
  return { placeholder, summary, many: false, required: false, ...words };
}

export function manyArguments(placeholder: string, summary: string, words: Words = {}): Argument<true, true> {
  return { placeholder, summary, many: true, required: true, ...words };
}

export function anyArguments(placeholder: string, summary: string, words: Words = {}): Argument<true, false> {
  return { placeholder, summary, many: true, required: false, ...words };
}

/** An argument as in help: `<APP>`, `[REF]`, `<APP...>`. */
export function argumentTerm({ placeholder, many, required }: Argument): string {
  const word = many ? `${placeholder}...` : placeholder;
  return required ? `<${word}>` : `[${word}]`;
}

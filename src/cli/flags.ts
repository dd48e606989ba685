import type { Completes } from "../completion/tree.ts";
import { type ZeroRule, parseDuration } from "../core/time.ts";
import { isError, usageError } from "../core/errors.ts";
import { suggestion } from "../core/suggest.ts";

/** One flag as data: parser, help, completion and docs/reference read it. */
export interface Flag<T> {
  readonly summary: string;
  /** The placeholder of the value in help (`DURATION`); absent for a switch. */
  readonly placeholder?: string;
  readonly short?: string;
  /** The valid values, if known. */
  readonly choices?: readonly string[];
  /** The completion of its value, if not the choices. */
  readonly completes?: Completes;
  /** Whether it may be given several times and as a comma-separated list. */
  readonly many?: boolean;
  /** Its group in the help of a command with many flags. */
  readonly group?: string;
  /** A switch that is on unless `--no-NAME` is given, or that has both forms. */
  readonly negatable?: boolean;
  /** The value if the flag is given without one; allows the flag without a value. */
  readonly bare?: string;
  /** The default as a user would type it, or where it comes from, shown in help. */
  readonly defaultText?: string;
  /** The default value. */
  readonly absent: T;
  /** Texts as typed → value; throws a usage error that names the value and the right form. `name` is `--idle`. */
  readonly parse: (texts: readonly string[], name: string) => T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
/** Texts as typed, by the key of their flag; "true" and "false" for a switch. Absent: not given. */
export type Texts = ReadonlyMap<string, readonly string[]>;
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/** `--dry-run` for `dryRun`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The given flags as words of a command line. */
export function wordsOf(flags: Flags, given: Texts): string[] {
  return Object.entries(flags).flatMap(([key, { placeholder, many }]) => {
    const texts = given.get(key) ?? [];
    const name = flagName(key);
    const words = (text: string) =>
      placeholder === undefined ? [text === "false" ? `--no-${name.slice(2)}` : name] : valueWords(name, text);
    return (many === true ? texts : texts.slice(-1)).flatMap(words);
  });
}

/** A group of flags in help. */
export function grouped<F extends Flags>(group: string, flags: F): F {
  const entries = Object.entries(flags).map(([key, flag]) => [key, { ...flag, group }]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same flags, each with one member more
  return Object.fromEntries(entries) as F;
}

/** A separate value that begins like a flag would be read as one. */
function valueWords(name: string, text: string): string[] {
  return text.startsWith("-") ? [`${name}=${text}`] : [name, text];
}

interface Options {
  readonly short?: string;
  readonly completes?: Completes;
}

const last = (texts: readonly string[]): string => texts.at(-1) ?? "";

/** A switch: `--dry-run`. */
export function switchFlag(summary: string, options: Options = {}): Flag<boolean> {
  return { summary, ...options, absent: false, parse: () => true };
}

/** A switch with both forms: `--keep-terminals`, `--no-keep-terminals`. */
export function toggleFlag(summary: string, byDefault: boolean): Flag<boolean> {
  return { summary, negatable: true, absent: byDefault, parse: (texts) => last(texts) !== "false" };
}

/** The same flag for a value that may be set elsewhere too: undefined if it is not given. Help still shows its default. */
export function overriding<T>(flag: Flag<T>): Flag<T | undefined> {
  return { ...flag, absent: undefined };
}

/** The same flag with a value if it is not given. */
export function withDefault<T>(flag: Flag<T | undefined>, value: T): Flag<T> {
  return { ...flag, absent: value, defaultText: String(value), parse: (texts, name) => flag.parse(texts, name) ?? value };
}

/** A text; `check` may refuse it with a usage error. */
export function textFlag(
  placeholder: string,
  summary: string,
  options: Options & { readonly check?: (text: string, name: string) => void } = {},
): Flag<string | undefined> {
  const { check, ...rest } = options;
  return {
    summary,
    placeholder,
    ...rest,
    absent: undefined,
    parse: (texts, name) => {
      const text = last(texts);
      if (text === "") throw usageError(`${name} is empty`, { fix: `give it a value: ${name} ${placeholder}` });
      check?.(text, name);
      return text;
    },
  };
}

/** Any number of texts, repeated or separated by commas. */
export function listFlag(
  placeholder: string,
  summary: string,
  options: Options & { readonly check?: (text: string, name: string) => void } = {},
): Flag<readonly string[]> {
  const { check, ...rest } = options;
  return {
    summary,
    placeholder: `${placeholder},…`,
    many: true,
    ...rest,
    absent: [],
    parse: (texts, name) => splitList(texts, name, check),
  };
}

export function splitList(texts: readonly string[], name: string, check?: (text: string, name: string) => void): readonly string[] {
  const parts = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  for (const part of parts) {
    if (part === "") throw usageError(`${name} has an empty element`, { why: `it was given as "${texts.join(",")}"` });
    check?.(part, name);
  }
  return parts;
}

/** One of a set of words, ignoring case. */
export function choiceFlag<const T extends string>(
  placeholder: string,
  choices: readonly T[],
  summary: string,
  options: Options = {},
): Flag<T | undefined> {
  return {
    summary,
    placeholder,
    choices,
    ...options,
    absent: undefined,
    parse: (texts, name) => choose(last(texts), choices, name),
  };
}

/** Some of a set of words, repeated or separated by commas. */
export function choicesFlag<const T extends string>(
  placeholder: string,
  choices: readonly T[],
  summary: string,
  byDefault: readonly T[] = [],
): Flag<readonly T[]> {
  return {
    summary,
    placeholder: `${placeholder},…`,
    choices,
    many: true,
    ...(byDefault.length > 0 && { defaultText: byDefault.join(",") }),
    absent: byDefault,
    parse: (texts, name) => splitList(texts, name).map((text) => choose(text, choices, name)),
  };
}

/** The word of `choices` that equals `text`, ignoring case; throws a usage error with a suggestion. */
export function choose<T extends string>(text: string, choices: readonly T[], name: string): T {
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw usageError(`${name} does not take "${text}"`, { fix: suggestion(text, choices) });
}

/** A duration in milliseconds. */
export function durationFlag(summary: string, byDefault?: undefined): Flag<number | undefined>;
export function durationFlag(summary: string, byDefault: string, zero?: ZeroRule): Flag<number>;
export function durationFlag(summary: string, byDefault?: string, zero?: ZeroRule): Flag<number | undefined> {
  return {
    summary,
    placeholder: "DURATION",
    ...(byDefault !== undefined && { defaultText: byDefault }),
    absent: byDefault === undefined ? undefined : parseDuration(byDefault),
    parse: (texts, name) => {
      try {
        return parseDuration(last(texts), zero);
      } catch (error) {
        throw withFlag(error, name);
      }
    },
  };
}

/** A duration in milliseconds, for a flag that may also be given bare: `--watch`, `--watch 30s`. */
export function bareDurationFlag(summary: string, bare: string): Flag<number | undefined> {
  return { ...durationFlag(`${summary} (every ${bare} unless said)`), bare };
}

/** A whole number in a range. */
export function integerFlag(summary: string, range: { readonly min: number; readonly max: number }): Flag<number | undefined>;
export function integerFlag(
  summary: string,
  range: { readonly min: number; readonly max: number; readonly byDefault: number },
): Flag<number>;
export function integerFlag(
  summary: string,
  range: { readonly min: number; readonly max: number; readonly byDefault?: number },
): Flag<number | undefined> {
  return {
    summary,
    placeholder: "N",
    ...(range.byDefault !== undefined && { defaultText: String(range.byDefault) }),
    absent: range.byDefault,
    parse: (texts, name) => {
      const text = last(texts);
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (value >= range.min && value <= range.max) return value;
      throw usageError(`${name} does not take "${text}"`, { fix: `a whole number from ${range.min} to ${range.max}` });
    },
  };
}

function withFlag(error: unknown, name: string): unknown {
  if (!isError(error, "usage")) return error;
  return usageError(`${name}: ${error.message}`, { why: error.why, fix: error.fix });
}

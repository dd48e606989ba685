import { shellWord } from "../core/schedule/shell.ts";
import type { Io } from "../ports/io.ts";
import { type Flags, type Texts, wordsOf } from "./flags.ts";
import { globalFlags } from "./globals.ts";

/** The words of a command line that says all this. */
export function lineWords(
  { name, flags }: { readonly name: string; readonly flags: Flags },
  args: Readonly<Record<string, string | readonly string[] | undefined>>,
  typed: Texts,
): string[] {
  return [...name.split(" "), ...Object.values(args).flatMap((value) => value ?? []), ...wordsOf({ ...globalFlags, ...flags }, typed)];
}

/** Shows the command line that says what was answered, to be copied into a script; without the password of an endpoint. */
export async function showLine({ stderr }: Io, words: readonly string[]): Promise<void> {
  const line = words.map((word) => shellWord(word.replace(/(?<=^https?:\/\/)[^/@]*@/, "")));
  await stderr.write(`# ${["studioctl", ...line].join(" ")}\n`);
}

/** The same line with flags that were chosen while it ran. */
export async function showAnswers({ io, argv, answers }: { readonly io: Io; readonly argv: readonly string[]; readonly answers: readonly string[] }): Promise<void> {
  if (answers.length === 0) return;
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  await showLine(io, argv.toSpliced(end, 0, ...answers));
}

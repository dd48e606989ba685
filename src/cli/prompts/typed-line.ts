import { quotedFor } from "../../core/shell-quoting.ts";
import type { Context } from "../context.ts";
import { type Flags, type Texts, wordsOf } from "../flags.ts";
import { globalFlags } from "../globals.ts";

/** The words of a command line with all these values. */
export function lineWords(
  { name, flags }: { readonly name: string; readonly flags: Flags },
  args: Readonly<Record<string, string | readonly string[] | undefined>>,
  typed: Texts,
): string[] {
  return [...name.split(" "), ...Object.values(args).flatMap((value) => value ?? []), ...wordsOf({ ...globalFlags, ...flags }, typed)];
}

/** Shows the command line with the answers, quoted for the shell in use, to be copied into a script. */
export async function showLine({ io, shell }: Pick<Context, "io" | "shell">, words: readonly string[]): Promise<void> {
  const line = words.map((word) => quotedFor(shell, word));
  await io.stderr.write(`# ${["studioctl", ...line].join(" ")}\n`);
}

/** The same line with flags that were chosen while it ran. */
export async function showAnswers(context: Pick<Context, "io" | "shell" | "argv" | "answers">): Promise<void> {
  const { argv, answers } = context;
  if (answers.length === 0) return;
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  await showLine(context, argv.toSpliced(end, 0, ...answers));
}

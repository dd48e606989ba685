import { writeFileSync } from "node:fs";
import { answerLines, type Candidate, patienceMs, readingMs, wordsBefore } from "./completion/answer.ts";
import { isAccountKind, profileKind, refreshWord } from "./completion/tree.ts";
import { liveScope } from "./completion/line.ts";
import { liveWordsFile } from "./system/live-words.ts";

/*
 * Answers a shell that completes: `__complete KIND SHELL HEAD WORD…`. A separate program, so that it starts quickly: it reads a file and
 * prints. Words that are not in the file are read by the whole program in the background; the answer waits for it only briefly.
 */

async function answer([kind, shell = "", head = "", ...words]: readonly string[]): Promise<void> {
  const question = { shell, head, words };
  const lines = answerLines(question, await candidatesOf(kind, wordsBefore(question)));
  if (lines.length > 0) writeFileSync(1, `${lines.join("\n")}\n`);
}

async function candidatesOf(kind: string | undefined, before: readonly string[]): Promise<readonly Candidate[]> {
  if (kind === profileKind) {
    const { awsProfiles } = await import("./system/aws-profiles.ts");
    return awsProfiles(process.env).map((name) => ({ forms: [name], summary: "AWS profile" }));
  }
  if (!isAccountKind(kind)) return [];
  const file = liveWordsFile<Candidate>(liveScope(kind, before), process.env);
  const kept = file.read();
  if (kept !== undefined && kept.asked !== true) return kept.words;
  const { startApart, until } = await import("./system/refresher.ts");
  if (kept === undefined) {
    file.write({ asked: true, words: [] }, 2 * readingMs);
    await startApart([refreshWord, kind, ...before], patienceMs - performance.now());
  } else {
    await until(() => file.read()?.asked !== true, patienceMs - performance.now());
  }
  return file.read()?.words ?? [];
}

// Errors are ignored: a shell that completes must not show them.
void answer(process.argv.slice(3))
  .catch(() => {})
  .then(() => process.exit(0));

import { configured } from "./cli/configuration.ts";
import { createContext } from "./cli/context.ts";
import { globalFlags } from "./cli/globals.ts";
import { liveCandidates } from "./cli/live-candidates.ts";
import { values } from "./cli/program.ts";
import { againMs, type Candidate, freshMs, readingMs } from "./completion/answer.ts";
import { type AccountKind, isAccountKind } from "./completion/tree.ts";
import { type LineScope, liveScope, scopeOf } from "./completion/line.ts";
import { liveWordsFile } from "./system/live-words.ts";
import { standInForHome } from "./system/paths.ts";
import { userSettings } from "./system/settings-file.ts";
import { processIo } from "./system/terminal.ts";

/** Reads words of an account for completion: `__refresh KIND WORD…`. Stores them for the next answer, without output. */
export async function refresh([kind, ...words]: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (!isAccountKind(kind)) return;
  const file = liveWordsFile<Candidate>(liveScope(kind, words), env);
  const signal = AbortSignal.timeout(readingMs);
  const late = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("too late")), { once: true }));
  // Ignore errors: the user only pressed TAB.
  const found = await Promise.race([candidates(kind, scopeOf(words), env, signal), late]).catch(() => undefined);
  // If the request file is gone, perhaps with its folder, nothing waits for the answer any more.
  if (file.read()?.asked === true) file.write({ words: found ?? [] }, found === undefined ? againMs : freshMs);
}

async function candidates(
  kind: AccountKind,
  { sandbox, user, space, ...scope }: LineScope,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const { profile, region, endpointUrl, domain } = scope;
  const typed = new Map(
    Object.entries({ profile, region, endpointUrl, domain }).flatMap(([key, text]) => (text === undefined ? [] : [[key, [text]] as const])),
  );
  const asked = { globals: { ...values(globalFlags, typed), sandbox, quiet: true, noInput: true }, typed };
  const inForce = configured(asked, env, userSettings(env));
  // The SDK reads the environment of the process.
  Object.assign(env, inForce.env);
  standInForHome(env);
  const context = createContext({ ...inForce, io: processIo(process, env, "never"), argv: [], signal });
  try {
    return await liveCandidates(kind, context, { user, space });
  } finally {
    await context.close();
  }
}

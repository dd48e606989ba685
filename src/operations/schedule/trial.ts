import { type ErrorCode, StudioctlError } from "../../core/errors.ts";
import { isRecord } from "../../core/collections.ts";
import { type Entry, type SchedulerKind, shellCommand } from "../../core/schedule/entry.ts";
import type { Scheduling } from "../../ports/scheduler.ts";

export interface TrialOptions {
  /** Variables that the scheduler's own file sets for the entry. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The IAM action that the call needs but runs do not. */
  readonly dispensable?: string;
}

/**
 * Makes one call with an entry's credentials in the environment that its runs will have: the scheduler's own, and the variables of the
 * entry. Resolves with notes. Rejects with the call's error; the end of its message says where it was tried. Where the call was denied for
 * want of `dispensable` alone, the credentials work, and runs do without it.
 */
export async function tryEntry(
  { program, tryLine }: Pick<Scheduling, "program" | "tryLine">,
  kind: SchedulerKind,
  { variables }: Entry,
  words: readonly string[],
  { settings = {}, dispensable }: TrialOptions = {},
): Promise<readonly string[]> {
  const { SHELL: shell } = settings;
  const line = shellCommand({ variables, words: [...program, ...words] });
  const { status, stderr } = await tryLine(line, settings);
  if (status === 0) return [];
  const { code, message, why, fix } = saidBy(stderr);
  if (status === 4 && dispensable !== undefined && isDenied(code) && `${why} ${fix}`.includes(dispensable)) {
    return [`warning: the credentials work but lack ${dispensable}; the report of a run lists other missing permissions`];
  }
  throw new StudioctlError(
    codes[status ?? 0] ?? "failed",
    `scheduled runs would fail: ${status === undefined ? "a first call does not end within a minute" : message}`,
    {
      why: [
        why,
        `tried in the environment of ${kind}${shell === undefined ? "" : ` (SHELL=${shell})`}, with the variables of the entry (PATH=${variables["PATH"]})`,
      ]
        .filter(Boolean)
        .join("; "),
      fix: [fix, ...(status === 4 && !isDenied(code) ? [unattended] : []), "schedule print shows the entry without trying it"]
        .filter(Boolean)
        .join("; "),
    },
  );
}

/** The exit codes of the call (cli/exit-codes.ts) that mean the same here. */
const codes: Readonly<Record<number, ErrorCode>> = { 2: "usage", 4: "no-credentials" };

function isDenied(code: string): boolean {
  return /denied/i.test(code);
}

const unattended =
  "runs need credentials that are renewed automatically: --profile with a role or keys, a credential_process by its absolute path, or a role of this machine";

interface Said {
  /** The error code of the program, or of the service. */
  readonly code: string;
  readonly message: string;
  readonly why?: string | undefined;
  readonly fix?: string | undefined;
}

/** The error as the command writes it with `-o jsonl`; the other text on stderr, if there is no error. */
function saidBy(stderr: string): Said {
  const lines = stderr.trim().split("\n");
  for (const line of lines.toReversed()) {
    const error = errorOf(line);
    if (error !== undefined)
      return { code: String(error["Code"]), message: String(error["Message"]), why: text(error["Why"]), fix: text(error["Fix"]) };
  }
  return { code: "", message: lines.at(-1) || "the program ended without a message" };
}

function errorOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(line);
    return isRecord(document) && isRecord(document["Error"]) ? document["Error"] : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

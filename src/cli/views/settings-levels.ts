import { concurrency } from "../../core/concurrency.ts";
import { unreadFailure, type UnreadLevel, unreadReason } from "../../core/settings/level.ts";
import type { Work } from "../../operations/concurrently.ts";
import type { DetachOutcome } from "../../operations/settings/detach.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { WholeResult } from "../result.ts";
import { failureLines } from "./failures.ts";

/** How the settings levels of a Region are read. */
export async function workOf(context: Context): Promise<Work> {
  return { concurrency, progress: await context.progress(), signal: context.signal };
}

/** A warning for each settings level that could not be read, then what to do. */
function unreadLines(unread: readonly UnreadLevel[]): readonly string[] {
  return [...unread.map((each) => `warning: ${unreadReason(each)}`), ...failureLines(unread.map(unreadFailure))];
}

/** A result with these warnings under it; it is then partly failed, unless something worse made it fail. */
export function withUnread<R extends WholeResult>(result: R, unread: readonly UnreadLevel[]): R {
  if (unread.length === 0) return result;
  return { ...result, footer: [...unreadLines(unread), ...(result.footer ?? [])], exitCode: result.exitCode || exitCodes.partlyFailed };
}

/** The exit code after detaching: an incomplete step with waiting counts as timed out. */
export function detachExitCode(outcomes: readonly DetachOutcome[], waited: boolean): ExitCode {
  if (waited && outcomes.some(({ Result }) => Result === "detaching")) return exitCodes.timeout;
  const failed = outcomes.filter(({ Result }) => Result === "failed").length;
  if (failed === 0) return exitCodes.done;
  return failed === outcomes.length ? exitCodes.failed : exitCodes.partlyFailed;
}

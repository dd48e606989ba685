import { readFile } from "node:fs/promises";
import type { Owner, Tag } from "../core/app/app.ts";
import { usageError } from "../core/errors.ts";
import { checkSpaceName, checkUserName } from "../core/reference.ts";
import { parseTags } from "../core/tags.ts";
import type { Waiting } from "../operations/waiters.ts";
import type { Context } from "./context.ts";
import { type Flag, splitList, textFlag } from "./flags.ts";

/** The flags that name an owner. */
export const ownerFlags = {
  user: textFlag("USER", "only apps of this user profile", { check: checkUserName, completes: "user" }),
  space: textFlag("SPACE", "only apps of this space", { check: checkSpaceName, completes: "space" }),
};

/** The owner that --user or --space names, if any; both together contradict each other. */
export function ownerOfFlags({
  user,
  space,
}: {
  readonly user: string | undefined;
  readonly space: string | undefined;
}): Owner | undefined {
  if (user !== undefined && space !== undefined) {
    throw usageError("--user cannot be used with --space", {
      why: "an app belongs to a user profile or to a space",
      fix: "give one of the two",
    });
  }
  if (user !== undefined) return { UserProfileName: user };
  return space === undefined ? undefined : { SpaceName: space };
}

/** `--tag KEY=VALUE`, repeated or separated by commas, which tags cannot hold. */
export function tagFlag(summary: string): Flag<readonly Tag[]> {
  return { summary, placeholder: "K=V,…", many: true, absent: [], parse: (texts, name) => parseTags(splitList(texts, name), name) };
}

/** Tags for a person to read, a line each. */
export function tagLines(tags: readonly Tag[]): string {
  return tags.map(({ Key, Value }) => `${Key}=${Value}`).join("\n");
}

/** How long a verb that changes something waits for the end state; undefined with --no-wait. */
export function waitingOf({ globals, signal }: Context): Waiting | undefined {
  return globals.noWait ? undefined : { timeoutMs: globals.timeout, signal };
}

/** The text of a file that was named on the command line, or of stdin for `-`. One that cannot be read is a usage error. */
export async function textOf(file: string, { io }: Pick<Context, "io">): Promise<string> {
  if (file === "-") return await io.stdin.text();
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`cannot read "${file}"`, { why: error instanceof Error ? error.message : String(error), cause: error });
  }
}

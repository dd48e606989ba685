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

/** The owner in --user or --space, if any; both together are a usage error. */
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

/** `--tag KEY=VALUE`, repeated or separated by commas, which tags cannot contain. */
export function tagFlag(summary: string): Flag<readonly Tag[]> {
  return { summary, placeholder: "K=V,…", many: true, absent: [], parse: (texts, name) => parseTags(splitList(texts, name), name) };
}

/** Tags for people, one per line. */
export function tagLines(tags: readonly Tag[]): string {
  return tags.map(({ Key, Value }) => `${Key}=${Value}`).join("\n");
}

/** How long a verb that changes something waits for the end state; undefined with --no-wait. */
export function waitingOf({ globals, signal }: Context): Waiting | undefined {
  return globals.noWait ? undefined : { timeoutMs: globals.timeout, signal };
}

/** The text of a file named on the command line, or of stdin for `-`. Throws a usage error if it cannot be read. */
export async function textOf(file: string, { io }: Pick<Context, "io">): Promise<string> {
  if (file === "-") return await io.stdin.text();
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`cannot read "${file}"`, { why: error instanceof Error ? error.message : String(error), cause: error });
  }
}

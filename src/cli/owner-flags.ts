import type { Owner } from "../core/app/app.ts";
import { usageError } from "../core/errors.ts";
import { checkSpaceName, checkUserName } from "../core/reference.ts";
import { textFlag } from "./flags.ts";

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

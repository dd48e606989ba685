import type { Owner } from "../core/app.ts";
import { usageError } from "../core/errors.ts";
import { parseOwner } from "../core/reference.ts";
import { textFlag } from "./flags.ts";

/** Refuses what cannot be a user profile's or a space's name. */
export function checkOwner(kind: "user" | "space", name: string): void {
  parseOwner(kind === "user" ? name : `space:${name}`);
}

/** The flags that name an owner. */
export const ownerFlags = {
  user: textFlag("USER", "of this user profile", { check: (text) => checkOwner("user", text), completes: "user" }),
  space: textFlag("SPACE", "of this space", { check: (text) => checkOwner("space", text), completes: "space" }),
};

/** The owner that --user or --space names, if any; both together contradict each other. */
export function ownerOfFlags({ user, space }: { readonly user: string | undefined; readonly space: string | undefined }): Owner | undefined {
  if (user !== undefined && space !== undefined) {
    throw usageError("--user does not go with --space", { why: "an app belongs to a user profile or to a space", fix: "give one of the two" });
  }
  if (user !== undefined) return { UserProfileName: user };
  return space === undefined ? undefined : { SpaceName: space };
}

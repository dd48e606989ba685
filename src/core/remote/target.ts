import { type AppReference, checkSpaceName, parseAppReference } from "../reference.ts";

/** A TARGET as typed: `SPACE`, `space:SPACE`, `USER` or an app reference. */
export type TargetReference =
  | { readonly text: string; readonly space: string }
  | { readonly text: string; readonly word: string }
  | { readonly text: string; readonly app: AppReference };

/** Reads a TARGET. A malformed one is a usage error that names the part. */
export function parseTarget(text: string): TargetReference {
  const space = /^space:([^/]*)$/.exec(text)?.[1];
  if (space !== undefined) {
    checkSpaceName(space);
    return { text, space };
  }
  const app = parseAppReference(text);
  return text.includes("/") ? { text, app } : { text, word: app.name };
}

/** The domain that a TARGET names itself, as the longest form of an app reference does. */
export function domainOfTarget(target: TargetReference): string | undefined {
  return "app" in target ? target.app.domain : undefined;
}

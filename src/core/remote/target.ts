import { type AppReference, checkSpaceName, parseAppReference } from "../reference.ts";

/** A TARGET as typed: `SPACE`, `space:SPACE`, `USER` or an app reference. */
export type TargetReference =
  | { readonly text: string; readonly space: string }
  | { readonly text: string; readonly word: string }
  | { readonly text: string; readonly app: AppReference };

/** Parses a TARGET. Throws a usage error that names the malformed part. */
export function parseTarget(text: string): TargetReference {
  const space = /^space:([^/]*)$/.exec(text)?.[1];
  if (space !== undefined) {
    checkSpaceName(space);
    return { text, space };
  }
  const app = parseAppReference(text);
  return text.includes("/") ? { text, app } : { text, word: app.name };
}

/** The domain in a TARGET, if it is the longest form of an app reference. */
export function domainOfTarget(target: TargetReference): string | undefined {
  return "app" in target ? target.app.domain : undefined;
}

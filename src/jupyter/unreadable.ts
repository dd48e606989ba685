import { StudioctlError } from "../core/errors.ts";

/**
 * Why a server could not be read. The message is shown to people as it stands: it never holds a
 * URL, a cookie, a token or a piece of a response.
 */
export class Unreadable extends Error {
  override readonly name = "Unreadable";

  /**
   * `signed-out`: the server did not accept the session; another sign-in may help. `redirected`: it leads to a page instead,
   * to sign in again or to wait. `not-ready`: its API did not answer JSON, as while it starts.
   */
  constructor(
    why: string,
    readonly kind: "signed-out" | "redirected" | "not-ready" | "other" = "other",
  ) {
    super(why);
  }
}

/** Whether the server itself does not let the session in: it refuses it, or sends it to a page to sign in. */
export function isNotLetIn(error: unknown): boolean {
  return error instanceof Unreadable && (error.kind === "signed-out" || error.kind === "redirected");
}

/** Why a server could not be read, fit to be shown: another error's message could hold an address. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof StudioctlError) return `no presigned URL: ${error.message}`;
  return `it could not be read (${error instanceof Error ? error.name : typeof error})`;
}

/**
 * Why a server could not be read. The message is shown to people as it stands: it never holds a
 * URL, a cookie, a token or a piece of an answer.
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

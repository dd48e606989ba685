/**
 * Why a server could not be read. The message is shown to people as it stands: it never holds a
 * URL, a cookie, a token or a piece of an answer.
 */
export class Unreadable extends Error {
  override readonly name = "Unreadable";

  /** `signedOut`: the server did not accept the session; another sign-in may help. */
  constructor(
    why: string,
    readonly signedOut = false,
  ) {
    super(why);
  }
}

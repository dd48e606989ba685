import { landings, lifetimeSeconds, signInRanges } from "../core/domain/sign-in.ts";
import type { Visit, Way } from "../operations/open.ts";
import type { Context } from "./context.ts";
import { wantsSandbox } from "./environment.ts";
import { type FlagValues, choiceFlag, durationFlag, switchFlag } from "./flags.ts";
import type { Result } from "./result.ts";

/** The flags of every verb that opens Studio. */
export const openFlags = {
  print: switchFlag("print the address instead of opening it: anyone who has it is signed in"),
  landing: choiceFlag("PLACE", landings, `page to open: ${landings.join(", ")}`),
  expires: durationFlag("how long the address is valid: 5s to 5m (default: 5m)"),
  session: durationFlag("how long the session lasts: 30m to 12h (default: 12h)"),
};

/**
 * The request of the flags, before any call: checks that lifetimes are in the service's ranges, and that there is a user with a browser.
 */
export function visitOf({ landing, expires, session }: FlagValues<typeof openFlags>): Omit<Visit, "DomainId"> {
  return {
    landing,
    ...(expires !== undefined && { expiresSeconds: lifetimeSeconds(expires, signInRanges.expires, "--expires") }),
    ...(session !== undefined && { sessionSeconds: lifetimeSeconds(session, signInRanges.session, "--session") }),
  };
}

/** Opens an address in the browser, or prints it if requested. `what` names it: `space nlp`. */
export async function openOrPrint(
  context: Context,
  { url, signsIn }: Way,
  what: string,
  { print, notes = [] }: { readonly print: boolean; readonly notes?: readonly string[] },
): Promise<Result> {
  const portal = signsIn === undefined ? ["this domain signs in through IAM Identity Center: its own address is all there is"] : [];
  const footer = [...portal, ...notes, ...endsWithThis(context)];
  // The only place where a secret is a result: it was explicitly requested.
  if (print) return { kind: "text", text: `${url.reveal()}\n`, footer };
  await (await context.browser()).open(url);
  return { kind: "nothing", footer: [`opened ${what} in the browser${signsIn === undefined ? "" : ` as ${signsIn}`}`, ...footer] };
}

/** The addresses of an embedded sandbox lead to a server that ends with the command. */
function endsWithThis(context: Context): string[] {
  return wantsSandbox(context) ? ["the embedded sandbox ends with this command: studioctl sandbox serve has one that stays"] : [];
}

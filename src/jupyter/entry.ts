import type { Clock } from "../ports/clock.ts";
import type { Trace } from "../ports/connection.ts";
import type { JupyterKey } from "../ports/jupyter.ts";
import type { SignIn } from "../ports/studio.ts";
import { createCookies } from "./cookies.ts";
import type { Http } from "./http.ts";
import { awaitLoading, basePaths, isRefusal, refusal, serverLabel, signInTo } from "./sign-in.ts";
import { within } from "./time-limit.ts";
import { Unreadable } from "./unreadable.ts";
import { createUserAgent, type UserAgent } from "./user-agent.ts";

/** One sign-in of a session that writes. */
export interface Entry {
  readonly agent: UserAgent;
  readonly origin: string;
  /** The token that every request but GET carries. */
  readonly xsrf: string;
  /** For what is not a request: the headers that a browser's WebSocket has. */
  cookieFor(url: URL): Promise<string>;
}

interface Ports {
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly trace: Trace;
}

interface EntryRequest {
  readonly server: JupyterKey;
  readonly userProfileName: string;
  readonly sessionSeconds: number;
}

const signInMilliseconds = 30_000;
const loadingMilliseconds = 60_000;

/**
 * Signs in to a server and waits for its loading page to end, up to the page that sets the XSRF token. Rejects as `signInTo` does, and
 * with Unreadable (`not-ready`) where the server sets no token.
 */
export async function enterServer(
  ports: Ports,
  { server, ...request }: EntryRequest,
  { http, signal }: { readonly http: Http; readonly signal: AbortSignal },
): Promise<Entry> {
  const cookies = createCookies();
  const origin = await signInTo(ports, { server, ...request, limitMilliseconds: signInMilliseconds }, { http, cookies, signal });
  const agent = createUserAgent(http, cookies);
  const base = new URL(`${basePaths[server.AppType]}/`, origin);
  // Web pages of the server set the token; the loading page, which is not the server's, does not.
  if ((await cookies.valueFor(base, "_xsrf")) === undefined) {
    const limit = { what: "its loading page", server: serverLabel(server), limitMilliseconds: loadingMilliseconds, signal };
    await within(ports, limit, async (limited) => {
      await awaitLoading(origin, server.AppType, agent, ports.clock, limited);
      const { status } = await agent.follow(base, limited);
      if (isRefusal(status)) throw refusal("its page", status);
    });
  }
  const xsrf = await cookies.valueFor(base, "_xsrf");
  if (xsrf === undefined) throw new Unreadable("the server is still starting: its page sets no XSRF token", "not-ready");
  return { agent, origin, xsrf, cookieFor: (url) => cookies.headerFor(url) };
}

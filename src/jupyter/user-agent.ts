import { isIP } from "node:net";
import type { Cookies } from "./cookies.ts";
import type { HttpResponse, Head, Http, Outgoing, Streamed } from "./http.ts";
import { Unreadable } from "./unreadable.ts";

const maxRedirects = 10;

/** The response of a page, and its address. */
export interface Page extends HttpResponse {
  readonly url: URL;
}

/** A browser without a screen. */
export interface UserAgent {
  /** One request with the cookies there are, for a web page where it does not say otherwise; keeps the cookies it is given. Follows nothing. */
  send(url: URL, outgoing: Outgoing, signal: AbortSignal): Promise<Page>;
  /** The same, resolved at the beginning of the response. */
  stream(url: URL, outgoing: Outgoing, signal: AbortSignal): Promise<Streamed>;
  /** A GET that follows redirects. */
  follow(url: URL, signal: AbortSignal): Promise<Page>;
}

export function createUserAgent(http: Http, cookies: Cookies): UserAgent {
  async function withCookies(url: URL, outgoing: Outgoing): Promise<Outgoing> {
    const cookie = await cookies.headerFor(url);
    return { ...outgoing, headers: { Accept: "text/html", ...outgoing.headers, ...(cookie === "" ? {} : { Cookie: cookie }) } };
  }

  async function send(url: URL, outgoing: Outgoing, signal: AbortSignal): Promise<Page> {
    const response = await http.send(url, await withCookies(url, outgoing), signal);
    await cookies.keep(response.headers["set-cookie"] ?? [], url);
    return { ...response, url };
  }

  return {
    send,
    async stream(url, outgoing, signal) {
      const streamed = await http.stream(url, await withCookies(url, outgoing), signal);
      await cookies.keep(streamed.headers["set-cookie"] ?? [], url);
      return streamed;
    },
    async follow(start, signal) {
      let page = await send(start, {}, signal);
      for (let hops = 0; isRedirect(page); hops += 1) {
        if (hops === maxRedirects) throw new Unreadable(`the sign-in redirects more than ${maxRedirects} times`);
        page = await send(target(page), {}, signal);
      }
      return page;
    },
  };
}

export function isRedirect(page: Head): boolean {
  return page.status >= 300 && page.status < 400 && page.headers.location !== undefined;
}

/** Where a redirect leads, if it may be followed: never down to plain HTTP, never to a stranger. */
function target(page: Page): URL {
  const location = page.headers.location ?? "";
  if (!URL.canParse(location, page.url.href)) throw new Unreadable("the sign-in redirects to an address that is not valid");
  const next = new URL(location, page.url);
  if (next.protocol !== "https:" && next.protocol !== "http:") {
    throw new Unreadable("the sign-in redirects to something that is not a web page");
  }
  if (page.url.protocol === "https:" && next.protocol !== "https:") {
    throw new Unreadable("the sign-in redirects from HTTPS to HTTP");
  }
  if (!related(page.url.hostname, next.hostname)) {
    throw new Unreadable("the sign-in redirects to a login page elsewhere");
  }
  return next;
}

/** The same host, or its sibling: users and spaces have hosts side by side, `<id>.studio.<region>.sagemaker.aws`. */
function related(host: string, other: string): boolean {
  if (host === other) return true;
  const parent = host.slice(host.indexOf(".") + 1);
  return isIP(host) === 0 && parent.split(".").length > 2 && other.slice(other.indexOf(".") + 1) === parent;
}

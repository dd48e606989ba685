import { CookieJar } from "tough-cookie";

/** The cookies of one session. Carried, never interpreted; each goes back to the scheme, host and port that it came from, and nowhere else. */
export interface Cookies {
  /** The Cookie header for an address; empty without any. */
  headerFor(url: URL): Promise<string>;
  /** The value of the cookie of that name that goes to an address; undefined without one. */
  valueFor(url: URL, name: string): Promise<string | undefined>;
  keep(setCookie: readonly string[], url: URL): Promise<void>;
}

export function createCookies(): Cookies {
  const jars = new Map<string, CookieJar>();
  return {
    headerFor: async (url) => (await jars.get(url.origin)?.getCookieString(url.href)) ?? "",
    async valueFor(url, name) {
      const cookies = (await jars.get(url.origin)?.getCookies(url.href)) ?? [];
      return cookies.find(({ key }) => key === name)?.value;
    },
    async keep(setCookie, url) {
      const jar = jars.get(url.origin) ?? new CookieJar();
      jars.set(url.origin, jar);
      // Like a browser, it ignores a cookie that the rules forbid.
      for (const header of setCookie) await jar.setCookie(header, url.href, { ignoreError: true });
    },
  };
}

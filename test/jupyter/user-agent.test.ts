import { describe, expect, it } from "vitest";
import type { Answer, Http } from "../../src/jupyter/http.ts";
import { createUserAgent } from "../../src/jupyter/user-agent.ts";

const { signal } = new AbortController();
const never = async (): Promise<boolean> => false;
const home = "https://d-abc.studio.us-east-1.sagemaker.aws";
const start = new URL(`${home}/auth?token=t0p`);

/** Answers by URL; records what was asked with which cookies. */
function web(pages: Readonly<Record<string, Partial<Answer>>>): Http & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async get(url, headers) {
      asked.push([url.href, headers["Cookie"]].filter((part) => part !== undefined).join(" "));
      return { status: 200, headers: {}, text: "", ...pages[url.href] };
    },
    close() {},
  };
}

function redirect(location: string, ...cookies: string[]): Partial<Answer> {
  return { status: 302, headers: { location, "set-cookie": cookies } };
}

describe("redirects", () => {
  it("are followed with the cookies given on the way", async () => {
    const http = web({ [start.href]: redirect("/jupyter/default/lab", "auth=c0; Path=/; Secure; HttpOnly") });
    const page = await createUserAgent(http).follow(start, signal, never);
    expect(page).toMatchObject({ status: 200, url: new URL(`${home}/jupyter/default/lab`) });
    expect(http.asked).toEqual([start.href, `${home}/jupyter/default/lab auth=c0`]);
  });

  it("lead on to the space's host, with the cookies of that host only", async () => {
    const space = "https://xyz123.studio.us-east-1.sagemaker.aws/jupyterlab/default";
    const http = web({ [start.href]: redirect(space, "auth=c0; Path=/") });
    await createUserAgent(http).follow(start, signal, never);
    expect(http.asked).toEqual([start.href, space]);
  });

  it("end as soon as there is enough", async () => {
    const http = web({ [start.href]: redirect("/jupyter/default", "_xsrf=x; Path=/") });
    const agent = createUserAgent(http);
    await agent.follow(start, signal, (origin) => agent.hasCookie("_xsrf", new URL(origin)));
    expect(http.asked).toEqual([start.href]);
  });

  it.each([
    ["http://d-abc.studio.us-east-1.sagemaker.aws/lab", "the sign-in redirects from HTTPS to HTTP"],
    ["file:///etc/passwd", "the sign-in redirects to something else than a web page"],
    ["javascript:alert(1)", "the sign-in redirects to something else than a web page"],
    ["https://signin.aws.amazon.com/oauth", "the sign-in redirects to a login page elsewhere"],
    ["https://evil.example.com.studio.us-east-1.sagemaker.aws.attacker.com/", "the sign-in redirects to a login page elsewhere"],
    ["https://studio.us-west-2.sagemaker.aws/", "the sign-in redirects to a login page elsewhere"],
    ["https://[", "the sign-in redirects to an address that is none"],
  ])("to %s are not followed", async (location, why) => {
    const http = web({ [start.href]: redirect(location) });
    await expect(createUserAgent(http).follow(start, signal, never)).rejects.toThrow(why);
    expect(http.asked).toHaveLength(1);
  });

  it.each([
    ["http://127.0.0.1:4510/", "http://10.0.0.1:4510/"],
    ["http://localhost:4510/", "http://elsewhere:4510/"],
    ["https://a.example.com/", "https://example.com/"],
  ])("from %s to %s are not followed: hosts are siblings only under a name of three parts", async (from, to) => {
    const http = web({ [from]: redirect(to) });
    await expect(createUserAgent(http).follow(new URL(from), signal, never)).rejects.toThrow("elsewhere");
  });

  it("that go round are left after ten", async () => {
    const http = web({ [start.href]: redirect(start.href) });
    await expect(createUserAgent(http).follow(start, signal, never)).rejects.toThrow("more than 10 times");
    expect(http.asked).toHaveLength(11);
  });
});

it("passes over a cookie for another site", async () => {
  const http = web({ [start.href]: { headers: { "set-cookie": ["a=1; Domain=example.com", "b=2; Path=/"] } } });
  const agent = createUserAgent(http);
  await agent.get(start, signal);
  expect([await agent.hasCookie("a", start), await agent.hasCookie("b", start)]).toEqual([false, true]);
});

it("sends a Secure cookie to this machine without TLS, as browsers do", async () => {
  const http = web({ "http://127.0.0.1:4510/": { headers: { "set-cookie": ["s=1; Secure"] } } });
  const agent = createUserAgent(http);
  await agent.get(new URL("http://127.0.0.1:4510/"), signal);
  await agent.get(new URL("http://127.0.0.1:4510/"), signal);
  expect(http.asked[1]).toBe("http://127.0.0.1:4510/ s=1");
});

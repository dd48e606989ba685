import { Agent } from "node:http";
import { describe, expect, it } from "vitest";
import type { HttpResponse, Http } from "../../src/jupyter/http.ts";
import { createCookies } from "../../src/jupyter/cookies.ts";
import { type UserAgent, createUserAgent } from "../../src/jupyter/user-agent.ts";

const { signal } = new AbortController();
const agentOf = (http: Http): UserAgent => createUserAgent(http, createCookies());
const home = "https://d-abc.studio.us-east-1.sagemaker.aws";
const start = new URL(`${home}/auth?token=t0p`);

/** Answers by URL; records what was asked with which cookies. */
function web(pages: Readonly<Record<string, Partial<HttpResponse>>>): Http & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async send(url, { headers }) {
      asked.push([url.href, headers?.["Cookie"]].filter((part) => part !== undefined).join(" "));
      return { status: 200, headers: {}, text: "", ...pages[url.href] };
    },
    stream: () => Promise.reject(new Error("not asked for")),
    agentFor: () => new Agent(),
    close() {},
  };
}

function redirect(location: string, ...cookies: string[]): Partial<HttpResponse> {
  return { status: 302, headers: { location, "set-cookie": cookies } };
}

describe("redirects", () => {
  it("are followed with the cookies given on the way", async () => {
    const http = web({ [start.href]: redirect("/jupyter/default/lab", "auth=c0; Path=/; Secure; HttpOnly") });
    const page = await agentOf(http).follow(start, signal);
    expect(page).toMatchObject({ status: 200, url: new URL(`${home}/jupyter/default/lab`) });
    expect(http.asked).toEqual([start.href, `${home}/jupyter/default/lab auth=c0`]);
  });

  it("lead on to the space's host, with the cookies of that host only", async () => {
    const space = "https://xyz123.studio.us-east-1.sagemaker.aws/jupyterlab/default";
    const http = web({ [start.href]: redirect(space, "auth=c0; Path=/") });
    await agentOf(http).follow(start, signal);
    expect(http.asked).toEqual([start.href, space]);
  });

  it.each([
    ["http://d-abc.studio.us-east-1.sagemaker.aws/lab", "the sign-in redirects from HTTPS to HTTP"],
    ["file:///etc/passwd", "the sign-in redirects to something that is not a web page"],
    ["javascript:alert(1)", "the sign-in redirects to something that is not a web page"],
    ["https://signin.aws.amazon.com/oauth", "the sign-in redirects to a login page elsewhere"],
    ["https://evil.example.com.studio.us-east-1.sagemaker.aws.attacker.com/", "the sign-in redirects to a login page elsewhere"],
    ["https://studio.us-west-2.sagemaker.aws/", "the sign-in redirects to a login page elsewhere"],
    ["https://[", "the sign-in redirects to an address that is not valid"],
  ])("to %s are not followed", async (location, why) => {
    const http = web({ [start.href]: redirect(location) });
    await expect(agentOf(http).follow(start, signal)).rejects.toThrow(why);
    expect(http.asked).toHaveLength(1);
  });

  it.each([
    ["http://127.0.0.1:4510/", "http://10.0.0.1:4510/"],
    ["http://localhost:4510/", "http://elsewhere:4510/"],
    ["https://a.example.com/", "https://example.com/"],
  ])("from %s to %s are not followed: hosts are siblings only under a name of three parts", async (from, to) => {
    const http = web({ [from]: redirect(to) });
    await expect(agentOf(http).follow(new URL(from), signal)).rejects.toThrow("elsewhere");
  });

  it("that go round are left after ten", async () => {
    const http = web({ [start.href]: redirect(start.href) });
    await expect(agentOf(http).follow(start, signal)).rejects.toThrow("more than 10 times");
    expect(http.asked).toHaveLength(11);
  });
});

it("a cookie for another site is ignored", async () => {
  const http = web({ [start.href]: { headers: { "set-cookie": ["a=1; Domain=example.com", "b=2; Path=/"] } } });
  const agent = agentOf(http);
  await agent.send(start, {}, signal);
  await agent.send(start, {}, signal);
  expect(http.asked[1]).toBe(`${start.href} b=2`);
});

it.each([["/jupyterlab/default"], ["/jupyterlab/default/"]])("a cookie for the path %s is sent to the paths below it", async (path) => {
  const http = web({ [start.href]: { headers: { "set-cookie": [`_xsrf=x; Path=${path}`] } } });
  const agent = agentOf(http);
  await agent.send(start, {}, signal);
  await agent.send(new URL(`${home}/jupyterlab/default/api/kernels`), {}, signal);
  expect(http.asked[1]).toBe(`${home}/jupyterlab/default/api/kernels _xsrf=x`);
});

it.each([
  ["another port", "http://127.0.0.1:4510/", "http://127.0.0.1:4511/"],
  ["another scheme", "http://127.0.0.1/", "https://127.0.0.1/"],
  ["another host", `${home}/`, "https://d-xyz.studio.us-east-1.sagemaker.aws/"],
  ["another host of the same parent, whatever the cookie asks for", "https://a.example.com/", "https://b.example.com/"],
])("cookies are not sent to %s", async (what, from, to) => {
  const domain = what.includes("parent") ? "; Domain=example.com" : "";
  const http = web({ [from]: { headers: { "set-cookie": [`s=1; Path=/${domain}`] } } });
  const agent = agentOf(http);
  await agent.send(new URL(from), {}, signal);
  await agent.send(new URL(to), {}, signal);
  await agent.send(new URL(from), {}, signal);
  expect(http.asked).toEqual([from, to, `${from} s=1`]);
});

it("a Secure cookie is sent to this machine without TLS, as browsers do", async () => {
  const http = web({ "http://127.0.0.1:4510/": { headers: { "set-cookie": ["s=1; Secure"] } } });
  const agent = agentOf(http);
  await agent.send(new URL("http://127.0.0.1:4510/"), {}, signal);
  await agent.send(new URL("http://127.0.0.1:4510/"), {}, signal);
  expect(http.asked[1]).toBe("http://127.0.0.1:4510/ s=1");
});

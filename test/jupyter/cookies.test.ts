import { describe, expect, it } from "vitest";
import { createCookies } from "../../src/jupyter/cookies.ts";
import { getDomain } from "../../src/jupyter/registrable-domain.ts";

const home = "https://abc.studio.us-east-1.sagemaker.aws/jupyterlab/default/lab";

/** The Cookie header for an address, once another has set cookies. */
async function sentTo(to: string, setCookie: readonly string[], from = home): Promise<string> {
  const cookies = createCookies();
  await cookies.keep(setCookie, new URL(from));
  return await cookies.headerFor(new URL(to));
}

describe("a cookie for a domain above its host", () => {
  it.each([
    "abc.studio.us-east-1.sagemaker.aws",
    "studio.us-east-1.sagemaker.aws",
    ".studio.us-east-1.sagemaker.aws",
    "us-east-1.sagemaker.aws",
    "sagemaker.aws",
  ])("goes back to the host: Domain=%s", async (domain) => {
    expect(await sentTo(home, [`s=1; Domain=${domain}; Path=/; Secure`])).toBe("s=1");
  });

  it.each([
    "https://def.studio.us-east-1.sagemaker.aws/jupyterlab/default/lab",
    "https://studio.us-east-1.sagemaker.aws/",
    "https://abc.studio.us-east-1.sagemaker.aws:8443/",
    "http://abc.studio.us-east-1.sagemaker.aws/",
  ])("goes to no other host, port or scheme: %s", async (to) => {
    expect(await sentTo(to, ["s=1; Domain=studio.us-east-1.sagemaker.aws; Path=/", "t=1; Path=/"])).toBe("");
  });

  it("of a whole country stays with its host, as any other: no list of these is needed", async () => {
    const host = "https://shop.example.co.uk/";
    expect(await sentTo(host, ["s=1; Domain=co.uk"], host)).toBe("s=1");
    expect(await sentTo("https://other.co.uk/", ["s=1; Domain=co.uk"], host)).toBe("");
  });
});

it.each(["def.studio.us-east-1.sagemaker.aws", "example.com", "aws", "", "127.0.0.1"])(
  "a cookie for a domain that is not above its host is passed over: Domain=%s",
  async (domain) => {
    expect(await sentTo(home, [`s=1; Domain=${domain}`, "t=2; Path=/"])).toBe(domain === "" ? "s=1; t=2" : "t=2");
  },
);

it.each([
  ["http://127.0.0.1:8888/lab", "s=1; Domain=127.0.0.1"],
  ["http://[::1]:8888/lab", "s=1"],
  ["http://localhost:8888/lab", "s=1; Domain=localhost"],
])("a server at %s gets back %s", async (url, cookie) => {
  expect(await sentTo(url, [cookie], url)).toBe("s=1");
});

it.each([
  ["s=1; Max-Age=0", ""],
  ["s=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""],
  ["s=1; Path=/other", ""],
  ["s=1; HttpOnly; SameSite=Strict; Partitioned", "s=1"],
  ["__Host-s=1; Path=/; Secure", "__Host-s=1"],
])("what a browser keeps or not: %s", async (cookie, sent) => {
  expect(await sentTo(home, [cookie])).toBe(sent);
});

it.each([
  ["a.b.example.co.uk", "co.uk"],
  ["sagemaker.aws", "sagemaker.aws"],
  ["aws", null],
  ["", null],
  ["10.0.0.1", null],
  ["::1", null],
])("the registrable domain of %s is taken for %s", (host, domain) => {
  expect(getDomain(host)).toBe(domain);
});

import { describe, expect, it } from "vitest";
import { namesProxy, proxyFor } from "../../../src/core/connection/proxy.ts";

const proxyOf = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.href;
const sageMaker = "https://api.sagemaker.us-east-1.amazonaws.com/";
const HTTPS_PROXY = "http://proxy:3128/";

describe("the proxy of an address", () => {
  it.each([
    ["is that of its scheme", sageMaker, { HTTPS_PROXY, HTTP_PROXY: "http://other:80" }, HTTPS_PROXY],
    ["of plain http is that of HTTP_PROXY", "http://host.example/", { HTTPS_PROXY, HTTP_PROXY: "http://other:8080" }, "http://other:8080/"],
    ["is none where the other scheme's alone is set", sageMaker, { HTTP_PROXY: HTTPS_PROXY }, undefined],
    ["may be named in lower case", sageMaker, { https_proxy: HTTPS_PROXY }, HTTPS_PROXY],
    ["is that in lower case where both are set", sageMaker, { https_proxy: HTTPS_PROXY, HTTPS_PROXY: "http://other" }, HTTPS_PROXY],
    ["is none where the lower case is empty", sageMaker, { https_proxy: "", HTTPS_PROXY }, undefined],
    ["may be named without http://", sageMaker, { HTTPS_PROXY: "proxy:3128" }, HTTPS_PROXY],
    ["may be reached by TLS", sageMaker, { HTTPS_PROXY: "https://proxy" }, "https://proxy/"],
    ["is not ALL_PROXY, which the AWS CLI does not read", sageMaker, { ALL_PROXY: HTTPS_PROXY }, undefined],
    [
      "is none for a program of a web server, whose HTTP_PROXY a client can set",
      "http://host.example/",
      { HTTP_PROXY: HTTPS_PROXY, REQUEST_METHOD: "GET" },
      undefined,
    ],
    ["is none with NO_PROXY=*", sageMaker, { HTTPS_PROXY, NO_PROXY: "*" }, undefined],
    [
      "is none for a name in NO_PROXY",
      sageMaker,
      { HTTPS_PROXY, NO_PROXY: "example.com, API.sagemaker.us-east-1.amazonaws.com" },
      undefined,
    ],
    ["is none for what is under it", sageMaker, { HTTPS_PROXY, NO_PROXY: "amazonaws.com" }, undefined],
    ["is none for what is under it, with a dot", sageMaker, { HTTPS_PROXY, no_proxy: ".amazonaws.com" }, undefined],
    ["is none for a name with its port", "https://host.example:8443/", { HTTPS_PROXY, NO_PROXY: "host.example:8443" }, undefined],
    ["stays for another port", "https://host.example:8443/", { HTTPS_PROXY, NO_PROXY: "host.example:9" }, HTTPS_PROXY],
    ["stays for a name that only ends alike", "https://notamazonaws.com/", { HTTPS_PROXY, NO_PROXY: "amazonaws.com" }, HTTPS_PROXY],
    ["stays for others where NO_PROXY is empty", sageMaker, { HTTPS_PROXY, NO_PROXY: " , " }, HTTPS_PROXY],
  ])("%s", (_rule, url, env, proxy) => {
    expect(proxyOf(url, env)).toBe(proxy);
  });

  it.each([
    "http://localhost:4510/",
    "http://a.localhost/",
    "https://127.0.0.1/",
    "http://127.8.9.1/",
    "https://[::1]:8443/",
    "http://169.254.169.254/latest/",
    "http://169.254.170.2/v2/credentials",
    "http://169.254.170.23/v1/credentials",
    "http://[fd00:ec2::23]/v1/credentials",
    "http://[fe80::1]/",
  ])("is none for an address of this machine, its link or its container: %s", (url) => {
    expect(proxyOf(url, { HTTP_PROXY: HTTPS_PROXY, HTTPS_PROXY })).toBeUndefined();
  });

  it.each(["http://10.0.0.1/", "http://[fd00::1]/", "http://128.0.0.1/", "http://169.25.4.1/", "http://localhost.example/"])(
    "stays for %s",
    (url) => {
      expect(proxyOf(url, { HTTP_PROXY: HTTPS_PROXY })).toBe(HTTPS_PROXY);
    },
  );

  it.each(["socks5://user:secret@proxy:1080", "http://user:secret@ proxy"])(
    "is refused where it is none of ours, without its password",
    (value) => {
      const refused = () => proxyOf(sageMaker, { HTTPS_PROXY: value });
      expect(refused).toThrow(/^HTTPS_PROXY (is not a URL|names a proxy of the kind socks5)$/);
      expect(refused).not.toThrow(/secret/);
    },
  );
});

it("a proxy is used only where a variable names one", () => {
  expect([{}, { NO_PROXY: "x" }, { https_proxy: "" }, { HTTPS_PROXY }, { http_proxy: "x" }].map(namesProxy)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

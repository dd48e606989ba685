import type http from "node:http";
import type https from "node:https";
import { isIP } from "node:net";
import { type PeerCertificate, checkServerIdentity } from "node:tls";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { Agents } from "../ports/connection.ts";

interface Options {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly ca?: string;
}

/** Agents that choose a proxy for each host: CONNECT for https, absolute addresses for http. */
export function proxying(direct: Agents, proxyOf: (url: URL) => URL | undefined, options: Options): Agents {
  return { http: new Choosing("http", direct, proxyOf, options), https: new Choosing("https", direct, proxyOf, options) };
}

class Choosing extends Agent {
  readonly #scheme: "http" | "https";
  readonly #direct: Agents;
  readonly #proxyOf: (url: URL) => URL | undefined;
  readonly #options: Options;
  #proxied: http.Agent | undefined;

  constructor(scheme: "http" | "https", direct: Agents, proxyOf: (url: URL) => URL | undefined, options: Options) {
    // The chosen agents count and keep sockets; the request sets the authorities.
    const own: https.AgentOptions = options.ca === undefined ? {} : { ca: options.ca };
    super(own);
    this.#scheme = scheme;
    this.protocol = `${scheme}:`;
    this.#direct = direct;
    this.#proxyOf = proxyOf;
    this.#options = options;
  }

  /** The library would look for https.js on the stack. */
  override isSecureEndpoint(): boolean {
    return this.#scheme === "https";
  }

  override async connect(_request: http.ClientRequest, { host = "localhost", port }: AgentConnectOpts): Promise<http.Agent> {
    const proxy = this.#proxyOf(new URL(`${this.#scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`));
    if (proxy === undefined) return this.#direct[this.#scheme];
    return (this.#proxied ??= this.#through(proxy));
  }

  override destroy(): void {
    this.#direct[this.#scheme].destroy();
    this.#proxied?.destroy();
    super.destroy();
  }

  /** The library traces its address, so it gets one without the password. */
  #through(proxy: URL): http.Agent {
    const { username, password } = proxy;
    const address = new URL(proxy);
    address.username = "";
    address.password = "";
    const authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;
    const headers: Record<string, string> = username === "" && password === "" ? {} : { "Proxy-Authorization": authorization };
    const { keepAlive, maxSockets, ca } = this.#options;
    const options = { keepAlive, maxSockets, headers, ...(ca !== undefined && { ca }) };
    return this.#scheme === "https" ? new Tunnel(address, options) : new Relay(address, options);
  }
}

/** The status of a proxy for missing credentials; tinyproxy answers 401 to a wrong password. */
const wantsPassword: ReadonlySet<number> = new Set([401, 407]);

/**
 * Errors of the connection to the proxy, and its refusals, are marked as the proxy's, because the caller of the service cannot distinguish
 * them.
 */
class Tunnel extends HttpsProxyAgent<string> {
  override async connect(...args: Parameters<HttpsProxyAgent<string>["connect"]>): ReturnType<HttpsProxyAgent<string>["connect"]> {
    const [request, options] = args;
    const { host = "" } = options;
    // The library would return the proxy's response as the service's.
    request.once("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) throw refusal(statusCode);
    });
    // For an IP address the library would compare the certificate with "localhost".
    const identity =
      isIP(host) === 0
        ? {}
        : { checkServerIdentity: (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate) };
    return await super.connect(request, { ...options, ...identity }).catch((error: unknown) => ofProxy(error, "HTTPS_PROXY"));
  }
}

class Relay extends HttpProxyAgent<string> {
  override async connect(...args: Parameters<HttpProxyAgent<string>["connect"]>): ReturnType<HttpProxyAgent<string>["connect"]> {
    return await super.connect(...args).catch((error: unknown) => ofProxy(error, "HTTP_PROXY"));
  }
}

/** A proxy that cannot reach the service now may reach it at the next attempt. */
function refusal(status: number): Error {
  const code = wantsPassword.has(status) ? "PROXY_PASSWORD" : "PROXY_REFUSED";
  return Object.assign(new Error(`the proxy answered with HTTP status ${status}`), { code, ...(status >= 500 && { $retryable: {} }) });
}

function ofProxy(error: unknown, proxy: string): never {
  throw error instanceof Error ? Object.assign(error, { proxy }) : error;
}

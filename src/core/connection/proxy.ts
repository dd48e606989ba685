import { usageError } from "../errors.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for requests to an address, from the variables that the AWS CLI reads, with the same rules (Python's
 * urllib.request.getproxies_environment): HTTPS_PROXY for https, HTTP_PROXY for http, NO_PROXY for exceptions; a name in lower case wins,
 * even if it is empty. Undefined: connect directly. Throws `usage` for a value that is not a supported proxy.
 */
export function proxyFor({ protocol, hostname, port }: Pick<URL, "protocol" | "hostname" | "port">, env: Variables): URL | undefined {
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  // A web server passes a client's `Proxy` header to CGI programs as HTTP_PROXY.
  if (name === "HTTP_PROXY" && env["REQUEST_METHOD"] !== undefined && env["http_proxy"] === undefined) return undefined;
  const value = variable(env, name);
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (value === undefined || isNear(host) || isExcepted(host, port, variable(env, "NO_PROXY") ?? "")) return undefined;
  return proxyUrl(name, value);
}

/** Whether any request might go through a proxy. */
export function namesProxy(env: Variables): boolean {
  return variable(env, "HTTPS_PROXY") !== undefined || variable(env, "HTTP_PROXY") !== undefined;
}

function variable(env: Variables, name: string): string | undefined {
  return (env[name.toLowerCase()] ?? env[name])?.trim() || undefined;
}

/** Addresses of this machine, its link, and the credential endpoints of containers and instances: a proxy cannot reach them. */
function isNear(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  if (/^[\d.]+$/.test(host)) return /^(127|169\.254)\./.test(host);
  // fd00:ec2::23 and fd00:ec2::254: the credential endpoints of pods and of instances. Host names do not contain colons.
  return host === "::1" || /^fe[89ab][0-9a-f]:/.test(host) || /^fd00:ec2::(23|254)$/.test(host);
}

/** Names and their subdomains, with or without a port, separated by commas; `*` is all. */
function isExcepted(host: string, port: string, exceptions: string): boolean {
  if (exceptions === "*") return true;
  const names = exceptions
    .split(",")
    .map((name) => name.trim().replace(/^\.+/, "").toLowerCase())
    .filter((name) => name !== "");
  return [host, `${host}:${port}`].some((form) => names.some((name) => form === name || form.endsWith(`.${name}`)));
}

function proxyUrl(name: string, value: string): URL {
  const text = value.includes("://") ? value : `http://${value.replace(/^\/\//, "")}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  // The value may hold a password.
  const what = url === undefined ? "is not a URL" : `names a proxy of the kind ${url.protocol.slice(0, -1)}`;
  throw usageError(`${name} ${what}`, {
    why: "proxies are http:// or https://",
    fix: `${name}=http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT`,
  });
}

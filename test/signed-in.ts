import { type IncomingHttpHeaders, request as send } from "node:http";

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SignedIn {
  /** A request as the browser of a person who is signed in sends it: cookies, and the XSRF token unless `xsrf` is false. */
  request(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Record<string, string>; readonly xsrf?: boolean },
  ): Promise<RawReply>;
}

/** Signs in by a presigned URL, following its redirects. */
export async function signIn(url: string): Promise<SignedIn> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(url);
  const keep = ({ headers }: RawReply): void => {
    for (const cookie of headers["set-cookie"] ?? []) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
  };
  const request: SignedIn["request"] = async (method, path, { body, headers = {}, xsrf = true } = {}) => {
    const token = cookies.get("_xsrf");
    const all = {
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(xsrf && token !== undefined && { "X-XSRFToken": token }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    };
    const reply = await raw(origin, path, method, all, body === undefined ? undefined : JSON.stringify(body));
    keep(reply);
    return reply;
  };
  let path = url.slice(origin.length);
  for (let hops = 0; hops < 5; hops += 1) {
    const { status, headers } = await request("GET", path);
    if (status < 300 || status >= 400 || headers.location === undefined) break;
    path = headers.location;
  }
  return { request };
}

/** The path is sent as it is: what a URL would normalize reaches the server. */
function raw(origin: string, path: string, method: string, headers: Record<string, string>, body: string | undefined): Promise<RawReply> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, path, method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece)).on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    sent.on("error", reject).end(body);
  });
}

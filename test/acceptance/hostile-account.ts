import { type IncomingMessage, type Server, type ServerResponse, createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { StudioctlError } from "../../src/core/errors.ts";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";

/** A title for the window, a colour, C1's own "clear the screen", DEL, a bidirectional override and isolate, zero width, and a return to the line's beginning. */
export const hostile = "\u001B]0;owned\u0007\u001B[31;43;5m\u009B2J\u007F\u202E\u2066\u200B\r";

/** What XML 1.0 can hold of it. */
const hostileXml = "&#x9b;2J&#x7f;&#x202e;&#x2066;&#x200b;";

/** Which strings of an answer get the hostile end: all, or those that nothing is looked up or decided by. */
export type Reach = "all" | "prose";

/** Never: a call back would have to be another one. */
const untouched = /^(NextToken|nextToken|NextMarker|SecurityToken)$/;

const names =
  /(Id|Ids|Arn|Name|Type|Status|State|Mode|Uri|Address|Zone|Version|Region|Digest|Alias|Account|Code|SharingType|Content|arn|url|token|uid|Uid|state|id|type|name)$/;

/** An account whose every answer is hostile. */
export interface HostileAccount {
  /** For --endpoint-url. */
  readonly endpoint: (reach: Reach) => string;
  readonly close: () => Promise<void>;
}

export async function hostileAccount(seed: Seed): Promise<HostileAccount> {
  const sandbox = await startSandbox({ store: memoryStore(seedState(seed, Date.now())), jupyter: createJupyterHost });
  const servers = await Promise.all([proxy("all", sandbox.port), proxy("prose", sandbox.port)]);
  return {
    endpoint: (reach) => `http://127.0.0.1:${portOf(servers[reach === "all" ? 0 : 1])}`,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await sandbox.close();
    },
  };
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address !== "object" || address === null) throw new StudioctlError("failed", "the proxy has no port");
  return address.port;
}

async function proxy(reach: Reach, port: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const onward = send(
      {
        host: "127.0.0.1",
        port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host: `127.0.0.1:${port}` },
        agent: false,
      },
      (answer) => {
        void pass(answer, outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const pass = async (answer: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = (await buffer(answer)).toString("utf8");
    const type = String(answer.headers["content-type"]);
    const text = hostileBody(body, type, reach, { from: `127.0.0.1:${port}`, to: `127.0.0.1:${portOf(server)}` });
    const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 500, headers).end(text);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

function hostileBody(body: string, type: string, reach: Reach, { from, to }: { readonly from: string; readonly to: string }): string {
  if (type.includes("json")) return body === "" ? body : JSON.stringify(hostileValue("", JSON.parse(body), reach)).replaceAll(from, to);
  if (type.includes("xml"))
    return body.replaceAll(/<(\w+)>([^<>]+)<\//g, (all, name: string, text: string) =>
      isReached(name, text, reach) ? `<${name}>${text}${hostileXml}</` : all,
    );
  return body;
}

function hostileValue(key: string, value: unknown, reach: Reach): unknown {
  if (Array.isArray(value)) return value.map((item) => hostileValue(key, item, reach));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hostileValue(name, member, reach)]));
  if (typeof value !== "string" || !isReached(key, value, reach)) return value;
  if (key === "StudioLifecycleConfigContent")
    return Buffer.from(`${Buffer.from(value, "base64").toString()}# ${hostile}\n`).toString("base64");
  return value + hostile;
}

/** A presigned URL, and a time as text, are no strings to anybody. */
function isReached(key: string, text: string, reach: Reach): boolean {
  if (untouched.test(key) || /^https?:/.test(text) || /^\d{4}-\d\d-\d\dT/.test(text)) return false;
  return reach === "all" || key === "StudioLifecycleConfigContent" || !names.test(key);
}

import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { Secret } from "../../src/core/secret.ts";
import { createJupyterSessions } from "../../src/jupyter/session.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { JupyterKey, JupyterSession, JupyterSessionOptions } from "../../src/ports/jupyter.ts";
import { serveOnLoopback } from "../loopback.ts";

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  /** Below the base. */
  readonly path: string;
  readonly search: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface WorkServer {
  readonly origin: string;
  /** Requests below the base to what is no web page, in order. */
  readonly received: readonly Received[];
  readonly signIns: readonly { readonly sessionSeconds: number | undefined }[];
  /** Ends all sessions that there are. */
  signOut(): void;
  open(options?: Partial<JupyterSessionOptions>): Promise<JupyterSession>;
  readonly traced: readonly string[];
  close(): Promise<void>;
}

export interface Behaviour {
  /** What is done with a request below the base that is let in. */
  readonly answer?: (request: Received, response: ServerResponse) => void;
  /** What is done with a WebSocket; without it they are refused with 404. */
  readonly socket?: (socket: WebSocket, path: string) => void;
  /** Whether pages set the token; while it is false they are loading pages. */
  readonly loaded?: () => boolean;
  /** Whether anybody is let in. */
  readonly letsIn?: () => boolean;
  /** What a request that is not let in gets. */
  readonly refuse?: (response: ServerResponse) => void;
}

export const key: JupyterKey = { DomainId: "d-one", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" };
const base = "/jupyterlab/default";

/** A server that checks what Jupyter and Studio's host check: the session's cookie, and the XSRF token of whoever writes. */
export async function workServer(
  clock: Clock,
  { answer, socket, loaded = () => true, letsIn = () => true, refuse }: Behaviour,
): Promise<WorkServer> {
  let session = 0;
  const received: Received[] = [];
  const signIns: { sessionSeconds: number | undefined }[] = [];
  const traced: string[] = [];
  const isLetIn = ({ headers }: IncomingMessage): boolean =>
    letsIn() && headers.cookie?.split("; ").includes(`studio=s${session}`) === true;
  const webSockets = new WebSocketServer({ noServer: true });
  const refused =
    refuse ?? ((response: ServerResponse): void => void response.writeHead(403, { "Content-Type": "text/html" }).end("<p>Forbidden</p>"));

  const loopback = await serveOnLoopback((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://server.invalid");
    if (url.pathname === "/auth") {
      response.writeHead(302, { "Set-Cookie": `studio=s${session}; Path=/; HttpOnly`, Location: `${base}/lab` }).end();
      return;
    }
    if (!isLetIn(request)) return refused(response);
    if (url.pathname === "/app") return void response.end(loaded() ? "InService" : "Pending");
    const path = url.pathname.slice(base.length);
    if (path === "/lab" || path === "/") {
      if (loaded()) response.setHeader("Set-Cookie", `_xsrf=x${session}; Path=${base}/`);
      response.end("<!doctype html>");
      return;
    }
    let body = "";
    for await (const piece of request as AsyncIterable<Buffer>) body += piece.toString();
    const { method = "" } = request;
    const each = { method, path, search: url.search, headers: request.headers, body };
    received.push(each);
    if (method !== "GET" && request.headers["x-xsrftoken"] !== `x${session}`) {
      return void response.writeHead(403).end(JSON.stringify({ message: "'_xsrf' argument missing from POST" }));
    }
    if (path === "/api/status") return void response.end("{}");
    if (answer === undefined) response.writeHead(404).end("{}");
    else answer(each, response);
  }

  loopback.server.on("upgrade", (request, connection, head) => {
    const path = (request.url ?? "").slice(base.length);
    if (!isLetIn(request) || socket === undefined || !path.startsWith("/terminals/websocket/")) {
      connection.end(`HTTP/1.1 ${isLetIn(request) ? 404 : 403} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    received.push({ method: "WebSocket", path, search: "", headers: request.headers, body: "" });
    webSockets.handleUpgrade(request, connection, head, (opened) => socket(opened, path));
  });

  const sessions = createJupyterSessions({
    clock,
    trace: (what) => (outcome) => traced.push(`${what}: ${outcome}`),
    signIn: {
      async createPresignedDomainUrl({ SessionExpirationDurationInSeconds }) {
        signIns.push({ sessionSeconds: SessionExpirationDurationInSeconds });
        return new Secret(`${loopback.origin}/auth?token=top-secret`);
      },
    },
  });
  const open: JupyterSession[] = [];
  return {
    origin: loopback.origin,
    received,
    signIns,
    traced,
    signOut: () => void (session += 1),
    async open(options = {}) {
      const opened = await sessions.open(key, "alice", { sessionSeconds: 1800, ...options });
      open.push(opened);
      return opened;
    },
    async close() {
      for (const each of open) each.close();
      for (const client of webSockets.clients) client.terminate();
      webSockets.close();
      await Promise.all([loopback.close(), once(loopback.server, "close")]);
    },
  };
}

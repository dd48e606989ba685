import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request as send, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { vi } from "vitest";
import { serveOnLoopback } from "../loopback.ts";

/*
 * A real Jupyter server on a Unix socket, and before it what Studio puts there: the sign-in of a
 * presigned URL and a host that lets in whoever has its cookie.
 */

const python = "/usr/bin/python3";
const base = "/jupyter/default";

export interface RealJupyter {
  readonly origin: string;
  /** Signs in once. */
  presign(): string;
  /** A call with full rights, past the sign-in; the answer's JSON. */
  call(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
  /** Lets a kernel run a cell, through its own connection file, and does not wait for the end. */
  execute(kernelId: string, code: string): Promise<void>;
  close(): Promise<void>;
}

/** Resolves once the server answers. */
export async function startJupyter(): Promise<RealJupyter> {
  const home = await mkdtemp(join(tmpdir(), "studioctl-jupyter-"));
  const token = randomUUID();
  const socketPath = join(home, "socket");
  const server = launch(home, socketPath, token);
  const front = createFront((request, response) => forward(request, response, socketPath, token));
  const { origin, close } = await front.serve();

  const call: RealJupyter["call"] = (method, path, body) => callJson({ socketPath, method, path: `${base}${path}`, token }, body);
  const answers = (): Promise<boolean> => call("GET", "/api/status").then(() => true, () => false);
  await vi.waitUntil(answers, { timeout: 50_000, interval: 100 });
  return {
    origin,
    presign: () => `${origin}/auth?token=${front.issue()}`,
    call,
    execute: (kernelId, code) => execute(join(home, `kernel-${kernelId}.json`), code),
    async close() {
      await close();
      const ended = new Promise((resolve) => void server.once("exit", resolve));
      // SIGTERM lets it shut its kernels down.
      server.kill("SIGTERM");
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

function launch(home: string, socketPath: string, token: string): ChildProcess {
  const options = {
    "ServerApp.base_url": base,
    "ServerApp.sock": socketPath,
    "ServerApp.root_dir": home,
    // Version 2 still knows this name of IdentityProvider.token.
    "ServerApp.token": token,
    "ServerApp.open_browser": "False",
    "ServerApp.allow_root": "True",
    "ServerApp.allow_remote_access": "True",
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const env = { PATH: process.env["PATH"], HOME: home, JUPYTER_RUNTIME_DIR: home, JUPYTER_CONFIG_DIR: home, IPYTHONDIR: home };
  return spawn(python, ["-m", "jupyter_server", ...args], { env, stdio: "ignore" });
}

/** Studio's host: exchanges a token for a cookie, tells the loading page's status, and lets nobody else through. */
function createFront(forward: (request: IncomingMessage, response: ServerResponse) => void) {
  const tokens = new Set<string>();
  const cookie = `studio=${randomUUID()}`;
  const front = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://front.invalid");
    if (url.pathname === "/auth" && tokens.delete(url.searchParams.get("token") ?? "")) {
      response.writeHead(302, { "Set-Cookie": `${cookie}; Path=/; HttpOnly`, Location: `${base}/` }).end();
    } else if (request.headers.cookie?.split("; ").includes(cookie) !== true) {
      response.writeHead(403).end();
    } else if (url.pathname === "/app") {
      response.writeHead(200, { "Content-Type": "text/plain" }).end("InService");
    } else {
      forward(request, response);
    }
  };
  return {
    issue(): string {
      const token = randomUUID();
      tokens.add(token);
      return token;
    },
    async serve() {
      const loopback = await serveOnLoopback(front);
      return { origin: loopback.origin, close: () => loopback.close() };
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse, socketPath: string, token: string): void {
  const headers = { ...request.headers, authorization: `token ${token}` };
  const upstream = send({ socketPath, path: request.url, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on("error", () => response.writeHead(502).end());
  request.pipe(upstream);
}

function callJson(target: { socketPath: string; method: string; path: string; token: string }, body?: object): Promise<unknown> {
  const { socketPath, method, path, token } = target;
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `token ${token}`, "Content-Type": "application/json" };
    const request = send({ socketPath, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        if ((response.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    request.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Sends one cell to a kernel the way any Jupyter client does, and leaves. */
async function execute(connectionFile: string, code: string): Promise<void> {
  const script = `
import sys
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient(connection_file=sys.argv[1])
client.load_connection_file()
client.start_channels()
client.wait_for_ready(timeout=40)
client.execute(sys.argv[2])
client.stop_channels()
`;
  await promisify(execFile)(python, ["-c", script, connectionFile, code]);
}

import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request as send, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { promisify } from "node:util";
import { vi } from "vitest";
import { serveOnLoopback } from "../loopback.ts";

/*
 * A real Jupyter server on a Unix socket, and before it what Studio puts there: the sign-in of a
 * presigned URL and a host that lets in whoever has its cookie.
 */

/** Which server, and where it is. */
export interface Flavour {
  readonly python: string;
  /** Path under which Studio has such a server. */
  readonly base: string;
  /** Whether its host tells the loading page's status: those of users do, those of spaces do not. */
  readonly loadingPage: boolean;
  /** Whether its processes see only one another, as in a container. */
  readonly contained?: boolean;
  /** Settings of the server beside those that it needs here: `ContentsManager.allow_hidden`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A kernelspec whose start script holds back its kernel until `release`. */
export const heldBack = "held-back";

export interface RealJupyter {
  readonly origin: string;
  /** The folder that it serves. */
  readonly home: string;
  /** Signs in once. */
  presign(): string;
  /** A call with full rights, past the sign-in; the answer's JSON. */
  call(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  /** Lets a kernel run a cell, through its own connection file, and does not wait for the end. */
  execute(kernelId: string, code: string): Promise<void>;
  /** Lets the kernels of `heldBack` start. */
  release(): Promise<void>;
  /** Starts a terminal that runs a shell command, and watches it as a browser's tab does. */
  watchTerminal(command: string): Promise<string>;
  /** Whether the server knows the token that the front shows it. */
  acceptToken(accepted: boolean): void;
  /** Ends all sessions of the front; connections stay. */
  signOut(): void;
  /** Cuts all WebSockets, as a network does that is gone. */
  cut(): void;
  /** Whether the front takes connections for WebSockets. */
  open(open: boolean): void;
  /** Ends the server with all that runs in it; the front stays. */
  stop(): Promise<void>;
  /** Another server behind the same front, at another address and with none of its sessions. */
  startAnew(): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  /** Its address under the socket. */
  readonly base: string;
  readonly socketPath: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Resolves once the server answers. */
export async function startJupyter(flavour: Flavour): Promise<RealJupyter> {
  const home = await mkdtemp(join(tmpdir(), "studioctl-jupyter-"));
  const released = join(home, "released");
  await addHeldBackKernel(flavour.python, home, released);
  let server = await launch(flavour, home);
  let accepted = true;
  const front = createFront(
    flavour,
    (request, response) => forward(request, response, server.socketPath, accepted ? server.token : "refused"),
    (request, socket, head) => forwardUpgrade(request, socket, head, server),
  );
  const { origin, close } = await front.serve();
  const call: RealJupyter["call"] = (method, path, body) => callJson(server, method, path, body);
  return {
    origin,
    home,
    presign: () => `${origin}/auth?token=${front.issue()}`,
    call,
    execute: (kernelId, code) => execute(flavour.python, join(home, `kernel-${kernelId}.json`), code),
    release: () => writeFile(released, ""),
    async watchTerminal(command) {
      const name = String(Object(await call("POST", "/api/terminals", { shell_command: ["/bin/sh", "-c", command] })).name);
      await watch(server, `/terminals/websocket/${name}`);
      return name;
    },
    acceptToken: (value) => void (accepted = value),
    signOut: () => front.signOut(),
    cut: () => front.cut(),
    open: (value) => front.open(value),
    stop: () => server.stop(),
    async startAnew() {
      server = await launch(flavour, home);
      front.signOut();
    },
    async close() {
      await close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Starts a command with a PID namespace of its own, which ends with it. */
const container = [
  "unshare",
  "--user",
  "--map-current-user",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
  "sh",
  "-c",
  '"$@" & wait',
  "sh",
];

async function launch({ python, base, settings, contained = false }: Flavour, home: string): Promise<Server> {
  const token = randomUUID();
  const socketPath = join(home, `socket-${token.slice(0, 8)}`);
  const options = {
    "ServerApp.base_url": base,
    "ServerApp.sock": socketPath,
    "ServerApp.root_dir": home,
    // Version 2 still knows this name of IdentityProvider.token.
    "ServerApp.token": token,
    "ServerApp.open_browser": "False",
    "ServerApp.allow_root": "True",
    "ServerApp.allow_remote_access": "True",
    ...settings,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const folders = { JUPYTER_RUNTIME_DIR: home, JUPYTER_CONFIG_DIR: home, JUPYTER_PATH: home, IPYTHONDIR: home };
  const env = { PATH: process.env["PATH"], HOME: home, SHELL: "/bin/bash", LANG: "C.UTF-8", ...folders };
  // In a space the server is the installed script jupyter-lab.
  const script = join(home, "bin", "jupyter-lab");
  if (contained) await mkdir(join(home, "bin"));
  if (contained) await writeFile(script, "from jupyter_server.serverapp import main\nmain()\n");
  const words = contained ? [...container, python, script, ...args] : [python, "-m", "jupyter_server", ...args];
  const child = spawn(words[0] ?? "", words.slice(1), { env, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const server: Server = {
    base,
    socketPath,
    token,
    stop() {
      // SIGTERM lets it shut its kernels down; a container ends with all that is in it.
      child.kill(contained ? "SIGKILL" : "SIGTERM");
      return ended;
    },
  };
  const answers = (): Promise<boolean> =>
    callJson(server, "GET", "/api/status").then(
      () => true,
      () => false,
    );
  await vi.waitUntil(answers, { timeout: 50_000, interval: 100 });
  return server;
}

async function addHeldBackKernel(python: string, home: string, released: string): Promise<void> {
  const folder = join(home, "kernels", heldBack);
  const script = 'until [ -e "$0" ]; do sleep 0.1; done; exec "$@"';
  const kernel = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
  const spec = { argv: ["/bin/sh", "-c", script, released, ...kernel], display_name: heldBack, language: "python" };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "kernel.json"), JSON.stringify(spec));
}

/** Studio's host: exchanges a token for a cookie, tells the loading page's status, and lets nobody else through. */
function createFront(
  { base, loadingPage }: Flavour,
  forward: (request: IncomingMessage, response: ServerResponse) => void,
  forwardUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
) {
  const tokens = new Set<string>();
  let cookie = newCookie();
  const sockets = new Set<Duplex>();
  let isOpen = true;
  const front = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://front.invalid");
    if (url.pathname === "/auth" && tokens.delete(url.searchParams.get("token") ?? "")) {
      response.writeHead(302, { "Set-Cookie": `${cookie}; Path=/; HttpOnly`, Location: `${base}/` }).end();
    } else if (request.headers.cookie?.split("; ").includes(cookie) !== true) {
      response.writeHead(403).end();
    } else if (url.pathname === "/app") {
      if (loadingPage) response.writeHead(200, { "Content-Type": "text/plain" }).end("InService");
      else response.writeHead(404).end();
    } else {
      forward(request, response);
    }
  };
  return {
    signOut: () => void (cookie = newCookie()),
    open: (open: boolean) => void (isOpen = open),
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    issue(): string {
      const token = randomUUID();
      tokens.add(token);
      return token;
    },
    async serve() {
      const loopback = await serveOnLoopback(front);
      loopback.server.on("upgrade", (request, socket, head) => {
        if (!isOpen || request.headers.cookie?.split("; ").includes(cookie) !== true) {
          socket.end(`HTTP/1.1 ${isOpen ? 403 : 502} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
          return;
        }
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
        forwardUpgrade(request, socket, head);
      });
      return { origin: loopback.origin, close: () => loopback.close() };
    },
  };
}

function newCookie(): string {
  return `studio=${randomUUID()}`;
}

/**
 * Pages are asked for with the token, which makes Jupyter give the browser a cookie; what writes has to show that and the XSRF token, as a
 * browser's requests do: Jupyter asks for neither of whoever has the token.
 */
function forward(request: IncomingMessage, response: ServerResponse, socketPath: string, token: string): void {
  const reads = request.method === "GET";
  const headers = { ...request.headers, ...(reads && { authorization: `token ${token}` }) };
  const upstream = send({ socketPath, path: request.url, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("close", () => void (answer.complete || response.destroy()));
  });
  upstream.on("error", () => response.writeHead(502).end());
  request.pipe(upstream);
}

/** A WebSocket goes through as it is, with the cookies of the browser alone. */
function forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, { socketPath, token }: Server): void {
  const upstream = connect(socketPath);
  const headers = { ...request.headers, authorization: `token ${token}` };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  upstream.write(head);
  upstream.pipe(socket).pipe(upstream);
  for (const [one, other] of [
    [upstream, socket],
    [socket, upstream],
  ] as const) {
    one.on("error", () => other.destroy()).on("close", () => other.destroy());
  }
}

function callJson({ base, socketPath, token }: Server, method: string, path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `token ${token}`, "Content-Type": "application/json" };
    const request = send({ socketPath, method, path: `${base}${path}`, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        if ((response.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
        else resolve(text === "" ? undefined : JSON.parse(text));
      });
    });
    request.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Opens a WebSocket and reads it to its end; resolves with its first frame. */
function watch({ base, socketPath, token }: Server, path: string): Promise<void> {
  const key = Buffer.from(randomUUID().slice(0, 16)).toString("base64");
  const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key };
  const headers = { Authorization: `token ${token}`, ...upgrade };
  return new Promise((resolve, reject) => {
    const request = send({ socketPath, path: `${base}${path}`, headers });
    request.on("response", ({ statusCode }) => reject(new Error(`${path}: ${statusCode}`)));
    request.on("upgrade", (_, socket, head) => {
      if (head.length > 0) resolve();
      socket.on("error", reject).on("data", () => resolve());
    });
    request.on("error", reject).end();
  });
}

/** Sends one cell to a kernel the way any Jupyter client does, and leaves. */
async function execute(python: string, connectionFile: string, code: string): Promise<void> {
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

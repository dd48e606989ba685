import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { appTypes } from "../../core/service-model.ts";
import type { Homes, JupyterHost, SandboxClock, Shells, SignInRequest, StateStore, Upgrade } from "../ports.ts";
import { readBody } from "../protocol/request.ts";
import { accept, refuse } from "../protocol/upgrade.ts";
import { answerContents } from "./contents.ts";
import type { ContentsOptions } from "./contents-models.ts";
import { documentAt, sessionId, terminalModel } from "./documents.ts";
import { answerFiles } from "./files.ts";
import {
  basePaths,
  landingType,
  loadingStatus,
  ownerIn,
  type ServerType,
  type ServerView,
  serverTypes,
  viewServer,
} from "./server-view.ts";
import { createSignIns } from "./sign-ins.ts";
import { createTerminals, type Place, type WantedTerminal } from "./terminals.ts";

/*
 * Imitates the hosts of Studio that a presigned URL leads to: sign-in, loading page with its status, and a Jupyter server (or Code Editor)
 * under the base path of each app type, with `_xsrf` cookie and check (service-facts: The Jupyter server; jupyter_server). Studio gives
 * each user and space its own host; here all share one, and the session cookie identifies the server. Inferred, since no source states it:
 * the pages' texts, and 403 for a token or session that is not valid.
 */

const sessionCookie = "studio_session";
/** Pages of the lab and of the older notebook interface; Code Editor has its front page only (jupyter_server; code-editor). */
const jupyterPage = /^\/?$|^\/(lab|tree)(\/|$)/;
const removable = /^\/api\/(kernels|sessions|terminals)\/(.+)$/;

const oneTerminal = /^\/api\/terminals\/(.+)$/;
const terminalsAreOff = "Terminals are turned off, since they give shells of this machine: studioctl sandbox serve --shells";

export interface JupyterDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  /** The home folders of servers. Absent: servers without files. */
  readonly homes?: Homes;
  /** Gives terminals, with the homes. Absent: servers whose terminals are turned off. */
  readonly shells?: Shells;
}

export function createJupyterHost({ store, clock, homes, shells }: JupyterDeps): JupyterHost {
  const terminals = homes && shells && createTerminals({ store, clock, homes, shells });
  const signIns = createSignIns(clock);
  /** The time of each server's last request that counts as activity, by server key. */
  const requests = new Map<string, number>();

  async function authorize(url: URL, response: ServerResponse): Promise<void> {
    const redeemed = signIns.redeem(url.searchParams.get("token") ?? "");
    if (redeemed === undefined) return page(response, 403, "This URL has expired or was used before");
    const { session, request } = redeemed;
    const type = landingType(await store.read(), request);
    response.setHeader("Set-Cookie", `${sessionCookie}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${request.sessionSeconds}`);
    redirect(response, `${basePaths[type]}${type === "CodeEditor" ? "/" : "/lab"}`);
  }

  /** Only in Classic: the hosts of spaces have no such path. */
  async function status(url: URL, signedIn: SignInRequest, response: ServerResponse): Promise<void> {
    if (signedIn.SpaceName !== undefined) return page(response, 404, "Not Found");
    const type = appTypes.find((type) => type === url.searchParams.get("appType"));
    const name = url.searchParams.get("appName");
    if (type === undefined || name === null) return page(response, 400, "appType and appName are required");
    const text = loadingStatus(await store.read(), signedIn, type, name, clock.now());
    response.writeHead(200, { "Content-Type": "text/plain" }).end(text);
  }

  async function look(signedIn: SignInRequest, type: ServerType): Promise<ServerView> {
    return viewServer(await store.read(), signedIn, type, clock.now(), (key) => terminals?.live(key) ?? []);
  }

  async function serve(exchange: Exchange, type: ServerType, signedIn: SignInRequest): Promise<void> {
    const { response, path } = exchange;
    const view = await look(signedIn, type);
    const { mode } = view.server;
    // Never answered: the connection ends with the sandbox, or when the client gives up.
    if (mode === "hang") return;
    if (mode === "down") return page(response, 503, "Service Unavailable");
    if (mode === "forbidden") return page(response, 403, "Forbidden");
    if (view.running === undefined || mode === "loading") return page(response, 200, "Loading");
    const api = /^\/(sagemaker\/)?api\//.test(path);
    if (api && mode === "html") return page(response, 200, "Something else than JSON");
    const [, kind, rest = ""] = ofFiles.exec(path) ?? [];
    if (kind !== undefined && type !== "CodeEditor" && homes !== undefined) {
      const state = await store.read();
      if (api && !exchange.url.searchParams.has("no_track_activity")) requests.set(view.key, view.now);
      return serveFiles(exchange, type, await homes.open(state, signedIn.DomainId, ownerIn(signedIn)), kind === "files", decoded(rest));
    }
    return api ? answer(exchange, { view, type, signedIn }) : land(exchange, type);
  }

  async function answer({ request, response, url, path }: Exchange, place: Place): Promise<void> {
    const { view, type } = place;
    if (request.method === "GET") {
      const [, name] = oneTerminal.exec(path) ?? [];
      const terminal = name !== undefined && view.terminals.find((each) => each.name === decoded(name));
      const document = terminal ? terminalModel(terminal, view.now) : documentAt(path, type, view, requests.get(view.key) ?? 0);
      // A request for the status is not activity, and neither is one that says so (jupyter_server).
      if (path !== "/api/status" && !url.searchParams.has("no_track_activity")) requests.set(view.key, view.now);
      return document === undefined ? json(response, 404, { message: "Not Found" }) : json(response, 200, document);
    }
    if (!hasXsrf(request, url)) return json(response, 403, { message: "'_xsrf' argument missing from POST" });
    if (request.method === "POST" && path === "/api/terminals" && type !== "CodeEditor") return createTerminal(request, response, place);
    const [, kind, id] = removable.exec(path) ?? [];
    if (request.method !== "DELETE" || kind === undefined || id === undefined)
      return json(response, 405, { message: "Method Not Allowed" });
    requests.set(view.key, view.now);
    const removed = await remove(view.key, kind, decodeURIComponent(id));
    if (!removed) return json(response, 404, { message: "Not Found" });
    response.writeHead(204).end();
  }

  async function createTerminal(request: IncomingMessage, response: ServerResponse, place: Place): Promise<void> {
    if (terminals === undefined) return json(response, 404, { message: terminalsAreOff });
    const wanted = wantedTerminal(await readBody(request));
    if (wanted === undefined) return json(response, 400, { message: "Invalid JSON in body of request" });
    requests.set(place.view.key, place.view.now);
    const name = await terminals.create(place, wanted);
    const made = (await look(place.signedIn, place.type)).terminals.find((terminal) => terminal.name === name);
    json(response, 200, terminalModel(made ?? { name }, place.view.now));
  }

  /** The WebSocket of a terminal. */
  async function attach(upgrade: Upgrade): Promise<void> {
    const url = new URL(upgrade.request.url ?? "/", "http://sandbox.invalid");
    const signedIn = signIns.find(cookies(upgrade.request).get(sessionCookie) ?? "");
    if (signedIn === undefined) return refuse(upgrade, 403, "Sign in with a presigned URL");
    const type = serverTypes.find((type) => url.pathname.startsWith(`${basePaths[type]}/`));
    const [, name] = /^\/terminals\/websocket\/(.+)$/.exec(type === undefined ? "" : url.pathname.slice(basePaths[type].length)) ?? [];
    if (type === undefined || type === "CodeEditor" || name === undefined) return refuse(upgrade, 404, "Not Found");
    const view = await look(signedIn, type);
    if (view.server.mode === "forbidden") return refuse(upgrade, 403, "Forbidden");
    if (view.server.mode !== "up" || view.running === undefined) return refuse(upgrade, 503, "Service Unavailable");
    if (terminals === undefined) return refuse(upgrade, 404, terminalsAreOff);
    const found = await terminals.attach({ view, type, signedIn }, decoded(name) ?? "", () => accept(upgrade));
    if (!found) refuse(upgrade, 404, "Not Found");
  }

  function remove(key: string, kind: string, id: string): Promise<boolean> {
    if (kind === "terminals" && terminals?.remove(key, id) === true) return Promise.resolve(true);
    return store.update((state) => {
      const server = state.jupyter.servers[key];
      if (server === undefined) return false;
      const before = server.kernels.length + server.terminals.length;
      if (kind === "terminals") server.terminals = server.terminals.filter(({ name }) => name !== id);
      else server.kernels = server.kernels.filter((kernel) => (kind === "kernels" ? kernel.id : sessionId(kernel)) !== id);
      return server.kernels.length + server.terminals.length < before;
    });
  }

  return {
    upgrade: attach,
    presign: (origin, request) => `${origin}/auth?token=${signIns.issue(request)}`,
    async handle(request, response) {
      const url = new URL(request.url ?? "/", "http://sandbox.invalid");
      if (url.pathname === "/auth") return authorize(url, response);
      const signedIn = signIns.find(cookies(request).get(sessionCookie) ?? "");
      if (signedIn === undefined) return page(response, 403, "Sign in with a presigned URL");
      if (url.pathname === "/app") return status(url, signedIn, response);
      const type = serverTypes.find((type) => `${url.pathname}/`.startsWith(`${basePaths[type]}/`));
      if (type === undefined) return page(response, 404, "Not Found");
      return serve({ request, response, url, path: url.pathname.slice(basePaths[type].length) }, type, signedIn);
    },
  };
}

const ofFiles = /^\/(api\/contents|files)(?:\/(.*))?$/;

/** As SageMaker Distribution configures its server, and as Studio Classic leaves it (service-facts: Files of a Jupyter server). */
const filesOf: Readonly<Record<ServerType, ContentsOptions>> = {
  JupyterServer: { allowHidden: false, version: 1 },
  JupyterLab: { allowHidden: true, version: 2 },
  CodeEditor: { allowHidden: true, version: 2 },
};

/** The contents API and the files of a server. Names that cannot be decoded are not valid paths. */
async function serveFiles(
  { request, response, url }: Exchange,
  type: ServerType,
  home: string,
  isFiles: boolean,
  path: string | undefined,
): Promise<void> {
  const reads = request.method === "GET" || request.method === "HEAD";
  // Version 2 requires it for files too, in the header or by a Referer of the same host.
  const asksXsrf = !reads || (isFiles && type === "JupyterLab" && request.headers.referer === undefined);
  if (asksXsrf && !hasXsrf(request, url)) return json(response, 403, { message: "'_xsrf' argument missing from POST" });
  if (path === undefined) return json(response, 400, { message: "Bad Request" });
  if (isFiles) {
    if (!reads) return page(response, 405, "Method Not Allowed");
    return answerFiles(home, filesOf[type], request, response, path, (status, text) => page(response, status, text));
  }
  const { status, headers, document } = await answerContents(home, filesOf[type], request, url, path);
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (document === undefined) response.writeHead(status).end();
  else json(response, status, document);
}

function hasXsrf(request: IncomingMessage, url: URL): boolean {
  const xsrf = cookies(request).get("_xsrf");
  return xsrf !== undefined && (url.searchParams.get("_xsrf") ?? request.headers["x-xsrftoken"]) === xsrf;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The options in the body of a request for a terminal; empty by default. Terminado takes any option, among them the program to start. */
function wantedTerminal(body: string): WantedTerminal | undefined {
  try {
    const { name, cwd, shell_command: program } = Object(body === "" ? {} : JSON.parse(body));
    return {
      ...(typeof name === "string" && { name }),
      ...(typeof cwd === "string" && { cwd }),
      ...(isTexts(program) && { program }),
    };
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}

/** A request under a base path; `path` is what follows the base. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: string;
}

/** As jupyter_server 2 sets it, which runs in spaces, and as version 1 does, with and without the slash at its end. */
const cookiePaths: Readonly<Record<ServerType, string>> = { ...basePaths, JupyterLab: `${basePaths.JupyterLab}/` };

/** A page: a Jupyter server redirects its base to the lab, and every existing page sets the `_xsrf` cookie. */
function land({ request, response, path }: Exchange, type: ServerType): void {
  if (!(type === "CodeEditor" ? /^\/?$/ : jupyterPage).test(path)) return page(response, 404, "Not Found");
  const base = basePaths[type];
  if (type !== "CodeEditor" && !cookies(request).has("_xsrf")) {
    response.setHeader("Set-Cookie", `_xsrf=2|${randomBytes(16).toString("hex")}; Path=${cookiePaths[type]}`);
  }
  if (type !== "CodeEditor" && (path === "" || path === "/")) return redirect(response, `${base}/lab`);
  page(response, 200, type);
}

function cookies(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? "").split(/;\s*/).map((pair): [string, string] => {
    const [name = "", ...value] = pair.split("=");
    return [name, value.join("=")];
  });
  return new Map(pairs);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { Location: location }).end();
}

function page(response: ServerResponse, status: number, text: string): void {
  const html = `<!doctype html><title>Amazon SageMaker Studio (sandbox)</title><p>${text}</p>\n`;
  response.writeHead(status, { "Content-Type": "text/html" }).end(html);
}

function json(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(document));
}

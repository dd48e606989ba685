import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AppKey, AppStatus } from "../core/app/app.ts";
import { appStatuses } from "../core/service-model.ts";
import { everyAccount } from "./accounts.ts";
import { createControlPlane } from "./control-plane.ts";
import type { FarEnd, FarEndDeps, Homes, JupyterHost, SandboxClock, Shells, StateStore, Upgrade } from "./ports.ts";
import { mostContentBytes } from "./jupyter/contents.ts";
import { refuse } from "./protocol/upgrade.ts";
import { BodyTooLarge, isControlPlane, mostBodyBytes } from "./protocol/request.ts";
import { createLayerHost } from "./services/ecr/layers.ts";
import { createRoleSessions } from "./services/sts/sessions.ts";
import { appRecordKey } from "./services/sagemaker/names.ts";
import { currentRecord } from "./services/sagemaker/transitions.ts";

/** The parts of the sandbox that the Jupyter servers use. */
export interface JupyterHostDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  /** The present app; undefined if there is no such app. */
  appStatus(key: AppKey): Promise<AppStatus | undefined>;
  /** Present if it has shells. */
  readonly homes?: Homes;
  readonly shells?: Shells;
}

export interface SandboxOptions {
  readonly store: StateStore;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The machine's time in epoch milliseconds. */
  readonly realNow?: () => number;
  /** Absent: no Jupyter servers, everything except the control plane is 404. */
  readonly jupyter?: (deps: JupyterHostDeps) => JupyterHost;
  /** Absent: no shells of this machine, and requests need no signature. */
  readonly farEnd?: (deps: FarEndDeps) => FarEnd;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly clock: SandboxClock;
  close(): Promise<void>;
}

const address = "127.0.0.1";

/** Longer than clients keep an idle connection: a connection closed by the server looks like a fault. */
const keepAliveMs = 120_000;

/** Starts the simulator on loopback. Rejects if the port is taken or the state cannot be read. */
export async function startSandbox({ store, port = 0, realNow = Date.now, jupyter, farEnd }: SandboxOptions): Promise<Sandbox> {
  const { clock, watched } = clockOf(store, realNow);
  await watched.read();
  const everywhere = everyAccount(watched);
  const far = farEnd?.({ store: everywhere, clock, realNow });
  const given = far && { homes: far.homes, shells: far.shells };
  const host = jupyter?.({ store: everywhere, clock, appStatus: (key) => appStatus(everywhere, clock, key), ...given }) ?? noJupyter;
  const layers = createLayerHost({ store: watched, clock });
  let endpoint = "";
  const controlPlane = createControlPlane({
    store: watched,
    clock,
    realNow,
    roleSessions: createRoleSessions(),
    presign: (request) => host.presign(endpoint, request),
    presignLayer: (layer) => layers.presign(endpoint, layer),
    ...(far && {
      credentials: far.credentials,
      changed: () => far.check(endpoint),
      remote: {
        sessions: far.sessions,
        get origin() {
          return endpoint;
        },
      },
    }),
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLoopback(request.headers.host)) return plain(response, 403, "This sandbox answers on loopback only.");
    if (!isOwnOrigin(request.headers)) return plain(response, 403, "This sandbox answers no page of another origin.");
    const most = isControlPlane(request) ? mostBodyBytes : mostContentBytes;
    if (Number(request.headers["content-length"] ?? 0) > most) return refuseBody(response, most);
    if (isControlPlane(request)) return controlPlane(request, response);
    await watched.read();
    if (layers.serves(request)) return layers.handle(request, response);
    return host.handle(request, response);
  };
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof BodyTooLarge) refuseBody(response, isControlPlane(request) ? mostBodyBytes : mostContentBytes);
      else plain(response, 500, error instanceof Error ? error.message : String(error));
    });
  });
  const becomeWebSocket = async (upgrade: Upgrade): Promise<void> => {
    const { headers } = upgrade.request;
    if (!isLoopback(headers.host)) return refuse(upgrade, 403, "This sandbox answers on loopback only.");
    if (!isOwnOrigin(headers)) return refuse(upgrade, 403, "This sandbox answers no page of another origin.");
    await watched.read();
    if (far?.serves(upgrade.request) === true) return far.upgrade(upgrade);
    return host.upgrade === undefined ? refuse(upgrade, 404, "Not found") : host.upgrade(upgrade);
  };
  /** A WebSocket connection is no longer managed by the server: it would stay open when the server closes. */
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket)).on("error", () => {});
    const upgrade = { request, socket, head };
    becomeWebSocket(upgrade).catch((error: unknown) => refuse(upgrade, 500, error instanceof Error ? error.message : String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  endpoint = `http://${address}:${boundPort}`;
  await far?.check(endpoint);
  return {
    endpoint,
    port: boundPort,
    clock,
    async close() {
      await far?.close();
      for (const socket of upgraded) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The sandbox's clock, and the store that sets it whenever it returns a state: another process may have advanced it. */
function clockOf(store: StateStore, realNow: () => number): { readonly clock: SandboxClock; readonly watched: StateStore } {
  let offset = 0;
  return {
    clock: { now: () => realNow() + offset },
    watched: {
      async read() {
        const state = await store.read();
        offset = state.clockOffsetMs;
        return state;
      },
      update: (change) =>
        store.update((state) => {
          offset = state.clockOffsetMs;
          return change(state);
        }),
      amend: (change) => store.amend(change),
    },
  };
}

async function appStatus(store: StateStore, clock: SandboxClock, key: AppKey): Promise<AppStatus | undefined> {
  const record = (await store.read()).sagemaker.apps[appRecordKey(key)];
  const status = record === undefined ? undefined : currentRecord(record, clock.now())?.Status;
  return appStatuses.find((known) => known === status);
}

const noJupyter: JupyterHost = {
  presign: (origin) => `${origin}/auth?token=none`,
  handle: async (_request, response) => plain(response, 404, "Not found"),
};

/**
 * A web page can make its own name resolve to 127.0.0.1 (DNS rebinding): the browser then sends that name as host. Only names that always
 * mean this machine are accepted.
 */
function isLoopback(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost)(?::\d+)?$/i.test(host ?? "");
}

/**
 * A web page can make a browser send requests here, some without a preflight (Fetch standard, "CORS protocol"): the browser then sends the
 * page's origin. Other clients send none.
 */
function isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase();
}

/** The rest of the body is not read: the connection ends. */
function refuseBody(response: ServerResponse, most: number): void {
  response
    .writeHead(413, { "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end(`This sandbox reads at most ${most} bytes of a request.\n`);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { WebSocket } from "ws";
import type { Owner } from "../../core/app/app.ts";
import type { Credentials, Environment, FarEnd, FarEndDeps, Homes, RemoteSessions, RemoteTarget, Upgrade } from "../ports.ts";
import { signatureFault } from "../protocol/signature.ts";
import { createRunningApps } from "../running-apps.ts";
import { createShells } from "../shells/shells.ts";
import { accept, bytesOf, refuse } from "../protocol/upgrade.ts";
import { createBuiltIns } from "./built-in.ts";
import { AgentChannel } from "./agent-channel.ts";
import { serveSsh } from "./ssh-server.ts";

/*
 * The services behind the network of a space: shells, and StartSession's data channel with an ssh server at its end. StreamUrl is not
 * presigned: the client signs the request or sends the token, which is valid for one connection (service-facts: Remote access).
 */

const prefix = "/v1/data-channel/";
/** How long a session waits for its connection, milliseconds of the machine's clock. */
const connectWithin = 60_000;
/** How long a connection may take to send its token. */
const openWithin = 10_000;
const mostOpenRequestBytes = 16_384;

export interface FarEndOptions {
  readonly homes: Homes;
  readonly env: Environment;
  readonly credentials: Credentials;
  /** Holds a folder for each container whose built-in lifecycle config runs. Absent: this process runs none. */
  readonly containers?: string;
}

interface Prepared {
  readonly target: RemoteTarget;
  readonly token: string;
  readonly expiry: NodeJS.Timeout;
}

export function createFarEnd({ homes, env, credentials, containers }: FarEndOptions, { store, clock, realNow }: FarEndDeps): FarEnd {
  const apps = createRunningApps({ store, clock });
  const shells = createShells({ env, apps });
  const builtIns = containers === undefined ? undefined : createBuiltIns({ store, homes, shells, apps, credentials, folder: containers });
  const prepared = new Map<string, Prepared>();
  const connected = new Set<WebSocket>();
  let closing = false;

  /** An ended session no longer counts, in any process. */
  const forget = async (id: string): Promise<void> => {
    clearTimeout(prepared.get(id)?.expiry);
    prepared.delete(id);
    if (!closing) await store.update(({ sagemaker }) => void delete sagemaker.sessions?.[id]);
  };

  const sessions: RemoteSessions = {
    isOpen: ({ pid }) => isRunning(pid),
    prepare(origin, target) {
      const SessionId = `${target.spaceName.toLowerCase()}-${randomUUID()}`;
      const TokenValue = randomBytes(64).toString("base64url");
      const expiry = setTimeout(() => void forget(SessionId).catch(() => {}), connectWithin).unref();
      prepared.set(SessionId, { target, token: TokenValue, expiry });
      const StreamUrl = `${origin.replace(/^http/, "ws")}${prefix}${SessionId}?role=publish_subscribe&cell-number=1`;
      return { SessionId, StreamUrl, TokenValue, pid: process.pid };
    },
  };

  async function serveSession(client: WebSocket, id: string, { target }: Prepared): Promise<void> {
    const state = await store.read();
    const owner: Owner = { SpaceName: target.spaceName };
    const home = await homes.open(state, target.domainId, owner);
    const channel = new AgentChannel(client, realNow);
    const leave = apps.add(target.app, () => channel.leave());
    channel.on("close", () => {
      leave();
      void forget(id).catch(() => {});
    });
    await serveSsh(channel, { app: target.app, home, shells });
  }

  return {
    homes,
    shells,
    credentials,
    sessions,
    serves: ({ url = "" }) => url.startsWith(prefix),
    async upgrade(upgrade: Upgrade) {
      const { url = "", headers } = upgrade.request;
      const id = url.slice(prefix.length).split("?")[0] ?? "";
      const session = prepared.get(id);
      if (session === undefined) return refuse(upgrade, 404, "Not Found");
      const fault =
        headers.authorization === undefined ? undefined : signatureFault(upgrade.request, "", credentials, [realNow(), clock.now()]);
      if (fault !== undefined) return refuse(upgrade, 403, "Forbidden");
      const client = await accept(upgrade);
      connected.add(client);
      client.on("error", () => {});
      client.on("close", () => connected.delete(client));
      const late = setTimeout(() => client.close(1008), openWithin).unref();
      client.once("message", (data, isBinary) => {
        clearTimeout(late);
        const text = bytesOf(data).toString("utf8");
        const isRight = !isBinary && text.length <= mostOpenRequestBytes && isSecret(tokenIn(text), session.token);
        // Valid for one connection: another connection needs another StartSession.
        if (!isRight || !prepared.delete(id)) return client.close(1008);
        clearTimeout(session.expiry);
        client.pause();
        void serveSession(client, id, session).then(
          () => client.resume(),
          () => client.close(1011),
        );
      });
    },
    async check(origin) {
      await apps.check();
      await builtIns?.check(origin);
    },
    async close() {
      closing = true;
      const own = [...prepared.keys()];
      for (const client of connected) client.terminate();
      apps.close();
      shells.close();
      await builtIns?.close();
      for (const { expiry } of prepared.values()) clearTimeout(expiry);
      prepared.clear();
      await endSessions(own);
    },
  };

  /** The sessions of this process have ended. */
  async function endSessions(own: readonly string[]): Promise<void> {
    const { sessions: known = {} } = (await store.read()).sagemaker;
    const over = Object.entries(known).filter(([id, { pid }]) => own.includes(id) || pid === process.pid);
    if (over.length === 0) return;
    await store.update(({ sagemaker }) => {
      for (const [id] of over) delete sagemaker.sessions?.[id];
    });
  }
}

/** The token of the message that opens the channel; an empty one if it is something else. */
function tokenIn(text: string): string {
  try {
    const { TokenValue } = Object(JSON.parse(text));
    return typeof TokenValue === "string" ? TokenValue : "";
  } catch {
    return "";
  }
}

function isSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user: it exists.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

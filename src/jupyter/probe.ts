import { type Observation, type ServerActivity, unseen } from "../core/idle/facts.ts";
import { ownerLabel } from "../core/app/app.ts";
import type { ServerKey } from "../core/domain/domain.ts";
import { isError } from "../core/errors.ts";
import { type AgentsFor, type Trace, untraced } from "../ports/connection.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignIn } from "../ports/studio.ts";
import { type Cookies, createCookies } from "./cookies.ts";
import { type Http, createHttp } from "./http.ts";
import { readActivity } from "./read.ts";
import { jsonSourceAt } from "./json-source.ts";
import { awaitLoading, serverLabel, signInTo } from "./sign-in.ts";
import { within } from "./time-limit.ts";
import { isNotLetIn, reasonOf, Unreadable } from "./unreadable.ts";
import { type UserAgent, createUserAgent } from "./user-agent.ts";

export interface ActivityProbeOptions {
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** How long one server may take, half of it for the sign-in, half for a reading with the wait for its loading page. */
  readonly limitMilliseconds?: number;
  /** Told of each sign-in and each reading; addresses are secrets, so only the server is named. */
  readonly trace?: Trace;
  /** What makes connections, if not Node's own agents do. */
  readonly agents?: AgentsFor | undefined;
}

/** The part of an ActivityProbe that reads servers. */
export interface JupyterProbe {
  observe(server: ServerKey, signInAs: string, signal?: AbortSignal): Promise<Observation>;
}

/** The shortest that there is (service-facts: The Jupyter server). */
const sessionSeconds = 1800;

/** What an observation asks with: its own connections, closed at its end. */
interface Means {
  readonly http: Http;
  readonly signal: AbortSignal | undefined;
}

/** `worked`: it has answered before, and only such a session can have run out. */
interface KnownSession {
  readonly cookies: Cookies;
  /** Resolves with the origin that the sign-in led to. */
  readonly opening: Promise<string>;
  worked: boolean;
}

/**
 * Reads what runs in apps through their Jupyter servers (service-facts: The Jupyter server). One sign-in per server,
 * however many ask at once; one more if a session that worked is refused later.
 */
export function createActivityProbe(options: ActivityProbeOptions): JupyterProbe {
  const { signIn, clock, limitMilliseconds = 20_000, trace = untraced } = options;
  const half = limitMilliseconds / 2;
  const sessions = new Map<string, KnownSession>();

  async function open(server: ServerKey, userProfileName: string, cookies: Cookies, { http, signal }: Means): Promise<string> {
    return signInTo(
      { signIn, clock, trace },
      { server, userProfileName, sessionSeconds, limitMilliseconds: half },
      { http, cookies, signal },
    );
  }

  /** One for all that ask at the same time, whoever is signed in. An aborted sign-in is not used again. */
  function sessionFor(server: ServerKey, signInAs: string, means: Means): KnownSession {
    const key = sessionKey(server, signInAs);
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const cookies = createCookies();
    const session = { cookies, opening: open(server, signInAs, cookies, means), worked: false };
    sessions.set(key, session);
    means.signal?.addEventListener("abort", () => sessions.delete(key), { once: true });
    return session;
  }

  /** Another caller may have renewed it by now. */
  function forget(key: string, session: KnownSession): void {
    if (sessions.get(key) === session) sessions.delete(key);
  }

  async function read(server: ServerKey, session: KnownSession, { http, signal }: Means): Promise<ServerActivity> {
    const origin = await session.opening;
    const agent = createUserAgent(http, session.cookies);
    const mayLoad = (error: Unreadable): boolean => error.kind === "not-ready" || (error.kind === "redirected" && !session.worked);
    const activity = await within(
      { clock, trace },
      { what: "reading it", server: serverLabel(server), limitMilliseconds: half, signal },
      (signal) => readWhenReady(server, origin, agent, mayLoad, signal),
    );
    session.worked = true;
    return activity;
  }

  /**
   * A server is ready when its API answers JSON; only if it does not, there may be a loading page to wait for. One that
   * redirects whoever has just signed in may be loading; one that has answered before has ended the session.
   */
  async function readWhenReady(
    { AppType }: ServerKey,
    origin: string,
    agent: UserAgent,
    mayLoad: (error: Unreadable) => boolean,
    signal: AbortSignal,
  ): Promise<ServerActivity> {
    try {
      return await readNow();
    } catch (error) {
      if (!(error instanceof Unreadable && mayLoad(error))) throw error;
      if (!(await awaitLoading(origin, AppType, agent, clock, signal))) throw error;
      return await readNow();
    }

    async function readNow(): Promise<ServerActivity> {
      // Taken before the read: later activity is not covered.
      const observedAt = clock.now();
      return { observedAt, ...(await readActivity(jsonSourceAt(origin, AppType, agent), AppType, signal, clock)) };
    }
  }

  async function readOrRenew(server: ServerKey, signInAs: string, means: Means): Promise<ServerActivity> {
    const session = sessionFor(server, signInAs, means);
    try {
      return await read(server, session, means);
    } catch (error) {
      const ranOut = isNotLetIn(error) && session.worked;
      // A server that did not answer may answer who asks it later, for instance just before a stop.
      if (ranOut || !session.worked) forget(sessionKey(server, signInAs), session);
      if (!ranOut) throw error;
      return read(server, sessionFor(server, signInAs, means), means);
    }
  }

  return {
    async observe(server, signInAs, signal): Promise<Observation> {
      const means = { http: createHttp(options.agents), signal };
      try {
        signal?.throwIfAborted();
        return { seen: true, activity: await readOrRenew(server, signInAs, means) };
      } catch (error) {
        signal?.throwIfAborted();
        if (isError(error, "no-credentials")) throw error;
        return { ...unseen(error, reasonOf(error)), ...(isRefusal(error) && { refused: true }) };
      } finally {
        means.http.close();
      }
    },
  };
}

function sessionKey(server: ServerKey, signInAs: string): string {
  return `${server.DomainId}/${ownerLabel(server.owner)}/${server.AppType} as ${signInAs}`.toLowerCase();
}

/** Whether it is the user profile that is not let in, by the service or by the server itself. */
function isRefusal(error: unknown): boolean {
  return isError(error, "denied", "invalid", "not-found") || isNotLetIn(error);
}

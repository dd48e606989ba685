import { type Observation, type ServerActivity, unseen } from "../core/activity.ts";
import { ownerLabel } from "../core/app.ts";
import type { ServerKey } from "../core/domain.ts";
import { StudioctlError, isError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignIn } from "../ports/studio.ts";
import { type Trace, untraced } from "../ports/trace.ts";
import { createHttp } from "./http.ts";
import { readActivity } from "./read.ts";
import { openSession, type Session } from "./session.ts";
import { Unreadable } from "./unreadable.ts";

export interface ActivityProbeOptions {
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** How long one server may take, half of it for the sign-in with its loading page, half for a reading. */
  readonly limitMilliseconds?: number;
  /** Told of each sign-in and each reading; addresses are secrets, so only the server is named. */
  readonly trace?: Trace;
}

/** The part of an ActivityProbe that asks servers. */
export interface JupyterProbe {
  observe(server: ServerKey, signInAs: string, signal?: AbortSignal): Promise<Observation>;
  close(): void;
}

/** The URL is used at once; the session is the shortest there is (FACTS 6.2). */
const urlSeconds = 60;
const sessionSeconds = 1800;

/** `worked`: it has answered before, and only such a session can have run out. */
interface KnownSession {
  readonly opening: Promise<Session>;
  worked: boolean;
}

/**
 * Reads what runs in apps through their Jupyter servers (FACTS 6.2). One sign-in per server,
 * however many ask at once; one more if a session that worked is refused later.
 * `close` gives back the connections kept open.
 */
export function createActivityProbe(options: ActivityProbeOptions): JupyterProbe {
  const { signIn, clock, limitMilliseconds = 20_000, trace = untraced } = options;
  const http = createHttp();
  const sessions = new Map<string, KnownSession>();

  async function open(server: ServerKey, userProfileName: string, signal?: AbortSignal): Promise<Session> {
    const authorizedUrl = await signIn.createPresignedDomainUrl({
      DomainId: server.DomainId,
      UserProfileName: userProfileName,
      ...("SpaceName" in server.owner ? { SpaceName: server.owner.SpaceName } : {}),
      LandingUri: `app:${server.AppType}:`,
      ExpiresInSeconds: urlSeconds,
      SessionExpirationDurationInSeconds: sessionSeconds,
    });
    return within("the sign-in", server, signal, (signal) => openSession(authorizedUrl, server.AppType, { http, clock }, signal));
  }

  /** One for all that ask at the same time, whoever is signed in. An aborted sign-in is not used again. */
  function sessionFor(server: ServerKey, signInAs: string, signal?: AbortSignal): KnownSession {
    const key = sessionKey(server, signInAs);
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const session = { opening: open(server, signInAs, signal), worked: false };
    sessions.set(key, session);
    signal?.addEventListener("abort", () => sessions.delete(key), { once: true });
    return session;
  }

  /** Another caller may have renewed it by now. */
  function forget(key: string, session: KnownSession): void {
    if (sessions.get(key) === session) sessions.delete(key);
  }

  async function read(server: ServerKey, session: KnownSession, signal?: AbortSignal): Promise<ServerActivity> {
    const opened = await session.opening;
    // Taken before the reading: nothing that happens later is vouched for.
    const observedAt = clock.now();
    const activity = await within("reading it", server, signal, (signal) => readActivity(opened, server.AppType, signal));
    session.worked = true;
    return { observedAt, ...activity };
  }

  async function readOrRenew(server: ServerKey, signInAs: string, signal?: AbortSignal): Promise<ServerActivity> {
    const session = sessionFor(server, signInAs, signal);
    try {
      return await read(server, session, signal);
    } catch (error) {
      const ranOut = error instanceof Unreadable && error.signedOut && session.worked;
      // A server that did not answer may answer who asks it later, for instance just before a stop.
      if (ranOut || !session.worked) forget(sessionKey(server, signInAs), session);
      if (!ranOut) throw error;
      return read(server, sessionFor(server, signInAs, signal), signal);
    }
  }

  /** Runs work that must end within half the limit, by the clock; what it leaves under way is cancelled. */
  async function within<T>(
    what: string,
    server: ServerKey,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const ended = trace(`${server.AppType} of ${ownerLabel(server.owner)}: ${what}`);
    const limit = limitMilliseconds / 2;
    const over = new AbortController();
    clock.sleep(limit, over.signal).then(
      () => over.abort(new Unreadable(`${what} took longer than ${limit / 1000} s`)),
      () => {},
    );
    try {
      const result = await work(signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]));
      ended("done");
      return result;
    } catch (error) {
      ended(reason(error));
      throw error;
    } finally {
      over.abort();
    }
  }

  return {
    async observe(server, signInAs, signal): Promise<Observation> {
      try {
        signal?.throwIfAborted();
        return { seen: true, activity: await readOrRenew(server, signInAs, signal) };
      } catch (error) {
        signal?.throwIfAborted();
        if (isError(error, "no-credentials")) throw error;
        return unseen(error, reason(error));
      }
    },
    close: () => http.close(),
  };
}

function sessionKey(server: ServerKey, signInAs: string): string {
  return `${server.DomainId}/${ownerLabel(server.owner)}/${server.AppType} as ${signInAs}`.toLowerCase();
}

/** Only messages made to be shown are; another error's could hold an address. */
function reason(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof StudioctlError) return `no presigned URL: ${error.message}`;
  return `it could not be read (${error instanceof Error ? error.name : typeof error})`;
}

import type { Secret } from "../core/secret.ts";

/** A session of Session Manager with a space, as StartSession gives it (service-facts: Session Manager's data channel). */
export interface RemoteSession {
  readonly SessionId: string;
  readonly StreamUrl: Secret;
  readonly TokenValue: Secret;
  /** What the request of its WebSocket has to carry; nothing if StreamUrl is presigned. */
  readonly headers: Readonly<Record<string, Secret>>;
}

export interface RemoteSessions {
  readonly region: string;
  /**
   * Starts a session with the container of a space, and signs the request that opens it. Rejects with a StudioctlError; with
   * `unavailable` also for a while after the start of a space, until it is registered (service-facts: Remote access).
   */
  startSession(spaceArn: string): Promise<RemoteSession>;
}

/** The bytes of a session, in both directions. */
export interface RemoteChannel {
  /**
   * What the far end sends, in order. Ends when the far end ends the session; rejects with a StudioctlError when the session is cut
   * or ends for a reason of the service. What is not read is not taken from the network beyond a buffer.
   */
  readonly received: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more; to be called again only then. Rejects when the session has ended. */
  send(bytes: Uint8Array): Promise<void>;
  /** Terminates the session in order: what was sent arrives first, within a short time. Never rejects. */
  close(): Promise<void>;
}

export interface RemoteChannels {
  /** Opens the channel of a session: resolves when the far end takes data. Rejects with a StudioctlError, or with the signal's reason. */
  open(session: RemoteSession, signal: AbortSignal): Promise<RemoteChannel>;
}

/** AWS's own client of a session, a program of the user's choice (service-facts: Session Manager's data channel). */
export interface SessionPlugin {
  /** Rejects with `usage` where there is no such program, before a session is started. */
  check(): Promise<void>;
  /**
   * Runs it on our standard streams until it ends; gives its exit code. The session is in its environment only. An aborted signal
   * ends it.
   */
  run(session: RemoteSession, region: string, signal: AbortSignal): Promise<number>;
}

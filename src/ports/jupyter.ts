import type { ServerKey } from "../core/domain/domain.ts";

/** A server app that speaks Jupyter's API; Code Editor does not (service-facts: The Jupyter server). */
export type JupyterKey = ServerKey & { readonly AppType: "JupyterServer" | "JupyterLab" };

/** Signs in to Jupyter servers, as a user's browser does. */
export interface JupyterSessions {
  /**
   * A signed-in session of a server app that is InService: opening another could start one. `signInAs` is the user profile
   * to sign in with, the owner of the app or of its space. Rejects with a StudioctlError: what the presigned URL is refused
   * with, `denied` where the server does not let the user in, `not-ready` where it still starts, `unavailable` otherwise.
   */
  open(server: JupyterKey, signInAs: string, options: JupyterSessionOptions): Promise<JupyterSession>;
}

export interface JupyterSessionOptions {
  /**
   * How long the sign-in is valid, 1800–43200 s (service-facts: The Jupyter server): as long as the work needs. An expired session is
   * renewed.
   */
  readonly sessionSeconds: number;
  /** Ends the session: pending requests reject with its reason. */
  readonly signal?: AbortSignal;
}

export interface JupyterRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the server's base, with its segments encoded: `/api/terminals`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; bytes are JSON already. */
  readonly body?: unknown;
  /** Whether it must not be sent again where the connection is lost before there is a response, as POST and PATCH never are. */
  readonly once?: boolean;
  /** How long it may take in all; 60 s where nothing is said. */
  readonly limitMilliseconds?: number;
}

export interface JupyterResponse {
  readonly status: number;
  /** The body as JSON; undefined if there is none, or where an error has a page. */
  readonly json: unknown;
}

export interface JupyterStreamRequest {
  /** Below the server's base, with its segments encoded: `/files/data/train.csv`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The first byte to send, if not the whole body is wanted. */
  readonly from?: number;
}

export interface JupyterStream {
  /** 206 for a part. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Of any size, read as it arrives. Rejects with `unavailable` where the connection is lost or nothing arrives for 60 s. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * A signed-in session of one server. An expired sign-in is renewed once per request. Errors are StudioctlErrors: `unavailable` (no
 * connection, a dropped one, a time limit), `denied` (refused even after another sign-in), `not-ready` (the server is starting),
 * `malformed`, and errors of the presigned URL. A status of 400 or more is a response, no error.
 */
export interface JupyterSession {
  request(request: JupyterRequest, signal?: AbortSignal): Promise<JupyterResponse>;
  /** A GET whose body may be of any size. */
  stream(request: JupyterStreamRequest, signal?: AbortSignal): Promise<JupyterStream>;
  /** A WebSocket at a path below the server's base. Rejects with `not-found` where the server has nothing there. */
  connect(path: string, signal?: AbortSignal): Promise<JupyterSocket>;
  /** Closes every connection of the session. */
  close(): void;
}

/** A WebSocket of text messages. */
export interface JupyterSocket {
  /**
   * Resolves when the message has been passed to the network: awaiting it limits memory. Rejects with `unavailable` once the connection is
   * gone.
   */
  send(text: string): Promise<void>;
  /** The messages in order; ends when the server closes in order, rejects with `unavailable` where the connection is lost. To be iterated once. */
  readonly messages: AsyncIterable<string>;
  close(): void;
}

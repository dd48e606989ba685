import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex, Readable, Writable } from "node:stream";
import type { Owner } from "../core/app/app.ts";
import type { Caller } from "./home.ts";
import type { RemoteSessionRecord } from "./sagemaker-state.ts";
import type { SandboxState } from "./state.ts";

/** The sandbox's own time, in epoch milliseconds. */
export interface SandboxClock {
  now(): number;
}

/** The storage of the state: in memory, or in a file that several processes share. */
export interface StateStore {
  /** The newest state. Treat as read-only: changes go through `update`. */
  read(): Promise<SandboxState>;
  /** Runs the change on the newest state, exclusively, and keeps the result; a change that throws keeps nothing. */
  update<T>(change: (state: SandboxState) => T): Promise<T>;
  /** The same for a change that cannot fail, and then needs no copy of the state. */
  amend(change: (state: SandboxState) => void): Promise<void>;
}

export interface SignInRequest {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly SpaceName?: string;
  readonly LandingUri?: string;
  readonly expiresInSeconds: number;
  readonly sessionSeconds: number;
}

/** A blob that a container image of ECR is made of. */
export interface LayerRequest {
  readonly repositoryName: string;
  readonly layerDigest: string;
}

/** What download URLs of ECR lead to, on the same port as the control plane. */
export interface LayerHost {
  serves(request: IncomingMessage): boolean;
  /** A URL under `origin` that gives the blob to whoever has it, within its lifetime. */
  presign(origin: string, layer: LayerRequest): string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The Jupyter servers behind presigned URLs, on the same port as the control plane. */
export interface JupyterHost {
  /** A URL under `origin` that signs in once, within its lifetime. */
  presign(origin: string, request: SignInRequest): string;
  /** Answers every request that is not the control plane's. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Answers a request for a WebSocket. Absent: there are none. */
  upgrade?(upgrade: Upgrade): Promise<void>;
}

/** A request to become a WebSocket, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export interface Homes {
  /** The path of an owner's home folder, made where it is absent. Rejects if there is no such owner, or with the system's error. */
  open(state: SandboxState, domainId: string, owner: Owner): Promise<string>;
  /** Removes the volumes of spaces and the file systems of domains that are gone at `now`. */
  prune(state: SandboxState, now: number): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The session of an assumed role. */
export interface RoleSession {
  readonly caller: Caller;
  /** Epoch milliseconds of the sandbox's clock. */
  readonly expiresAt: number;
}

export interface RoleSessions {
  /** New credentials for a session, and the token that goes with them. */
  issue(session: RoleSession): Credentials & { readonly token: string };
  /** The session of a token and its credentials; `forged` for a token that this sandbox did not issue; undefined for one of another kind. */
  find(token: string): { readonly session: RoleSession; readonly credentials: Credentials } | "forged" | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** One start of an app: an app that was deleted and created again is another container. */
export interface AppRun {
  /** As `appRecordKey` makes it. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** Processes of containers, which end with them: shells, sessions. */
export interface RunningApps {
  /** Calls `end` when the app no longer runs; the returned function unregisters it. */
  add(app: AppRun, end: () => void): () => void;
  /** Ends what belongs to apps that no longer run, also if another process has deleted them. */
  check(): Promise<void>;
  /** Ends everything. */
  close(): void;
}

export interface Size {
  readonly rows: number;
  readonly columns: number;
}

export interface ShellRequest {
  readonly app: AppRun;
  /** The scratch home, in which it starts. */
  readonly home: string;
  /** Absent: an interactive shell, or one that reads its commands from stdin where there is no terminal. */
  readonly command?: string | undefined;
  /** Absent: pipes, with errors apart. */
  readonly terminal?: Size | undefined;
  /** Variables of the client, such as TERM. */
  readonly env?: Environment;
  /** Instead of the home. */
  readonly cwd?: string;
}

export interface Ended {
  /** 128 and the signal's number where a signal ended it on a pseudo-terminal, as shells have it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

export interface Shell {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Absent on a terminal, where errors come with the output. */
  readonly stderr: Readable | undefined;
  resize(size: Size): void;
  signal(name: NodeJS.Signals): void;
  /** Hangs up. */
  end(): void;
  readonly ended: Promise<Ended>;
}

export interface Shells {
  /** A shell of this machine, which ends with its app at the latest. Throws if the machine has no shell. */
  start(request: ShellRequest): Shell;
  /** Ends everything that the shells have started. */
  close(): void;
}

/** The container that a session leads to. */
export interface RemoteTarget {
  readonly domainId: string;
  readonly spaceName: string;
  readonly app: AppRun;
}

/** The sessions that StartSession gives. */
export interface RemoteSessions {
  /** Whether the process that has the session is still there. */
  isOpen(session: RemoteSessionRecord): boolean;
  /** A session under `origin` that waits for its connection. */
  prepare(
    origin: string,
    target: RemoteTarget,
  ): { readonly SessionId: string; readonly StreamUrl: string; readonly TokenValue: string; readonly pid: number };
}

export interface FarEndDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  /** The machine's time in epoch milliseconds. */
  readonly realNow: () => number;
}

/** Provides shells of this machine: terminals, and the sessions of StartSession. */
export interface FarEnd {
  readonly homes: Homes;
  readonly shells: Shells;
  /** What requests of the control plane have to be signed with: its callers can get a shell. */
  readonly credentials: Credentials;
  readonly sessions: RemoteSessions;
  /** Whether a request is one for a data channel. */
  serves(request: IncomingMessage): boolean;
  upgrade(upgrade: Upgrade): Promise<void>;
  /** Ends what belongs to apps that no longer run, and runs the built-in lifecycle configs of those that start; `origin` is its address. */
  check(origin: string): Promise<void>;
  /** Ends every shell and session. */
  close(): Promise<void>;
}

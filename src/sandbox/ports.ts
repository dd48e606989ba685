import type { IncomingMessage, ServerResponse } from "node:http";
import type { SandboxState } from "./state.ts";

/** The sandbox's own time, in epoch milliseconds. */
export interface SandboxClock {
  now(): number;
}

/** Where the state lives: in memory, or in a file that several processes share. */
export interface StateStore {
  /** The newest state. Treat as read-only: changes go through `update`. */
  read(): Promise<SandboxState>;
  /** Runs the change on the newest state, exclusively, and keeps the result; a change that throws keeps nothing. */
  update<T>(change: (state: SandboxState) => T): Promise<T>;
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
}

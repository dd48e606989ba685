import type http from "node:http";
import type https from "node:https";

/** Makes the connections of every client, through the user's proxy and with the user's certificate authorities. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Makes agents with at most so many sockets to one host. */
export type AgentsFor = (maxSockets: number) => Agents;

/** Receives the start of an operation; the returned function receives its end. Shown with --debug, so it never gets a secret. */
export type Trace = (what: string) => (outcome: string) => void;

export const untraced: Trace = () => () => {};

/**
 * Runs the `credential_process` of a profile and returns its output: JSON of credentials. Rejects with `no-credentials`, with
 * what it wrote to stderr, if it fails, prints something else, or takes too long.
 */
export type RunCredentialProcess = (command: string) => Promise<string>;

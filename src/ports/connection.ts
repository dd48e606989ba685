import type http from "node:http";
import type https from "node:https";

/** What makes the connections of every client: through a proxy and with certificate authorities of the user's. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Makes agents with at most so many sockets to one host. */
export type AgentsFor = (maxSockets: number) => Agents;

/** Told what begins; what it returns is told how that ended. Shown with --debug, so never given a secret. */
export type Trace = (what: string) => (outcome: string) => void;

export const untraced: Trace = () => () => {};

/**
 * Runs the `credential_process` of a profile and gives what it printed: JSON of credentials. Rejects with `no-credentials`, with
 * what it wrote to stderr, if it fails, prints something else, or takes too long.
 */
export type RunCredentialProcess = (command: string) => Promise<string>;

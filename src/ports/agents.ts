import type http from "node:http";
import type https from "node:https";

/** What makes the connections of every client: through a proxy and with certificate authorities of the user's. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Makes agents with at most so many sockets to one host. */
export type AgentsFor = (maxSockets: number) => Agents;

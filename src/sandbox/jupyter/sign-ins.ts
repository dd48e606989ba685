import { randomBytes } from "node:crypto";
import type { SandboxClock, SignInRequest } from "../ports.ts";

/*
 * Imitates the sign-in of Studio behind CreatePresignedDomainUrl: a token in the URL that works once
 * and for its lifetime, exchanged for a session cookie with its own lifetime
 * (SageMaker API: CreatePresignedDomainUrl; service-facts: The Jupyter server). Kept in memory: a restart signs everybody out.
 */

export interface SignIns {
  /** A new one-time token. */
  issue(request: SignInRequest): string;
  /** Exchanges a token for a session; undefined if it is unknown, used or expired. */
  redeem(token: string): { readonly session: string; readonly request: SignInRequest } | undefined;
  /** The owner of a session; undefined if it is unknown or expired. */
  find(session: string): SignInRequest | undefined;
}

interface Held {
  readonly request: SignInRequest;
  readonly until: number;
}

export function createSignIns(clock: SandboxClock): SignIns {
  const tokens = new Map<string, Held>();
  const sessions = new Map<string, Held>();

  function valid(held: Held | undefined): SignInRequest | undefined {
    return held !== undefined && clock.now() < held.until ? held.request : undefined;
  }

  function hold(table: Map<string, Held>, request: SignInRequest, seconds: number): string {
    for (const [key, held] of table) if (valid(held) === undefined) table.delete(key);
    const key = randomBytes(32).toString("base64url");
    table.set(key, { request, until: clock.now() + seconds * 1000 });
    return key;
  }

  return {
    issue: (request) => hold(tokens, request, request.expiresInSeconds),
    redeem(token) {
      const request = valid(tokens.get(token));
      tokens.delete(token);
      return request && { session: hold(sessions, request, request.sessionSeconds), request };
    },
    find: (session) => valid(sessions.get(session)),
  };
}

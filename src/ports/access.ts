import type { CredentialsOrigin } from "../core/doctor/credentials.ts";
import type { Probe } from "../core/doctor/endpoints.ts";
import type { Permissions } from "../core/doctor/permission-checks.ts";

/** The result of the SDK's own chain on this machine. Rejects as the interfaces of Studio do. */
export interface Chain {
  /** Rejects with `usage` where there is none. */
  region(): Promise<string>;
  /** Rejects with `no-credentials`. */
  credentials(): Promise<CredentialsOrigin>;
}

/** Finds out the permissions in one Region with read-only calls. Each ends within seconds. */
export interface Access {
  readonly region: string;
  /** Actions that there is a call for. */
  readonly probeable: readonly string[];
  /** Makes the call that needs this action. Rejects only when aborted, and for an action that there is no call for. */
  probe(action: string): Promise<Probe>;
  /**
   * The result of IAM's simulator for a user or a role, on a resource, by default `*`; unknown if a condition decides. Rejects with
   * `denied` where the caller may not ask.
   */
  simulate(principalArn: string, actions: readonly string[], resourceArn?: string): Promise<Permissions>;
  /** The service's time minus this machine's in milliseconds; 0 before any answer of SageMaker. */
  skewMs(): number;
}

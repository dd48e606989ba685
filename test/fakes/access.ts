import { type Probe, endpoints } from "../../src/core/doctor/endpoints.ts";
import type { Permission } from "../../src/core/doctor/permission-checks.ts";
import { type ErrorCode, StudioctlError } from "../../src/core/errors.ts";
import type { Access, Chain } from "../../src/ports/access.ts";

export interface FakeAccessOptions {
  /** What calls end with, by IAM action; absent: well. */
  readonly errors?: Readonly<Record<string, StudioctlError>>;
  /** What IAM's simulator says, by action: allowed unless told otherwise. */
  readonly simulated?: Readonly<Record<string, Permission>>;
  /** Actions that the simulator denies to `*`, and allows to what there is of their kind. */
  readonly scoped?: readonly string[];
  /** With what the simulator refuses. */
  readonly refusal?: ErrorCode;
  readonly skewMs?: number;
}

/** Everything is reached and allowed, unless told otherwise. `attempted` and `asked` tell what was called. */
export function fakeAccess({ errors = {}, simulated = {}, scoped = [], refusal, skewMs = 0 }: FakeAccessOptions = {}) {
  const attempted: string[] = [];
  const asked: string[] = [];
  const port = {
    region: "us-east-1",
    probeable: [...endpoints.map(({ action }) => action), "sagemaker:ListApps", "ec2:DescribeSubnets"],
    async probe(action): Promise<Probe> {
      attempted.push(action);
      const error = errors[action];
      return { host: "service.example", milliseconds: 5, ...(error !== undefined && { error }) };
    },
    async simulate(arn, actions, resource) {
      asked.push(resource === undefined ? arn : `${arn} on ${resource}`);
      if (refusal !== undefined) throw new StudioctlError(refusal, "not allowed to simulate");
      return new Map(
        actions.map((action) => [action, simulated[action] ?? (resource === undefined && scoped.includes(action) ? "denied" : "allowed")]),
      );
    },
    skewMs: () => skewMs,
  } satisfies Access;
  return { ...port, attempted, asked };
}

/** Keys of the environment for us-east-1, unless told otherwise. */
export function fakeChain(given: Partial<Chain> = {}): Chain {
  return { region: async () => "us-east-1", credentials: async () => ({ kind: "environment" }), ...given };
}

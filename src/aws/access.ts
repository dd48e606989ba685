import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { collect } from "../core/collections.ts";
import type { Permission } from "../core/doctor/permission-checks.ts";
import { StudioctlError } from "../core/errors.ts";
import { within } from "../core/time-limit.ts";
import type { Access } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Identity } from "../ports/studio.ts";
import { type ServiceResponse, complete, xmlItems } from "./responses.ts";
import type { Call } from "./call.ts";
import { createPermissionProbes } from "./permission-probes.ts";
import type { AwsSession } from "./session.ts";
import { inFull, markerInput, nextMarker, paged } from "./studio/paging.ts";

/** A slower call would be useless to a command too. Milliseconds. */
const limitMs = 5_000;

/** The condition of policies on passing a role, which every call of a command meets (IAM User Guide: iam:PassedToService). */
const passedToSageMaker = {
  ContextKeyName: "iam:PassedToService",
  ContextKeyType: "string" as const,
  ContextKeyValues: ["sagemaker.amazonaws.com"],
};

/** Read-only calls that find out the permissions in a Region. `clock` is the machine's time. */
export function createAccess(session: AwsSession, clock: Pick<Clock, "now" | "sleep">): Access {
  const { region, signal } = session;
  const probes = createPermissionProbes(session);
  const iam = session.client(IAMClient);

  /** Calls to a service with a time limit; after it they are `unavailable`. */
  async function inTime<T>(service: string, work: (call: Call) => Promise<T>): Promise<T> {
    const late = () =>
      new StudioctlError("unavailable", `cannot reach ${service} in ${region}`, {
        why: `no answer within ${limitMs / 1_000}s`,
        fix: "check the network and any proxy on the way",
      });
    return await within(clock, { limitMs, signal, late }, (limited) => work(session.endedBy(limited).call(service)));
  }

  return {
    region,
    probeable: [...probes.keys()],

    async probe(action) {
      const probe = probes.get(action);
      if (probe === undefined) throw new RangeError(`there is no call that tries ${action}`);
      const { service, send, host } = probe;
      const began = clock.now().getTime();
      const ended = () => ({ host: host(), milliseconds: clock.now().getTime() - began });
      try {
        const operation = action.slice(action.indexOf(":") + 1);
        await inTime(service, (call) => call({ operation, action: "try", subject: `${service} (${action})` }, send));
        return ended();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof StudioctlError)) throw error;
        return { ...ended(), error };
      }
    },

    async simulate(PolicySourceArn, actions, resourceArn) {
      const operation = "SimulatePrincipalPolicy";
      const description = { operation, action: "simulate", subject: `the policies of ${PolicySourceArn}` };
      const results = (call: Call) =>
        paged(
          inFull,
          operation,
          async (page) => {
            const input = {
              PolicySourceArn,
              ActionNames: [...actions],
              ...(resourceArn !== undefined && { ResourceArns: [resourceArn] }),
              ContextEntries: [passedToSageMaker],
              ...markerInput(page, 1_000),
            };
            const response = await call(description, (sending) => iam.send(new SimulatePrincipalPolicyCommand(input), sending));
            return { items: xmlItems(operation, "EvaluationResults", response.EvaluationResults), ...nextMarker(response) };
          },
          permission,
        );
      return new Map(await inTime("IAM", (call) => collect(results(call))));
    },

    skewMs: () => session.skewMs(),
  };
}

interface Evaluation {
  readonly EvalActionName?: string;
  readonly EvalDecision?: string;
  readonly MissingContextValues?: readonly string[];
}

/** A condition on a value of the real call, such as a tag, counts as not met in a simulation, so the result is unknown. */
function permission(evaluation: ServiceResponse<Evaluation>): readonly [action: string, permission: Permission] {
  const {
    EvalActionName,
    EvalDecision,
    MissingContextValues = [],
  } = complete("SimulatePrincipalPolicy", evaluation, "EvalActionName", "EvalDecision");
  if (EvalDecision === "allowed") return [EvalActionName, "allowed"];
  return [EvalActionName, EvalDecision === "implicitDeny" && MissingContextValues.length > 0 ? "unknown" : "denied"];
}

/** The owner of the credentials. Rejects with `no-credentials` or `denied`, as every call does. */
export async function callerIdentity(session: AwsSession): Promise<Identity> {
  const client = session.client(STSClient);
  const call = session.call("STS");
  const description = { operation: "GetCallerIdentity", action: "read", subject: "the caller's identity" };
  const response = await call(description, (options) => client.send(new GetCallerIdentityCommand({}), options));
  const { Account, Arn } = complete("GetCallerIdentity", response, "Account", "Arn");
  return { Account, Arn };
}

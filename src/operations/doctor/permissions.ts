import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import type { Check } from "../../core/doctor/check.ts";
import { type Probe, iamEndpoint, isServiceReached } from "../../core/doctor/endpoints.ts";
import {
  type ArnScope,
  arnScopeOf,
  type Ignorance,
  type Permission,
  permissionChecks,
  permissionOf,
  type Permissions,
  principalOf,
  resourceOf,
  statement,
} from "../../core/doctor/permission-checks.ts";
import { permissions } from "../../core/doctor/permissions.ts";
import { whyFailed } from "../../core/errors.ts";
import { grouped } from "../../core/collections.ts";
import type { Access } from "../../ports/access.ts";
import type { Roles } from "../../ports/roles.ts";
import { orElse } from "../errors.ts";

/** Results of calls, by IAM action. */
export type Probes = ReadonlyMap<string, Probe>;

/** The roles of the account, opened when needed. */
export type RolesPort = () => Promise<Pick<Roles, "getRole">>;

interface Ports {
  readonly access: Access;
  readonly roles: RolesPort;
}

/** IAM's simulator does not consider everything that decides about a real call: the result of a real call takes precedence. */
export async function findPermissions({ access, roles }: Ports, callerArn: string | undefined, probes: Probes): Promise<readonly Check[]> {
  const { known, ignorance } = await simulated({ access, roles }, callerArn, probes);
  const isOpen = (action: string): boolean => permissions.includes(action) && !probes.has(action) && known.get(action) !== "allowed";
  const untried = access.probeable.filter((action) => isOpen(action) && isServiceReached(action, probes));
  const tried = await pMap(untried, async (action) => [action, permissionOf((await access.probe(action)).error)] as const, {
    concurrency,
  });
  const before = [...probes].map(([action, { error }]) => [action, permissionOf(error)] as const);
  const certain = [...before, ...tried].filter(([, permission]) => permission !== "unknown");
  return permissionChecks(new Map<string, Permission>([...known, ...certain]), callerArn ?? "the caller", ignorance);
}

interface Simulated {
  readonly known: Permissions;
  readonly ignorance: Ignorance;
}

async function simulated({ access, roles }: Ports, callerArn: string | undefined, probes: Probes): Promise<Simulated> {
  if (callerArn === undefined) return unknown("the identity of the caller is unknown");
  if (!isServiceReached(iamEndpoint.action, probes)) return unknown("IAM cannot be reached");
  const principal = principalOf(callerArn);
  if (principal === undefined) return unknown(`IAM cannot simulate ${callerArn}`);
  return await orElse<Simulated>(
    async () => {
      const arn = "arn" in principal ? principal.arn : (await (await roles()).getRole(principal.roleName)).Arn;
      return {
        known: await simulateAll(access, arn, arnScopeOf(callerArn, access.region)),
        ignorance: { why: "the result depends on conditions in policies" },
      };
    },
    (error) =>
      error.code === "denied"
        ? unknown("no permission to ask IAM", `to have them checked, ${mayAsk(callerArn)}`)
        : unknown(whyFailed(error), error.fix),
  );
}

/** An action that is denied for all resources may be allowed for existing ones: policies often name them. */
async function simulateAll(access: Access, arn: string, scope: ArnScope): Promise<Permissions> {
  const anywhere = await access.simulate(arn, permissions);
  const denied = permissions.filter((action) => anywhere.get(action) === "denied");
  const ofKinds = [...grouped(denied, (action) => resourceOf(action, scope))];
  const again = await pMap(
    ofKinds,
    async ([resource, actions]) => (resource === undefined ? [] : [...(await access.simulate(arn, actions, resource))]),
    { concurrency },
  );
  return new Map([...anywhere, ...again.flat()]);
}

function mayAsk(callerArn: string): string {
  return statement(["iam:SimulatePrincipalPolicy", "iam:GetRole"], callerArn);
}

function unknown(why: string, fix?: string): Simulated {
  return { known: new Map(), ignorance: { why, ...(fix !== undefined && { fix }) } };
}

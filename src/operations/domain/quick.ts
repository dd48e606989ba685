import { collect } from "../../core/collections.ts";
import type { Domain, UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError, isError } from "../../core/errors.ts";
import {
  type PresentRole,
  type QuickFacts,
  type QuickPlan,
  type QuickRequest,
  type RoleStep,
  domainToContinue,
  planQuickSetup,
  quickDomain,
  quickPolicies,
  quickRoleDescription,
  roleToContinue,
} from "../../core/domain/quick-setup.ts";
import { type Role, roleName, sageMakerTrustPolicy } from "../../core/domain/roles.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Network } from "../../ports/network.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Roles } from "../../ports/roles.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { type Waiting, waitFor, untilStable } from "../waiters.ts";
import { checkRole } from "./checks.ts";
import { createDomain, refuseTakenName, watchedDomain } from "./create.ts";
import { unlessDenied } from "../errors.ts";

export interface QuickPorts {
  readonly studio: Domains & UserProfiles;
  readonly network: Network;
  readonly roles: Roles;
  readonly clock: Clock;
}

/** Chooses among the roles that SageMaker may already assume; undefined: a new one. */
export type ChooseRole = (roles: readonly Role[]) => Promise<Role | undefined>;

/**
 * Reads the present state and decides the remaining steps; changes nothing. Rejects with `in-use` (the name belongs to a
 * domain that failed), `not-found` or `invalid` (no default VPC, no subnets, the role).
 */
export async function planQuick(ports: QuickPorts, request: QuickRequest, choose?: ChooseRole): Promise<QuickPlan> {
  return planQuickSetup(await gather(ports, request, choose), request, ports.clock.now());
}

async function gather(ports: QuickPorts, request: QuickRequest, choose: ChooseRole | undefined): Promise<QuickFacts> {
  const domains = await collect(ports.studio.listDomains());
  const domain = domainToContinue(domains, request.name);
  if (domain !== undefined) {
    if (request.executionRole !== undefined) requireRole(await ports.studio.describeDomain(domain.DomainId), request.executionRole);
    return { domain, profiles: await collect(ports.studio.listUserProfiles({ DomainId: domain.DomainId })) };
  }
  if (request.name !== undefined) refuseTakenName(domains, request.name);
  return { ...(await defaultPlace(ports.network)), role: await presentRole(ports, request, choose) };
}

/** A domain to continue with is not changed: it is an error if it has another role than the requested one. */
function requireRole({ DomainId, DomainName, DefaultUserSettings }: Domain, wanted: string): void {
  const present = DefaultUserSettings?.ExecutionRole;
  if (present === wanted) return;
  throw new StudioctlError("in-use", `domain ${DomainName} (${DomainId}) has another execution role than ${wanted}`, {
    why: `it has ${present ?? "none"}`,
    fix: `create another domain with --name, or change that one: studioctl domain update ${DomainId} --execution-role ${wanted}`,
  });
}

async function defaultPlace(network: Network): Promise<Pick<Extract<QuickFacts, { vpc: string }>, "vpc" | "subnets">> {
  const vpc = await network.defaultVpc();
  const subnets = vpc === undefined ? [] : await network.listSubnets(vpc.VpcId);
  if (vpc !== undefined && subnets.length > 0) return { vpc: vpc.VpcId, subnets };
  const what = vpc === undefined ? `no default VPC in ${network.region}` : `the default VPC ${vpc.VpcId} has no subnets`;
  throw new StudioctlError("not-found", what, {
    fix: "aws ec2 create-default-vpc creates one; or give another: studioctl domain create --name N --vpc ID --subnets A,B --execution-role ARN",
  });
}

/** The requested role, that of an earlier run, or the chosen one. A role that studioctl did not create keeps its policies. */
async function presentRole({ roles }: QuickPorts, request: QuickRequest, choose: ChooseRole | undefined): Promise<PresentRole | undefined> {
  if (request.executionRole !== undefined) {
    await checkRole({ roles }, request.executionRole);
    return { RoleName: roleName(request.executionRole), Arn: request.executionRole, missingPolicies: [] };
  }
  const usable = await unlessDenied<readonly Role[]>([], () => collect(roles.listStudioRoles()));
  const own = roleToContinue(usable);
  if (own !== undefined) return { RoleName: own.RoleName, Arn: own.Arn, missingPolicies: await missingPolicies(roles, own) };
  const chosen = usable.length === 0 ? undefined : await choose?.(usable);
  return chosen && { RoleName: chosen.RoleName, Arn: chosen.Arn, missingPolicies: [] };
}

async function missingPolicies(roles: Roles, { RoleName }: Role): Promise<readonly string[]> {
  const attached = await roles.attachedPolicies(RoleName);
  return quickPolicies.filter((policy) => !attached.some(({ PolicyName }) => PolicyName === policy));
}

export interface QuickOutcome {
  readonly domain: Domain;
  readonly user: UserProfile;
}

/**
 * Applies a plan and reports each completed step. Completed steps stay after a failure, and a later plan continues from there. Rejects with
 * `failed` and the service's reason, `timeout`, `denied`, `limit-exceeded`.
 */
export async function applyQuick(
  ports: QuickPorts & { readonly progress: Progress },
  plan: QuickPlan,
  waiting: Waiting,
): Promise<QuickOutcome> {
  const { studio, progress } = ports;
  const domain =
    "domain" in plan
      ? await untilStable(ports, watchedDomain({ studio }, plan.domain.DomainId), waiting)
      : await make(ports, plan, waiting);
  progress.note(`domain ${domain.DomainName} (${domain.DomainId}): ${domain.Status}`);
  const key = { DomainId: domain.DomainId, UserProfileName: plan.user.UserProfileName };
  if (plan.user.Status === undefined) await studio.createUserProfile({ ...key, ...(plan.tags.length > 0 && { Tags: plan.tags }) });
  const what = `user profile ${key.DomainId}/${key.UserProfileName}`;
  const user = await untilStable(ports, { what, read: () => studio.describeUserProfile(key) }, waiting);
  progress.note(`${what}: ${user.Status}`);
  return { domain, user };
}

async function make(
  ports: QuickPorts & { readonly progress: Progress },
  { role, newDomain, tags }: Extract<QuickPlan, { role: RoleStep }>,
  waiting: Waiting,
): Promise<Domain> {
  const { roles, progress } = ports;
  const { Arn } = role.Arn === undefined ? await createRole(roles, role.RoleName, tags) : { Arn: role.Arn };
  progress.note(`role ${role.RoleName}: ${role.Arn === undefined ? "created" : "exists"}`);
  for (const policy of role.attach) {
    await roles.attachPolicy(role.RoleName, policyArn(Arn, policy));
    progress.note(`policy ${policy}: attached`);
  }
  const request = quickDomain(newDomain, Arn);
  progress.note(`domain ${request.DomainName}: being created`);
  return role.Arn === undefined
    ? await onceKnown(ports, waiting, () => createDomain(ports, request, waiting))
    : await createDomain(ports, request, waiting);
}

async function createRole(roles: Roles, RoleName: string, tags: QuickPlan["tags"]): Promise<Role> {
  return await roles.createRole({
    RoleName,
    Path: "/service-role/",
    AssumeRolePolicyDocument: sageMakerTrustPolicy,
    Description: quickRoleDescription,
    ...(tags.length > 0 && { Tags: tags }),
  });
}

/** A managed policy in the partition of the role: `aws`, `aws-cn`, `aws-us-gov`. */
function policyArn(roleArn: string, policy: string): string {
  return `arn:${roleArn.split(":")[1] ?? "aws"}:iam::aws:policy/${policy}`;
}

const roleLagMs = 60_000;

/** A new role takes some seconds to be known everywhere: a call that the service refuses until then is tried again. */
async function onceKnown<T>({ clock }: QuickPorts, { signal }: Waiting, use: () => Promise<T>): Promise<T> {
  const until = clock.now().getTime() + roleLagMs;
  return await waitFor(
    clock,
    "SageMaker to accept the new role",
    { timeoutMs: roleLagMs, signal },
    async () => {
      try {
        return await use();
      } catch (error) {
        if (!isError(error, "invalid") || clock.now().getTime() >= until) throw error;
        return undefined;
      }
    },
    "the role was created; run the same command again to go on",
  );
}

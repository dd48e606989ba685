import type { Tag } from "../app/app.ts";
import type { DomainSummary, NewDomain, UserProfileSummary } from "./domain.ts";
import { type NewDomainRequest, newDomain } from "./setup.ts";
import type { Subnet } from "./network.ts";
import type { Role } from "./roles.ts";

/*
 * The console's Quick setup (service-facts: Opening Studio): an execution role, a domain in the default VPC, a first user. A later run
 * finds an interrupted one by names: the newest existing domain QuickSetupDomain-TIME, else the newest role that studioctl created.
 */

/** Marks a role as created by studioctl, so that a later run reuses it. */
export const quickRoleDescription = "Execution role for SageMaker Studio, made by studioctl domain create --quick";

/** AWS managed policies that the role gets. */
export const quickPolicies = ["AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"] as const;

/** The most subnets that a domain accepts (SageMaker API: Subnets). */
const mostSubnets = 16;

export interface QuickRequest {
  /** Absent: QuickSetupDomain-TIME. */
  readonly name?: string | undefined;
  /** An ARN; absent: a role that studioctl creates. */
  readonly executionRole?: string | undefined;
  /** Absent: any first user. */
  readonly user?: string | undefined;
  readonly tags: readonly Tag[];
}

/** An existing role with its policies. */
export interface PresentRole {
  readonly RoleName: string;
  readonly Arn: string;
  readonly missingPolicies: readonly string[];
}

/** A domain to continue with, or the network and role of a new one; without a role, a new role. */
export type QuickFacts =
  | { readonly domain: DomainSummary; readonly profiles: readonly UserProfileSummary[] }
  | { readonly vpc: string; readonly subnets: readonly Subnet[]; readonly role: PresentRole | undefined };

export interface RoleStep {
  readonly RoleName: string;
  /** Absent: it has to be created. */
  readonly Arn?: string;
  readonly attach: readonly string[];
}

export interface UserStep {
  readonly UserProfileName: string;
  /** Absent: it has to be created. */
  readonly Status?: string;
}

/** The remaining steps, in order: a role, a domain with it, a user; or only the user of an existing domain. */
export type QuickPlan = { readonly user: UserStep; readonly tags: readonly Tag[] } & (
  | { readonly domain: DomainSummary }
  | { readonly role: RoleStep; readonly newDomain: Omit<NewDomainRequest, "executionRole"> }
);

/**
 * The newest domain that a run continues with: the one of that name, else of Quick setup; domains that failed or are being deleted do not
 * count.
 */
export function domainToContinue(domains: readonly DomainSummary[], name: string | undefined): DomainSummary | undefined {
  const meant = (one: DomainSummary) =>
    name === undefined ? /^QuickSetupDomain-\d{8}T\d{6}$/.test(one.DomainName) : one.DomainName === name;
  return newest(
    domains.filter((one) => meant(one) && !lost.has(one.Status)),
    ({ CreationTime }) => CreationTime,
  );
}

const lost: ReadonlySet<string> = new Set(["Failed", "Deleting", "Delete_Failed"]);

/** The newest role that an earlier run created. */
export function roleToContinue(roles: readonly Role[]): Role | undefined {
  return newest(
    roles.filter(({ Description }) => Description === quickRoleDescription),
    ({ CreateDate }) => CreateDate,
  );
}

export function planQuickSetup(facts: QuickFacts, request: QuickRequest, now: Date): QuickPlan {
  const time = timeInNames(now);
  const present = "domain" in facts ? firstUser(facts.profiles, request.user) : undefined;
  const user = present ?? { UserProfileName: request.user ?? `default-${time}` };
  if ("domain" in facts) return { domain: facts.domain, user, tags: request.tags };
  const { vpc, subnets, role } = facts;
  return {
    role:
      role === undefined
        ? { RoleName: `AmazonSageMaker-ExecutionRole-${time}`, attach: quickPolicies }
        : { RoleName: role.RoleName, Arn: role.Arn, attach: role.missingPolicies },
    newDomain: {
      name: request.name ?? `QuickSetupDomain-${time}`,
      authMode: "IAM",
      vpc,
      subnets: subnets.map(({ SubnetId }) => SubnetId).slice(0, mostSubnets),
      securityGroups: [],
      tags: request.tags,
    },
    user,
    tags: request.tags,
  };
}

/** The request for the planned domain: the settings of every domain, and the landing page of new Studio. */
export function quickDomain(request: Omit<NewDomainRequest, "executionRole">, executionRole: string): NewDomain {
  const domain = newDomain({ ...request, executionRole });
  return { ...domain, DefaultUserSettings: { ...domain.DefaultUserSettings, DefaultLandingUri: "studio::", StudioWebPortal: "ENABLED" } };
}

/** Whether nothing is left to do. */
export function isSetUp(plan: QuickPlan): boolean {
  return "domain" in plan && plan.domain.Status === "InService" && plan.user.Status === "InService";
}

/** `20260302T120000`, UTC, as the console writes it in names. */
function timeInNames(now: Date): string {
  return now.toISOString().replaceAll(/[-:]|\.\d+Z$/g, "");
}

/** The requested user, else the console's first user, else any user. Names are compared without case (service-facts: App rules). */
function firstUser(profiles: readonly UserProfileSummary[], wanted: string | undefined): UserProfileSummary | undefined {
  if (wanted !== undefined) return profiles.find(({ UserProfileName }) => UserProfileName.toLowerCase() === wanted.toLowerCase());
  return profiles.find(({ UserProfileName }) => UserProfileName.startsWith("default-")) ?? profiles[0];
}

function newest<T>(items: readonly T[], time: (item: T) => Date | undefined): T | undefined {
  return items.toSorted((a, b) => (time(b)?.getTime() ?? 0) - (time(a)?.getTime() ?? 0))[0];
}

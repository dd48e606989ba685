import type { Tag } from "../core/app/app.ts";
import type { Role } from "../core/domain/roles.ts";

/** The input of CreateRole. */
export interface NewRole {
  readonly RoleName: string;
  /** Begins and ends with a slash: `/service-role/`. */
  readonly Path?: string;
  /** A policy in JSON. */
  readonly AssumeRolePolicyDocument: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
}

/** A managed policy, as attached to a role. */
export interface AttachedPolicy {
  readonly PolicyName: string;
  readonly PolicyArn: string;
}

/**
 * The roles of the account (IAM is one for all Regions). Every method rejects with a StudioctlError, as those of
 * Studio do.
 */
export interface Roles {
  /** Rejects with `not-found`, also for an ARN of another account or path. */
  getRole(nameOrArn: string): Promise<Role>;
  /** Those that SageMaker may assume, in pages as they are used up. */
  listStudioRoles(): AsyncIterable<Role>;
  /** Rejects with `in-use` where the name is taken. Some seconds pass until other services know the role. */
  createRole(role: NewRole): Promise<Role>;
  /** Attaching again what is attached is not an error. */
  attachPolicy(roleName: string, policyArn: string): Promise<void>;
  attachedPolicies(roleName: string): Promise<readonly AttachedPolicy[]>;
}

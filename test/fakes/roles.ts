import { StudioctlError } from "../../src/core/errors.ts";
import { type Role, roleName, sageMakerTrustPolicy, trustsSageMaker } from "../../src/core/domain/roles.ts";
import type { NewRole, Roles } from "../../src/ports/roles.ts";

export const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/service-role/${name}`;

/** A role that SageMaker may assume, unless told otherwise. */
export function role(RoleName: string, more: Partial<Role> = {}): Role {
  return { RoleName, Arn: roleArn(RoleName), Path: "/service-role/", AssumeRolePolicyDocument: sageMakerTrustPolicy, ...more };
}

export interface FakeRolesOptions {
  readonly roles?: readonly Role[];
  /** By name of the role. */
  readonly policies?: Readonly<Record<string, readonly string[]>>;
  /** Whether IAM refuses to read; creating is another permission. */
  readonly denied?: boolean;
  /** Happens just before a policy is attached. */
  readonly whenAttaching?: () => void;
}

/** The roles of an account in memory. `created` and `attached` tell what was made, in order. */
export function fakeRoles({ roles: given = [], policies = {}, denied = false, whenAttaching }: FakeRolesOptions = {}) {
  const roles = [...given];
  const attached: [role: string, policyArn: string][] = Object.entries(policies).flatMap(([name, list]) =>
    list.map((policy): [string, string] => [name, `arn:aws:iam::aws:policy/${policy}`]),
  );
  const before = attached.length;
  const created: NewRole[] = [];
  const mayRead = (): void => {
    if (denied) throw new StudioctlError("denied", "not allowed to read roles");
  };
  const port = {
    async getRole(nameOrArn) {
      mayRead();
      const found = roles.find(({ RoleName, Arn }) => Arn === nameOrArn || RoleName === nameOrArn);
      if (found === undefined) throw new StudioctlError("not-found", `role ${nameOrArn} not found`);
      return found;
    },
    async *listStudioRoles() {
      mayRead();
      yield* roles.filter(({ AssumeRolePolicyDocument }) => trustsSageMaker(AssumeRolePolicyDocument));
    },
    async createRole(request) {
      created.push(request);
      const { RoleName, Path = "/", AssumeRolePolicyDocument, Description } = request;
      const made = role(RoleName, { Path, AssumeRolePolicyDocument, ...(Description !== undefined && { Description }) });
      roles.push(made);
      return made;
    },
    async attachPolicy(name, arn) {
      whenAttaching?.();
      attached.push([roleName(name), arn]);
    },
    async attachedPolicies(name) {
      mayRead();
      return attached
        .filter(([owner]) => owner === name)
        .map(([, PolicyArn]) => ({ PolicyName: PolicyArn.split("/").at(-1) ?? "", PolicyArn }));
    },
  } satisfies Roles;
  return { ...port, created, attached: () => attached.slice(before) };
}

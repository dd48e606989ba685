import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  type Role as SdkRole,
} from "@aws-sdk/client-iam";
import type { Tag } from "../core/app/app.ts";
import { collect } from "../core/collections.ts";
import { StudioctlError } from "../core/errors.ts";
import { type Role, roleName, trustsSageMaker } from "../core/domain/roles.ts";
import type { NewRole, Roles } from "../ports/roles.ts";
import { type ServiceResponse, complete, malformed, xmlItems } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { inFull, markerInput, nextMarker, paged } from "./studio/paging.ts";

/** The largest page of an IAM list. */
const pageSize = 1_000;

/** The roles of the account, over the IAM API. Its endpoint is that of the partition of the session's Region. */
export function createRoles(session: AwsSession): Roles {
  const client = session.client(IAMClient);
  const call = session.call("IAM");

  const roles = () =>
    paged(
      call,
      "ListRoles",
      async (page) => {
        const description = { operation: "ListRoles", action: "list", subject: "roles" };
        const response = await call(description, (options) => client.send(new ListRolesCommand(markerInput(page, pageSize)), options));
        return { items: xmlItems("ListRoles", "Roles", response.Roles), ...nextMarker(response) };
      },
      (item) => role("ListRoles", item),
    );

  return {
    async getRole(nameOrArn) {
      const description = { operation: "GetRole", action: "read", subject: `role ${nameOrArn}` };
      const input = { RoleName: roleName(nameOrArn) };
      const response = await call(description, (options) => client.send(new GetRoleCommand(input), options));
      const found = role("GetRole", response.Role);
      if (!nameOrArn.startsWith("arn:") || found.Arn === nameOrArn) return found;
      throw new StudioctlError("not-found", `role ${nameOrArn} not found`, {
        why: `the role of that name in this account is ${found.Arn}`,
      });
    },

    async *listStudioRoles() {
      for await (const each of roles()) if (trustsSageMaker(each.AssumeRolePolicyDocument)) yield each;
    },

    async createRole({ Tags, ...members }: NewRole) {
      const description = { operation: "CreateRole", action: "create", subject: `role ${members.RoleName}` };
      const input = { ...members, ...(Tags !== undefined && { Tags: Tags.map((tag): Tag => ({ ...tag })) }) };
      const response = await call(description, (options) => client.send(new CreateRoleCommand(input), options));
      return role("CreateRole", response.Role);
    },

    async attachPolicy(RoleName, PolicyArn) {
      const description = { operation: "AttachRolePolicy", action: "attach", subject: `policy ${PolicyArn} to role ${RoleName}` };
      await call(description, (options) => client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }), options));
    },

    async attachedPolicies(RoleName) {
      const operation = "ListAttachedRolePolicies";
      const description = { operation, action: "list", subject: `policies of role ${RoleName}` };
      const policies = paged(
        inFull,
        operation,
        async (page) => {
          const input = { RoleName, ...markerInput(page, pageSize) };
          const response = await call(description, (options) => client.send(new ListAttachedRolePoliciesCommand(input), options));
          return { items: xmlItems(operation, "AttachedPolicies", response.AttachedPolicies), ...nextMarker(response) };
        },
        (policy) => complete(operation, policy, "PolicyName", "PolicyArn"),
      );
      return await collect(policies);
    },
  };
}

/** A role of a response, which contains the policy URL-encoded (IAM API: Role). */
function role(operation: string, response: ServiceResponse<SdkRole> | undefined): Role {
  if (response === undefined) throw malformed(operation, "Role");
  const found = complete(operation, response, "RoleName", "Arn", "Path", "AssumeRolePolicyDocument");
  return { ...found, AssumeRolePolicyDocument: decoded(operation, found.AssumeRolePolicyDocument) };
}

function decoded(operation: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(operation, "readable AssumeRolePolicyDocument");
  }
}

import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import type { Organization, OrganizationAccount } from "../ports/organization.ts";
import { isAccountId } from "../core/account/account.ts";
import { type ServiceResponse, complete, items, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { inFull, nextPage, type PageInput, paged } from "./studio/paging.ts";

/** The largest page of Organizations (Organizations API: ListAccounts, MaxResults). */
const MaxResults = 20;

/** AWS Organizations: one endpoint for each partition, which the SDK finds from the Region. A list with an unreadable item fails. */
export function createOrganization(session: AwsSession): Organization {
  const client = session.client(OrganizationsClient, { ipv4Only: true });
  const call = session.call("Organizations");

  return {
    listAccounts: () =>
      paged(
        inFull,
        "ListAccounts",
        async (input) => {
          const description = { operation: "ListAccounts", action: "list", subject: "accounts of the organization" };
          const response = await call(description, (options) => client.send(new ListAccountsCommand(page(input)), options));
          return { items: items("ListAccounts", "Accounts", response.Accounts), ...nextPage(response.NextToken) };
        },
        (raw) => account("ListAccounts", raw),
      ),

    listAccountsOf: (ParentId) =>
      paged(
        inFull,
        "ListAccountsForParent",
        async (input) => {
          const description = {
            operation: "ListAccountsForParent",
            action: "list",
            subject: `accounts of organizational unit ${ParentId}`,
          };
          const response = await call(description, (options) =>
            client.send(new ListAccountsForParentCommand({ ParentId, ...page(input) }), options),
          );
          return { items: items("ListAccountsForParent", "Accounts", response.Accounts), ...nextPage(response.NextToken) };
        },
        (raw) => account("ListAccountsForParent", raw),
      ),

    listUnitsOf: (ParentId) =>
      paged(
        inFull,
        "ListOrganizationalUnitsForParent",
        async (input) => {
          const operation = "ListOrganizationalUnitsForParent";
          const description = { operation, action: "list", subject: `organizational units of ${ParentId}` };
          const response = await call(description, (options) =>
            client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, ...page(input) }), options),
          );
          return { items: items(operation, "OrganizationalUnits", response.OrganizationalUnits), ...nextPage(response.NextToken) };
        },
        (raw) => unit("ListOrganizationalUnitsForParent", raw),
      ),

    listRoots: () =>
      paged(
        inFull,
        "ListRoots",
        async (input) => {
          const description = { operation: "ListRoots", action: "list", subject: "the root of the organization" };
          const response = await call(description, (options) => client.send(new ListRootsCommand(page(input)), options));
          return { items: items("ListRoots", "Roots", response.Roots), ...nextPage(response.NextToken) };
        },
        (raw) => unit("ListRoots", raw),
      ),
  };
}

function page({ NextToken }: PageInput): PageInput {
  return { MaxResults, ...(NextToken !== undefined && { NextToken }) };
}

interface RawAccount {
  readonly Id?: string;
  readonly Name?: string;
  readonly State?: string;
  readonly Status?: string;
}

/** `State` replaces `Status`, which knows fewer values (service-facts: Several accounts). */
function account(operation: string, raw: ServiceResponse<RawAccount>): OrganizationAccount {
  const { Id, Name, State, Status } = complete(operation, raw, "Id");
  if (!isAccountId(Id)) throw malformed(operation, "readable Id");
  return { AccountId: Id, ...(Name !== undefined && { Name }), State: State ?? Status ?? "unknown" };
}

function unit(operation: string, raw: ServiceResponse<{ readonly Id?: string; readonly Name?: string }>) {
  const { Id, Name } = complete(operation, raw, "Id", "Name");
  return { Id, Name };
}

import { memberAccount } from "../../accounts.ts";
import { home, named } from "../../home.ts";
import { organizationsModel } from "../../model/model.ts";
import type { Context, Operation, Service } from "../../operation.ts";
import { pageOf } from "../../paging.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { MemberAccount, OrganizationState } from "../../state.ts";

export const rootId = "r-sand";
const organizationId = "o-sandbox1234";
/** The largest page of the service. */
const pageSize = 20;

interface PageInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

const listAccounts: Operation<PageInput> = (input, context) => {
  const organization = organizationOf(context);
  return page("ListAccounts", input, "Accounts", accountsIn(organization));
};

const listAccountsForParent: Operation<PageInput & { readonly ParentId: string }> = (input, context) => {
  const organization = organizationOf(context);
  requireParent(organization, input.ParentId);
  return page(
    "ListAccountsForParent",
    input,
    "Accounts",
    accountsIn(organization, ({ parent }) => parent === input.ParentId),
  );
};

const listUnits: Operation<PageInput & { readonly ParentId: string }> = (input, context) => {
  const organization = organizationOf(context);
  requireParent(organization, input.ParentId);
  const units = Object.entries(organization.units).flatMap(([Id, { Name, parent }]) =>
    parent === input.ParentId ? [{ Id, Name, Arn: arn(`ou/${organizationId}/${Id}`) }] : [],
  );
  return page("ListOrganizationalUnitsForParent", input, "OrganizationalUnits", units);
};

const listRoots: Operation<PageInput> = (input, context) => {
  organizationOf(context);
  return page("ListRoots", input, "Roots", [{ Id: rootId, Name: "Root", Arn: arn(`root/${organizationId}/${rootId}`), PolicyTypes: [] }]);
};

/** AWS Organizations, for its management account and for delegated administrators. */
export const organizations: Service = {
  model: organizationsModel,
  protocol: jsonProtocol("1.1"),
  prefix: "organizations",
  denied: "AccessDeniedException",
  invalid: "InvalidInputException",
  throttled: "TooManyRequestsException",
  isGlobal: true,
  ofAllAccounts: true,
  readers: {
    ListAccounts: listAccounts,
    ListAccountsForParent: listAccountsForParent,
    ListOrganizationalUnitsForParent: listUnits,
    ListRoots: listRoots,
  },
  writers: {},
};

function organizationOf({ wholeState, caller }: Context): OrganizationState {
  const { organization } = wholeState;
  if (organization === undefined)
    throw new ServiceError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
  if (caller.account === home.account || memberAccount(wholeState, caller.account)?.delegatedAdministrator === true) return organization;
  throw new ServiceError("AccessDeniedException", "You don't have permissions to access this resource.");
}

function requireParent({ units }: OrganizationState, id: string): void {
  if (id === rootId || named(units, id) !== undefined) return;
  throw new ServiceError("ParentNotFoundException", "You provided parent that does not exist.");
}

function accountsIn({ accounts }: OrganizationState, wanted: (account: MemberAccount) => boolean = () => true): readonly object[] {
  return Object.entries(accounts).flatMap(([Id, account]) => {
    if (!wanted(account)) return [];
    const { Name, Email, State, joinedAt } = account;
    return [
      {
        Id,
        Arn: arn(`account/${organizationId}/${Id}`),
        Name,
        Email,
        State,
        // The older member knows fewer states.
        ...(["ACTIVE", "SUSPENDED", "PENDING_CLOSURE"].includes(State) && { Status: State }),
        JoinedMethod: Id === home.account ? "INVITED" : "CREATED",
        JoinedTimestamp: joinedAt,
      },
    ];
  });
}

function arn(resource: string): string {
  return `arn:aws:organizations::${home.account}:${resource}`;
}

function page(operation: string, input: PageInput, member: string, all: readonly object[]): object {
  const { NextToken: token, MaxResults: size = pageSize, ...query } = input;
  const { items, ...next } = pageOf(all, { size, token, query: [operation, query], invalid: invalidToken });
  return { [member]: items, ...next };
}

function invalidToken(): ServiceError {
  return new ServiceError("InvalidInputException", "You specified an invalid value for NextToken.");
}

import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { createOrganization } from "../../src/aws/organization.ts";
import { collect } from "../../src/core/collections.ts";
import { sessionIn } from "./session.ts";

const service = mockClient(OrganizationsClient);
beforeEach(() => void service.reset());
const organization = () => createOrganization(sessionIn("us-east-1"));

it("accounts are read from all pages of 20, also after an empty one", async () => {
  service
    .on(ListAccountsCommand, { MaxResults: 20 })
    .resolves({ Accounts: [], NextToken: "2" })
    .on(ListAccountsCommand, { MaxResults: 20, NextToken: "2" })
    .resolves({ Accounts: [{ Id: "111122223333", Name: "a", State: "ACTIVE" }], NextToken: "3" })
    .on(ListAccountsCommand, { MaxResults: 20, NextToken: "3" })
    .resolves({ Accounts: [{ Id: "222233334444", State: "ACTIVE" }] });
  expect(await collect(organization().listAccounts())).toEqual([
    { AccountId: "111122223333", Name: "a", State: "ACTIVE" },
    { AccountId: "222233334444", State: "ACTIVE" },
  ]);
});

it.each([
  [{ State: "SUSPENDED", Status: "ACTIVE" } as const, "SUSPENDED"],
  [{ Status: "PENDING_CLOSURE" } as const, "PENDING_CLOSURE"],
  [{}, "unknown"],
])("the state of an account is State, else the older Status: %j", async (members, State) => {
  service
    .on(ListAccountsForParentCommand, { ParentId: "r-root", MaxResults: 20 })
    .resolves({ Accounts: [{ Id: "111122223333", ...members }] });
  expect(await collect(organization().listAccountsOf("r-root"))).toEqual([{ AccountId: "111122223333", State }]);
});

it("units and roots have ids and names", async () => {
  service.on(ListRootsCommand).resolves({ Roots: [{ Id: "r-root", Name: "Root" }] });
  service
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: "r-root" })
    .resolves({ OrganizationalUnits: [{ Id: "ou-1", Name: "W" }] });
  expect(await collect(organization().listRoots())).toEqual([{ Id: "r-root", Name: "Root" }]);
  expect(await collect(organization().listUnitsOf("r-root"))).toEqual([{ Id: "ou-1", Name: "W" }]);
});

it.each([{ Name: "a" }, { Id: "222233334444\nerror: x" }, { Id: "../../x" }])(
  "a list with an account that cannot be read fails, because a missing account would go unnoticed: %j",
  async (account) => {
    service.on(ListAccountsCommand).resolves({ Accounts: [account] });
    await expect(collect(organization().listAccounts())).rejects.toMatchObject({ code: "malformed" });
  },
);

import { describe, expect, it } from "vitest";
import { organizationAccounts } from "../../../src/operations/accounts/organization.ts";
import type { Organization, OrganizationAccount } from "../../../src/ports/organization.ts";
import { silentProgress } from "../../../src/ports/progress.ts";

const work = { concurrency: 4, progress: silentProgress };
const account = (digit: number, State = "ACTIVE"): OrganizationAccount => ({
  AccountId: String(digit).repeat(12),
  Name: `a${digit}`,
  State,
});
const ids = (accounts: readonly { readonly AccountId: string }[]) => accounts.map(({ AccountId }) => AccountId[0]).join("");

/** r-root: 1; Workloads: 2; Workloads/Research: 3, 4 (suspended); Workloads/Research/Deep: 5; Sandbox: 6. */
function organization(): Organization {
  const accounts: Record<string, OrganizationAccount[]> = {
    "r-root": [account(1)],
    "ou-root-workloads": [account(2)],
    "ou-root-research": [account(3), account(4, "SUSPENDED")],
    "ou-root-deepdeep": [account(5)],
    "ou-root-sandbox1": [account(6)],
  };
  const units: Record<string, { Id: string; Name: string }[]> = {
    "r-root": [
      { Id: "ou-root-workloads", Name: "Workloads" },
      { Id: "ou-root-sandbox1", Name: "Sandbox" },
    ],
    "ou-root-workloads": [{ Id: "ou-root-research", Name: "Research" }],
    "ou-root-research": [{ Id: "ou-root-deepdeep", Name: "Deep" }],
  };
  return {
    async *listAccounts() {
      yield* Object.values(accounts).flat();
    },
    async *listAccountsOf(parent) {
      yield* accounts[parent] ?? [];
    },
    async *listUnitsOf(parent) {
      yield* units[parent] ?? [];
    },
    async *listRoots() {
      yield { Id: "r-root", Name: "Root" };
    },
  };
}

describe("the accounts of an organization", () => {
  it("are the active ones, by id; the others are reported as left out", async () => {
    const { accounts, leftOut } = await organizationAccounts(organization(), [], work);
    expect([ids(accounts), leftOut]).toEqual(["12356", [account(4, "SUSPENDED")]]);
  });

  it.each(["PENDING_ACTIVATION", "PENDING_CLOSURE", "CLOSED", "unknown"])("leave out one that is %s", async (State) => {
    const closed: Organization = {
      ...organization(),
      listAccounts: async function* () {
        yield account(7, State);
      },
    };
    expect(await organizationAccounts(closed, [], work)).toEqual({ accounts: [], leftOut: [account(7, State)] });
  });

  it.each([
    [["ou-root-workloads"], "235"],
    [["Workloads"], "235"],
    [["workloads/research"], "35"],
    [["Root/Workloads/Research/Deep"], "5"],
    [["r-root"], "12356"],
    [["Root"], "12356"],
    [["Sandbox", "ou-root-research"], "356"],
    [["Workloads", "Workloads/Research"], "235"],
  ])("of units are those of the units and of all below, each once: %j", async (units, expected) => {
    expect(ids((await organizationAccounts(organization(), units, work)).accounts)).toBe(expected);
  });

  it.each([
    ["Worklods", "Root has no unit", 'did you mean "Workloads"?'],
    ["Workloads/Sandbox", 'Workloads has no unit "Sandbox"', "one of: Research"],
    ["Sandbox/x", "Sandbox has no units", undefined],
  ])("a unit that is not there is an error that says where: %s", async (unit, why, fix) => {
    await expect(organizationAccounts(organization(), [unit], work)).rejects.toMatchObject({
      code: "not-found",
      message: `organizational unit "${unit}" not found`,
      why: expect.stringContaining(why),
      fix,
    });
  });
});

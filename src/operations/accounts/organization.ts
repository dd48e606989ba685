import { type Account, isUnitId } from "../../core/account/account.ts";
import { collect } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import { suggestion } from "../../core/suggest.ts";
import type { Organization, OrganizationAccount, OrganizationalUnit } from "../../ports/organization.ts";
import { concurrently, type Work } from "../concurrently.ts";

/** The accounts of an organization that can be worked in, and those that cannot. */
export interface OrganizationAccounts {
  /** By id, each once. */
  readonly accounts: readonly Account[];
  /** Those that are not active: `SUSPENDED`, `CLOSED`, …. */
  readonly leftOut: readonly OrganizationAccount[];
}

/**
 * The accounts of the organization, or of these units and all units below them, by id or by path of names (`Workloads/Research`). Rejects
 * with `not-found`, and the nearest name, for a unit that is not there.
 */
export async function organizationAccounts(
  organization: Organization,
  units: readonly string[],
  work: Work,
): Promise<OrganizationAccounts> {
  const found = units.length === 0 ? await collect(organization.listAccounts()) : await accountsBelow(organization, units, work);
  const all = [...new Map(found.map((account) => [account.AccountId, account])).values()].toSorted((a, b) =>
    a.AccountId < b.AccountId ? -1 : 1,
  );
  return {
    accounts: all.flatMap(({ AccountId, Name, State }) => (State === "ACTIVE" ? [{ AccountId, ...(Name !== undefined && { Name }) }] : [])),
    leftOut: all.filter(({ State }) => State !== "ACTIVE"),
  };
}

async function accountsBelow(organization: Organization, units: readonly string[], work: Work): Promise<readonly OrganizationAccount[]> {
  let parents: readonly string[] = await Promise.all(units.map((unit) => unitId(organization, unit)));
  const seen = new Set(parents);
  const found: OrganizationAccount[] = [];
  // Level by level: a unit lists its direct children only.
  while (parents.length > 0) {
    const level = await concurrently(parents, "organizational units read", work, async (parent) => ({
      accounts: await collect(organization.listAccountsOf(parent)),
      units: await collect(organization.listUnitsOf(parent)),
    }));
    found.push(...level.flatMap(({ accounts }) => accounts));
    parents = [...new Set(level.flatMap(({ units: below }) => below.map(({ Id }) => Id)))].filter((id) => !seen.has(id));
    for (const id of parents) seen.add(id);
  }
  return found;
}

/** The id of a unit; a path begins at the root, whose own name may stand before it. */
async function unitId(organization: Organization, unit: string): Promise<string> {
  if (isUnitId(unit)) return unit;
  const names = unit.split("/").map((name) => name.trim());
  const [root] = await collect(organization.listRoots());
  if (root === undefined)
    throw new StudioctlError("not-found", `organizational unit "${unit}" not found`, { why: "the organization has no root" });
  let at: OrganizationalUnit = root;
  for (const [index, name] of names.entries()) {
    if (index === 0 && name === root.Name) continue;
    const children = await collect(organization.listUnitsOf(at.Id));
    const child = children.find(({ Name }) => Name === name) ?? children.find(({ Name }) => Name.toLowerCase() === name.toLowerCase());
    if (child === undefined) {
      const there = children.map(({ Name }) => Name);
      throw new StudioctlError("not-found", `organizational unit "${unit}" not found`, {
        why: there.length === 0 ? `${at.Name} has no units` : `${at.Name} has no unit "${name}"`,
        fix: suggestion(name, there),
      });
    }
    at = child;
  }
  return at.Id;
}

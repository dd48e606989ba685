/** An account of an organization. */
export interface OrganizationAccount {
  readonly AccountId: string;
  readonly Name?: string;
  /** `ACTIVE`, `SUSPENDED`, … (service-facts: Several accounts). */
  readonly State: string;
}

/** An organizational unit, or the root above all units. */
export interface OrganizationalUnit {
  readonly Id: string;
  readonly Name: string;
}

/** AWS Organizations, for its management account or a delegated administrator. */
export interface Organization {
  listAccounts(): AsyncIterable<OrganizationAccount>;
  /** Those that are directly in a unit or root. */
  listAccountsOf(parentId: string): AsyncIterable<OrganizationAccount>;
  listUnitsOf(parentId: string): AsyncIterable<OrganizationalUnit>;
  listRoots(): AsyncIterable<OrganizationalUnit>;
}

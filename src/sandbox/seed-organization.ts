import { createHash } from "node:crypto";
import { contentsOf, exchanged } from "./accounts.ts";
import { emptyState } from "./empty-state.ts";
import { home } from "./home.ts";
import type { SeedAccount, SeedContents } from "./seed-document.ts";
import { roleKey, roleRecord } from "./services/iam/records.ts";
import { rootId } from "./services/organizations/service.ts";
import type { AccountParts, MemberAccount, OrganizationState, SandboxState } from "./state.ts";

/** Accounts are older than any domain. */
const accountAgeDays = 400;

type AddContents = (state: SandboxState, contents: SeedContents, now: number) => void;

/** The organization that the sandbox's account manages, with these other accounts. Domain ids of all accounts differ. */
export function seededOrganization(
  state: SandboxState,
  seeds: readonly SeedAccount[],
  addContents: AddContents,
  now: number,
): OrganizationState {
  const units: OrganizationState["units"] = {};
  const joinedAt = now - accountAgeDays * 86_400_000;
  const management: MemberAccount = { Name: "sandbox", Email: emailOf("sandbox"), State: "ACTIVE", joinedAt, parent: rootId };
  const members = seeds.map((seed): readonly [string, MemberAccount] => {
    const { id, name, unit, state: State = "ACTIVE", delegatedAdministrator, closedRegions, roles = [] } = seed;
    const denied = Object.fromEntries(roles.flatMap((role) => (role.denied === undefined ? [] : [[roleKey(role.name), role.denied]])));
    const member = {
      Name: name,
      Email: emailOf(name),
      State,
      joinedAt,
      parent: addUnits(units, unit),
      ...(delegatedAdministrator !== undefined && { delegatedAdministrator }),
      ...(closedRegions !== undefined && { closedRegions }),
      denied,
    };
    return [id, { ...member, contents: seededContents(state, seed, addContents, now) }];
  });
  return { units, accounts: { [home.account]: management, ...Object.fromEntries(members) } };
}

function seededContents(state: SandboxState, seed: SeedAccount, addContents: AddContents, now: number): AccountParts {
  const account: SandboxState = { ...emptyState(), settings: state.settings, sequence: state.sequence };
  addContents(account, seed, now);
  state.sequence = account.sequence;
  for (const { name, trust = home.account, externalId, sourceIdentity = true } of seed.roles ?? []) {
    const policy = trustPolicy(trust, externalId, sourceIdentity);
    account.iam.roles[roleKey(name)] = roleRecord({
      RoleName: name,
      Path: "/",
      AssumeRolePolicyDocument: exchanged(policy, seed.id),
      CreateDate: now - accountAgeDays * 86_400_000,
      attachedPolicies: [],
    });
  }
  return contentsOf(account);
}

function trustPolicy(account: string, externalId: string | undefined, sourceIdentity: boolean): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ["sts:AssumeRole", ...(sourceIdentity ? ["sts:SetSourceIdentity"] : [])],
        ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
      },
    ],
  });
}

/** Adds the units of a path; returns the id of the last one. */
function addUnits(units: OrganizationState["units"], path: string | undefined): string {
  let parent = rootId;
  let names = "";
  for (const Name of path?.split("/") ?? []) {
    names = `${names}/${Name}`;
    const id = `ou-sand-${createHash("sha256").update(names).digest("hex").slice(0, 8)}`;
    units[id] = { Name, parent };
    parent = id;
  }
  return parent;
}

function emailOf(name: string): string {
  return `aws+${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}@example.com`;
}

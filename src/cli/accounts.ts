import {
  type Account,
  checkAccountId,
  checkExternalId,
  checkRoleName,
  checkUnit,
  partitionOf,
  stsRegion,
} from "../core/account/account.ts";
import { sageMakerRegions } from "../core/connection/regions.ts";
import { isError, StudioctlError, usageError } from "../core/errors.ts";
import { visibleLine } from "../core/visible.ts";
import { concurrently, type Work } from "../operations/concurrently.ts";
import type { AccountServices } from "./account-services.ts";
import { textOf } from "./common-flags.ts";
import type { Context } from "./context.ts";
import { namedRegions } from "./environment.ts";
import { type FlagValues, grouped, listFlag, switchFlag, textFlag } from "./flags.ts";

/** The flags of commands that work in several accounts. */
export const accountFlags = grouped("Which accounts", {
  accounts: listFlag("FILE|ID", "in these accounts: their ids, or a list of accounts (YAML, JSON or CSV: id, name, regions, tags)", {
    check: (text, flag) => void (isAccountFile(text) || checkAccountId(text, flag)),
    completes: "file",
  }),
  organization: switchFlag("in every active account of the organization"),
  ou: listFlag("OU", "with --organization: in these organizational units and all below them (ou-…, or a path: Workloads/Research)", {
    check: checkUnit,
  }),
  assumeRole: textFlag("NAME", "the role to assume in each account, by its name", { check: checkRoleName }),
  externalId: textFlag("ID", "the external id that the role requires", { check: checkExternalId }),
});

export type AccountFlags = FlagValues<typeof accountFlags>;

/** Anything but digits and hyphens is the path of a file; `-` is standard input. */
export function isAccountFile(text: string): boolean {
  return text === "-" || !/^[\d-]+$/.test(text);
}

/** Whether several accounts are meant. */
export function wantsAccounts({ accounts, organization }: Pick<AccountFlags, "accounts" | "organization">): boolean {
  return organization || accounts.length > 0;
}

/** Throws a usage error for flags that do not go together. `role`: whether a role has to be named. */
export function requireAccountFlags(flags: AccountFlags, { role }: { readonly role: boolean }): void {
  const { accounts, organization, ou, assumeRole, externalId } = flags;
  if (organization && accounts.length > 0)
    throw usageError("--accounts cannot be used with --organization", { fix: "give one of the two" });
  if (ou.length > 0 && !organization) throw usageError("--ou needs --organization", { fix: "add --organization" });
  if (!wantsAccounts(flags)) {
    const given = assumeRole !== undefined ? "--assume-role" : externalId !== undefined ? "--external-id" : undefined;
    if (given === undefined) return;
    throw usageError(`${given} needs the accounts`, {
      why: "a role is assumed in each of several accounts; for a single one, use a profile with role_arn",
      fix: "add --accounts FILE|ID,… or --organization",
    });
  }
  if (externalId !== undefined && assumeRole === undefined)
    throw usageError("--external-id needs --assume-role", { fix: "add --assume-role NAME" });
  if (role && assumeRole === undefined)
    throw usageError("missing --assume-role", {
      why: "without a role there are no credentials for other accounts",
      fix: "--assume-role NAME, the name of a role that each account has",
    });
}

/** The accounts of the flags, by id. Throws a usage error with every fault of a list. Makes no call unless the organization is asked for. */
export async function namedAccounts(context: Context, flags: AccountFlags, work: Work): Promise<readonly Account[]> {
  if (flags.organization) {
    const { organizationAccounts } = await import("../operations/accounts/organization.ts");
    const { accounts, leftOut } = await organizationAccounts(await context.organization(), flags.ou, work);
    if (leftOut.length > 0) {
      const names = leftOut.map(({ AccountId, Name, State }) => `${accountLabel({ AccountId, Name })} ${visibleLine(State)}`);
      (await context.progress()).note(`not active, and left out: ${names.join(", ")}`);
    }
    if (accounts.length === 0) throw new StudioctlError("not-found", "no active account in the organizational units");
    return accounts;
  }
  const lists = await Promise.all(
    flags.accounts.map(async (text) => (isAccountFile(text) ? await readList(context, text) : [{ AccountId: text }])),
  );
  const all = lists.flat();
  const twice = all.find(({ AccountId }, index) => all.findIndex((other) => other.AccountId === AccountId) !== index);
  if (twice !== undefined) throw usageError(`--accounts: account ${twice.AccountId} is given twice`, { fix: "give each account once" });
  return all.toSorted((a, b) => (a.AccountId < b.AccountId ? -1 : 1));
}

async function readList(context: Context, path: string): Promise<readonly Account[]> {
  const text = await textOf(path, context);
  // Loaded only if there is a list to read: neither a YAML reader nor one of CSV is needed otherwise.
  const { parseAccountList } = await import("./account-list.ts");
  return parseAccountList(path, text);
}

/** `222233334444 (vision-lab)`, on one line. */
export function accountLabel({ AccountId, Name }: { readonly AccountId: string; readonly Name?: string | undefined }): string {
  return `${AccountId}${Name === undefined ? "" : ` (${visibleLine(Name)})`}`;
}

/** An account that is open, or why it is not. */
export interface Reached {
  readonly account: Account;
  readonly opened: { readonly services: AccountServices; readonly error?: never } | { readonly error: StudioctlError };
}

/**
 * Assumes the role in each account. The account of the credentials themselves is opened with them where its role cannot be assumed. Rejects
 * only where no account can be opened: without credentials, or interrupted.
 */
export async function reachAccounts(
  context: Context,
  flags: AccountFlags,
  accounts: readonly Account[],
  work: Work,
): Promise<readonly Reached[]> {
  const { assumeRole: role = "", externalId } = flags;
  const region = await homeRegion(context, accounts);
  const { Account: own, Arn: callerArn } = await context.identity(stsRegion(region));
  const shared = { role, externalId, partition: partitionOf(callerArn), callerArn, region };
  return await concurrently(accounts, "accounts opened", work, async (account): Promise<Reached> => {
    try {
      return { account, opened: { services: await context.openAccount({ AccountId: account.AccountId, ...shared }) } };
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof StudioctlError) || isError(error, "no-credentials", "usage")) throw error;
      if (account.AccountId === own && isError(error, "denied")) return { account, opened: { services: context } };
      return { account, opened: { error } };
    }
  });
}

/** The Region that calls about accounts go to: that of the command, else, if the user has set none, the first that an account names. */
export async function homeRegion(context: Context, accounts: readonly Account[] = []): Promise<string> {
  const [named] = namedRegions(context);
  if (named !== undefined) return named;
  try {
    return (await context.studio()).region;
  } catch (error) {
    if (!isError(error, "usage")) throw error;
    return accounts.flatMap(({ Regions = [] }) => Regions)[0] ?? "us-east-1";
  }
}

/**
 * The Regions of an account: those of its line in the list that --region names too, else those of --region or its variables. With
 * `allRegions`, those of its line, or undefined: every Region in use. Rejects with `usage` if neither names one.
 */
export async function regionsOf(context: Context, { Regions }: Account, allRegions: boolean): Promise<readonly string[] | undefined> {
  const { region } = context.globals;
  if (Regions !== undefined) {
    const wanted = region?.split(",");
    return wanted === undefined ? Regions : Regions.filter((name) => wanted.includes(name));
  }
  if (allRegions) return undefined;
  const names = namedRegions(context).map(async (name) => name ?? (await context.studio()).region);
  return [...new Set(await Promise.all(names))];
}

/** The Regions of the partition of a Region. */
export function partitionRegions(region: string): readonly string[] {
  return Object.values(sageMakerRegions).find((names) => names.includes(region)) ?? sageMakerRegions["aws"] ?? [];
}

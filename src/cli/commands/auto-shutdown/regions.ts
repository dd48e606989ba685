import { isError, StudioctlError, usageError } from "../../../core/errors.ts";
import { accountOf, regionsInUse } from "../../../operations/sweep/account.ts";
import type { SweptAccount } from "../../../operations/sweep/accounts.ts";
import type { SweepRegion, SweepWork } from "../../../operations/sweep/region.ts";
import { concurrently } from "../../../operations/concurrently.ts";
import type { AccountServices } from "../../account-services.ts";
import {
  type AccountFlags,
  homeRegion,
  namedAccounts,
  partitionRegions,
  type Reached,
  reachAccounts,
  regionsOf,
  requireAccountFlags,
  wantsAccounts,
} from "../../accounts.ts";
import type { Context } from "../../context.ts";
import { namedRegions } from "../../environment.ts";
import type { SweepFlags } from "./flags.ts";

/** The accounts, and the Regions to sweep in them. */
export interface Territory {
  /** Absent if no Region has a domain, and with several accounts. */
  readonly Account?: string | undefined;
  /** Several accounts, if they were asked for. */
  readonly accounts?: readonly SweptAccount[];
  readonly regions: readonly SweepRegion[];
}

type TerritoryFlags = AccountFlags & Pick<SweepFlags, "allRegions">;

/** The Regions of --region or its variables, or with --all-regions those where the account has domains; of each account if several are meant. */
export async function territoryOf(context: Context, flags: TerritoryFlags, work: SweepWork): Promise<Territory> {
  if (wantsAccounts(flags)) return await manyAccounts(context, flags, work);
  const { Account, names } = flags.allRegions ? await everyRegion(context, work) : await namedTerritory(context);
  return { Account, regions: await Promise.all(names.map((name) => regionOf(context, Account, name))) };
}

/** Throws a usage error where the flags of Regions or accounts contradict each other. */
export function requireOneTerritory({ globals }: Context, flags: TerritoryFlags): void {
  requireAccountFlags(flags, { role: true });
  if (!flags.allRegions || globals.region === undefined) return;
  throw usageError("--region cannot be used with --all-regions", { fix: "give one of the two" });
}

/** What an account adds to a territory. */
interface Part {
  readonly account: SweptAccount;
  readonly regions: readonly SweepRegion[];
}

/** Every account with its Regions. What fails in one account is its error; rejects only if no account can be opened. */
async function manyAccounts(context: Context, flags: TerritoryFlags, work: SweepWork): Promise<Territory> {
  const reached = await reachAccounts(context, flags, await namedAccounts(context, flags, work), work);
  const parts = await concurrently(reached, "accounts read", work, (each) => partOf(context, each, flags.allRegions, work));
  return { accounts: parts.map(({ account }) => account), regions: parts.flatMap(({ regions }) => regions) };
}

async function partOf(context: Context, { account, opened }: Reached, allRegions: boolean, work: SweepWork): Promise<Part> {
  if (opened.error !== undefined) return { account: { ...account, Regions: account.Regions ?? [], error: opened.error }, regions: [] };
  const { services } = opened;
  try {
    const names = (await regionsOf(context, account, allRegions)) ?? (await regionsInAccount(context, services, work));
    const regions = await Promise.all(names.map((name) => regionOf(services, account.AccountId, name, account.Name)));
    return { account: { ...account, Regions: names }, regions };
  } catch (error) {
    work.signal?.throwIfAborted();
    if (!(error instanceof StudioctlError) || isError(error, "usage")) throw error;
    return { account: { ...account, Regions: account.Regions ?? [], error }, regions: [] };
  }
}

async function regionsInAccount(context: Context, services: AccountServices, work: SweepWork): Promise<readonly string[]> {
  const names = partitionRegions(await homeRegion(context));
  const { inUse } = await regionsInUse(await Promise.all(names.map((name) => services.studio(name))), work);
  return inUse;
}

async function namedTerritory(context: Context): Promise<Names> {
  const names = namedRegions(context);
  const studios = await Promise.all(names.map((name) => context.studio(name)));
  return { Account: await accountOf(studios, context.signal), names };
}

interface Names {
  readonly Account?: string | undefined;
  readonly names: readonly (string | undefined)[];
}

/** A Region to sweep. Without an account it has no domain, and no sightings are saved. */
export async function regionOf(
  services: Pick<AccountServices, "studio" | "activity" | "insideLook" | "visits" | "shutdowns">,
  account: string | undefined,
  name: string | undefined,
  Name?: string,
): Promise<SweepRegion> {
  const studio = await services.studio(name);
  return {
    scope: `${account ?? "no-domains"}/${studio.region}`,
    ...(account !== undefined && { account: { AccountId: account, ...(Name !== undefined && { Name }) } }),
    studio,
    probe: await services.activity(name),
    inside: await services.insideLook(name),
    visits: await services.visits(name),
    shutdowns: await services.shutdowns(name),
  };
}

async function everyRegion(context: Context, work: SweepWork): Promise<Names> {
  const studios = await Promise.all(partitionRegions(await homeRegion(context)).map((name) => context.studio(name)));
  const { inUse, without, Account } = await regionsInUse(studios, work);
  if (context.globals.debug && without.length > 0) {
    await context.io.stderr.write(`no Studio in ${without.join(", ")}: not offered there, or the account has not enabled them\n`);
  }
  return { Account, names: inUse };
}

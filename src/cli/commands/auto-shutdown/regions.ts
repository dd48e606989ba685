import { isError, usageError } from "../../../core/errors.ts";
import { sageMakerRegions } from "../../../core/connection/regions.ts";
import { accountOf, regionsInUse } from "../../../operations/sweep/account.ts";
import type { SweepRegion, SweepWork } from "../../../operations/sweep/region.ts";
import type { Context } from "../../context.ts";
import { namedRegions } from "../../environment.ts";
import type { SweepFlags } from "./flags.ts";

/** The account, and the Regions to sweep in it. */
export interface Territory {
  /** Absent if no Region has a domain. */
  readonly Account?: string | undefined;
  readonly regions: readonly SweepRegion[];
}

/** The Regions of --region or its variables, or with --all-regions those where the account has domains. */
export async function territoryOf(context: Context, { allRegions }: Pick<SweepFlags, "allRegions">, work: SweepWork): Promise<Territory> {
  const { Account, names } = allRegions ? await everyRegion(context, work) : await namedTerritory(context);
  return { Account, regions: await Promise.all(names.map((name) => regionOf(context, Account, name))) };
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

/** Throws a usage error where --region and --all-regions contradict each other. */
export function requireOneTerritory({ globals }: Context, { allRegions }: Pick<SweepFlags, "allRegions">): void {
  if (!allRegions || globals.region === undefined) return;
  throw usageError("--region cannot be used with --all-regions", { fix: "give one of the two" });
}

/** A Region to sweep. Without an account it has no domain, and no sightings are saved. */
export async function regionOf(context: Context, account: string | undefined, name: string | undefined): Promise<SweepRegion> {
  const studio = await context.studio(name);
  return {
    scope: `${account ?? "no-domains"}/${studio.region}`,
    studio,
    probe: await context.activity(name),
    inside: await context.insideLook(name),
  };
}

async function everyRegion(context: Context, work: SweepWork): Promise<Names> {
  const home = await homeRegion(context);
  const partition = Object.values(sageMakerRegions).find((names) => names.includes(home)) ?? sageMakerRegions["aws"] ?? [];
  const studios = await Promise.all(partition.map((name) => context.studio(name)));
  const { inUse, without, Account } = await regionsInUse(studios, work);
  if (context.globals.debug && without.length > 0) {
    await context.io.stderr.write(`no Studio in ${without.join(", ")}: not offered there, or the account has not enabled them\n`);
  }
  return { Account, names: inUse };
}

/** A Region of the account's partition. With --all-regions the user need not have set one. */
async function homeRegion(context: Context): Promise<string> {
  const [named] = namedRegions(context);
  if (named !== undefined) return named;
  try {
    return (await context.studio()).region;
  } catch (error) {
    if (!isError(error, "usage")) throw error;
    return "us-east-1";
  }
}

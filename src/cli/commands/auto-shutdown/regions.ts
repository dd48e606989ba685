import { isError, usageError } from "../../../core/errors.ts";
import { sageMakerRegions } from "../../../core/regions.ts";
import { regionsInUse } from "../../../operations/sweep/regions-in-use.ts";
import type { SweepRegion, Work } from "../../../operations/sweep/region.ts";
import type { Identity } from "../../../ports/studio.ts";
import { type Context, namedRegions } from "../../context.ts";
import type { SweepFlags } from "./flags.ts";

/** The account, and the Regions to sweep in it. */
export interface Territory {
  readonly Account: string;
  readonly regions: readonly SweepRegion[];
}

/** The Regions of --region and its like, or with --all-regions those where the account has domains. */
export async function territoryOf(context: Context, { allRegions }: Pick<SweepFlags, "allRegions">, work: Work): Promise<Territory> {
  const { Account, Arn } = allRegions ? await identityAnywhere(context) : await context.identity();
  const names = allRegions ? await everyRegion(context, Arn, work) : namedRegions(context);
  return { Account, regions: await Promise.all(names.map((name) => regionOf(context, Account, name))) };
}

/** Throws a usage error where --region and --all-regions contradict each other. */
export function requireOneTerritory({ globals }: Context, { allRegions }: Pick<SweepFlags, "allRegions">): void {
  if (!allRegions || globals.region === undefined) return;
  throw usageError("--region does not go with --all-regions", { fix: "give one of the two" });
}

export async function regionOf(context: Context, account: string, name: string | undefined): Promise<SweepRegion> {
  const studio = await context.studio(name);
  return { scope: `${account}/${studio.region}`, studio, probe: await context.activity(name) };
}

/** Who wants all Regions need not have set one of their own. */
async function identityAnywhere(context: Context): Promise<Identity> {
  try {
    return await context.identity();
  } catch (error) {
    if (!isError(error, "usage")) throw error;
    return await context.identity("us-east-1");
  }
}

async function everyRegion(context: Context, arn: string, work: Work): Promise<readonly string[]> {
  const [, partition = ""] = arn.split(":");
  const studios = await Promise.all((sageMakerRegions[partition] ?? []).map((name) => context.studio(name)));
  const { inUse, without } = await regionsInUse(studios, work);
  if (context.globals.debug && without.length > 0) {
    await context.io.stderr.write(`no Studio in ${without.join(", ")}: not offered there, or the account has not enabled them\n`);
  }
  return inUse;
}

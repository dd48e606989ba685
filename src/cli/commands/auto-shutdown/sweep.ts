import { version } from "../../../../package.json";
import { usageError } from "../../../core/errors.ts";
import { shownArguments } from "../../../core/secret.ts";
import type { LoadedPrices } from "../../../operations/prices.ts";
import { type SweepPlan, type SweepPorts, type SweepRequest, leftOutCode } from "../../../operations/sweep/plan.ts";
import { type Ended, recorded, type RunRecord } from "../../../operations/sweep/record.ts";
import { lookingOnlyIfAsked } from "../../../operations/sweep/policies.ts";
import { runLimit, type RunLimit, type SweepRegion, type SweepWork } from "../../../operations/sweep/region.ts";
import { orForget, orStopNothing } from "../../../operations/sweep/shared-store.ts";
import { requireOwners } from "../../../operations/sweep/scope.ts";
import type { Lock, SightingsStore } from "../../../ports/sweeps.ts";
import type { Context } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { Result } from "../../result.ts";
import { namedDomain, wantsSandbox } from "../../environment.ts";
import { wantsAccounts } from "../../accounts.ts";
import { theDomain } from "../../targets.ts";
import type { SweepFlags } from "./flags.ts";
import { policyOf } from "./policy.ts";
import { requireOneTerritory, territoryOf } from "./regions.ts";

/** The inputs of plan and run, from the flags. */
export interface Sweep {
  readonly ports: SweepPorts & { readonly record: RunRecord };
  readonly request: SweepRequest;
  readonly work: SweepWork & { readonly limit: RunLimit };
  readonly lock: Lock;
  /** What runs remember, with the errors of its own. */
  readonly sightings: SightingsStore;
  /** The accounts and Regions in which two runs may not work on the same apps at once. */
  readonly scopes: readonly string[];
  readonly prices: Promise<LoadedPrices>;
}

/**
 * What plan and run need. A plan looks inside containers only if a flag asks for it, not by its policy, and goes on with a warning if what
 * runs remember cannot be used.
 */
export async function sweepOf(context: Context, flags: SweepFlags, record: RunRecord, verb: "plan" | "run"): Promise<Sweep> {
  requireOneScope(context, flags);
  requireOneTerritory(context, flags);
  const { policies: wanted, exclude, maxStops } = await policyOf(context, flags);
  const policies = verb === "run" ? wanted : lookingOnlyIfAsked(wanted, flags.lookInside === true);
  const progress = await context.progress();
  const state = await context.sweepState(flags.state);
  const { sightings, lock } =
    verb === "plan"
      ? { ...state, sightings: orForget(state.sightings, (message) => progress.note(message), context.signal) }
      : orStopNothing(state);
  // A run that cannot remember ends before it reads anything of Studio.
  await sightings.check?.();
  const work = { concurrency: flags.concurrency, progress, signal: context.signal, limit: runLimit(context.clock, flags.runLimit) };
  const { Account, accounts, regions } = await territoryOf(context, flags, work);
  const names = [...new Set(regions.map(({ studio }) => studio.region))];
  record.locate({
    ...(Account !== undefined && { Account }),
    ...(accounts !== undefined && { AccountIds: accounts.map(({ AccountId }) => AccountId) }),
    Regions: names,
  });
  const domains = flags.allDomains ? [] : await domainsOf(context, regions, flags);
  const scope = { types: flags.type, users: flags.user, spaces: flags.space, exclude, domains };
  await requireOwners(
    regions.map(({ studio }) => studio),
    scope,
  );
  const prices = context.currentPrices(names);
  return {
    prices,
    ports: {
      regions,
      accounts,
      clock: context.clock,
      prices,
      sightings,
      record,
      leftOut: () => [...context.leftOut].map(([Message, Region]) => ({ Region, Code: leftOutCode, Message })),
    },
    request: {
      policies,
      maxStops: flags.maxStops ?? maxStops,
      scope,
    },
    work,
    lock,
    sightings: state.sightings,
    scopes: regions.map(({ scope }) => scope).toSorted(),
  };
}

/** Throws a usage error where --domain and --all-domains contradict each other. */
export function requireOneScope({ globals }: Context, { allDomains }: Pick<SweepFlags, "allDomains">): void {
  if (!allDomains || globals.domain === undefined) return;
  throw usageError("--domain cannot be used with --all-domains", { fix: "give one of the two" });
}

/** The ids of the given domains; without any: all. */
async function domainsOf(context: Context, regions: readonly SweepRegion[], flags: SweepFlags): Promise<readonly string[]> {
  const named = namedDomain(context)?.split(",") ?? [];
  const many = wantsAccounts(flags);
  if (regions.length === 1 && !flags.allRegions && !many) return await Promise.all(named.map((domain) => theDomain(context, domain)));
  const name = named.find((domain) => !domain.startsWith("d-"));
  if (name === undefined) return named;
  throw usageError(`--domain: "${name}" is a name, and there are several ${many ? "accounts" : "Regions"}`, {
    fix: "with several of them, name domains by their ids: d-…",
  });
}

/**
 * Warns once that apps are kept because no earlier run is recorded: in a container or on a CI runner with a new state folder for each run
 * they would always be kept. Not with --watch, which keeps sightings in memory, and not in the sandbox on a terminal.
 */
export async function warnOfNoMemory(
  context: Context,
  { watch }: Pick<SweepFlags, "watch">,
  { unremembered }: Pick<SweepPlan, "unremembered">,
  { shared }: Pick<SightingsStore, "shared">,
): Promise<void> {
  if (unremembered === 0 || watch !== undefined || (wantsSandbox(context) && context.mayPrompt)) return;
  const apps = unremembered === 1 ? "1 app stays" : `${unremembered} apps stay`;
  const progress = await context.progress();
  const later = `${apps} until a later run has seen the same`;
  progress.note(
    shared === undefined
      ? `warning: no record of earlier runs, because the state folder ${context.stateFolder()} is new: ${later}; ` +
          "keep that folder from run to run (STUDIOCTL_STATE_HOME names another), use a table (--state), or use --watch"
      : `note: no record of earlier runs, because ${shared} is new: ${later}`,
  );
}

/**
 * Does the work of one run and records it: where runs remember, unless it is a dry run, and in the file that --report names. Rejects with a
 * usage error, before anything else, if that file cannot be opened; if a line cannot be written to it, a successful run ends with 3.
 */
export async function onRecord(
  context: Context,
  { report, state, dryRun }: Pick<SweepFlags, "report" | "state"> & { readonly dryRun: boolean },
  work: (record: RunRecord) => Promise<Ended<Result>>,
): Promise<Result> {
  const [{ receipts }, { openReport }] = await Promise.all([context.sweepState(state), context.reportFiles()]);
  const file = report === undefined ? undefined : await openReport(report);
  const ports = {
    kept: dryRun ? undefined : receipts,
    asked: file,
    clock: context.clock,
    progress: await context.progress(),
  };
  const about = { DryRun: dryRun, Version: version, Arguments: shownArguments(context.argv) };
  const { value, isWhole } = await recorded(ports, about, context.signal, work);
  const { exitCode = exitCodes.done } = value;
  const wentWell = exitCode === exitCodes.done || exitCode === exitCodes.findings;
  return isWhole || !wentWell ? value : { ...value, exitCode: exitCodes.partlyFailed };
}

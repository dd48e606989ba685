import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { usageError } from "../../../../core/errors.ts";
import { beaconEvery } from "../../../../core/inside/beacon.ts";
import { type BeaconOptions, isBeaconInterval } from "../../../../core/inside/beacon-script.ts";
import { levelDocument, levelLabel, levelReference, levelText } from "../../../../core/settings/level.ts";
import { formatDuration } from "../../../../core/time.ts";
import {
  applyBeacon,
  type AppliedBeacon,
  type BeaconChange,
  type BeaconPlan,
  type BeaconPorts,
  type BeaconRequest,
  beaconTypes,
  type Packing,
} from "../../../../operations/beacon/change.ts";
import type { Column } from "../../../../output/column.ts";
import { ownerFlags, waitingOf } from "../../../common-flags.ts";
import type { Context } from "../../../context.ts";
import { choicesFlag, durationFlag, type FlagValues, switchFlag } from "../../../flags.ts";
import { confirmOrDecline } from "../../../prompts/confirm.ts";
import { type Rows, rows } from "../../../result.ts";
import { theDomain } from "../../../targets.ts";
import { differenceColumns, showDifferences } from "../../../views/difference.ts";
import { workOf } from "../../../views/settings-levels.ts";
import type { Difference } from "../../../../core/settings/difference.ts";
import { appReference } from "../../../../core/app/app.ts";

/** Where a beacon is, or shall be. */
export const whereFlags = {
  user: { ...ownerFlags.user, summary: "for this user profile; without it, for the whole domain and its shared spaces" },
  type: choicesFlag("TYPE", beaconTypes, "for apps of these types", beaconTypes),
};

export const optionFlags = {
  every: durationFlag("how often the beacon looks: whole minutes, 1m to 15m", "5m"),
  touchActivity: switchFlag("also write the activity file of the service's own idle shutdown while something is active"),
};

export const dryRunFlag = switchFlag("show the difference, but change nothing");

/** The options of a beacon's script. Throws a usage error for another interval. */
export function optionsOf({ every, touchActivity }: FlagValues<typeof optionFlags>): BeaconOptions {
  if (isBeaconInterval(every)) return { everyMs: every, touch: touchActivity };
  const range = `${formatDuration(beaconEvery.leastMs)} to ${formatDuration(beaconEvery.mostMs)}`;
  throw usageError(`--every does not take ${formatDuration(every)}`, {
    why: "cron repeats by the minute",
    fix: `whole minutes from ${range}`,
  });
}

export const packing: Packing = {
  compress: (text) => deflateSync(text, { level: 9 }).toString("base64"),
  digest: (text) => createHash("sha256").update(text).digest("hex").slice(0, 12),
};

export async function beaconPorts(context: Context): Promise<BeaconPorts> {
  return { studio: await context.studioInFull(), configs: await context.lifecycleConfigs() };
}

export async function requestOf(context: Context, { user, type }: FlagValues<typeof whereFlags>): Promise<BeaconRequest> {
  return { DomainId: await theDomain(context), UserProfileName: user, types: type };
}

type BeaconDifference = Difference & Pick<BeaconChange, "level">;

const levelColumns: readonly Column<BeaconDifference>[] = [
  { header: "WHERE", value: ({ level }) => levelText(level, new Map()) },
  ...differenceColumns,
];

function differencesOf(changes: readonly BeaconChange[]): BeaconDifference[] {
  return changes.flatMap(({ level, differences }) => differences.map((difference) => ({ ...difference, level })));
}

interface Wording {
  readonly question: string;
  readonly unchanged: string;
  readonly done: string;
}

/** Shows a plan, asks, and applies it. */
export async function changeBeacon(
  context: Context,
  ports: BeaconPorts,
  plan: BeaconPlan,
  { dryRun, wording }: { readonly dryRun: boolean; readonly wording: Wording },
): Promise<Rows> {
  const planned = differencesOf(plan.changes);
  if (planned.length === 0) return changeRows(plan, { changes: [], deleted: [], left: [] }, { dryRun, wording });
  if (dryRun) return changeRows(plan, { changes: plan.changes, deleted: [], left: [] }, { dryRun, wording });
  await showDifferences(context, planned, levelColumns);
  if (plan.inTheWay.length === 0) await confirmOrDecline(context, wording.question);
  const applied = await applyBeacon({ ...ports, clock: context.clock, progress: await context.progress() }, plan, {
    waiting: waitingOf(context),
    work: await workOf(context),
  });
  return changeRows(plan, applied, { dryRun, wording });
}

function changeRows(
  plan: BeaconPlan,
  { changes, deleted, left }: AppliedBeacon,
  { dryRun, wording }: { readonly dryRun: boolean; readonly wording: Wording },
): Rows {
  const list = differencesOf(changes);
  const notReady = changes.filter(({ differences, Status }) => differences.length > 0 && Status !== "InService");
  return rows(list, levelColumns, {
    document: {
      Changed: list.length > 0 && !dryRun,
      Differences: list.map(({ level, ...difference }) => ({ ...levelDocument(level), ...difference })),
      Deleted: deleted,
      Left: left.map(({ name, why }) => ({ StudioLifecycleConfigName: name, Why: why })),
      InTheWay: plan.inTheWay.map(appReference),
      ...(dryRun && { DryRun: true }),
    },
    name: ({ level }) => levelReference(level),
    empty: wording.unchanged,
    footer: [
      ...(dryRun && list.length > 0 ? ["nothing was changed", ...inTheWayLines(plan)] : []),
      ...(dryRun ? [] : notReady.map(({ level, Status }) => `accepted: ${levelLabel(level)} is ${Status}`)),
      ...(list.length > 0 && !dryRun ? [wording.done] : []),
      ...deleted.map((name) => `deleted: lifecycle config ${name}`),
      ...left.map(({ name, why }) => `lifecycle config ${name} stays: ${why}`),
      ...(plan.withoutShared ? ["the domain has no settings for shared spaces: these have no beacon"] : []),
    ],
  });
}

function inTheWayLines({ inTheWay }: BeaconPlan): string[] {
  return inTheWay.length === 0 ? [] : [`these apps have to stop first: ${inTheWay.map(appReference).join(" ")}`];
}

import { formatBytes } from "../../core/bytes.ts";
import { type HomeDirectory, homeOwner } from "../../core/efs/file-system.ts";
import type { StudioctlError } from "../../core/errors.ts";
import { distinctFailures } from "../../core/failures.ts";
import type { LeftBehind } from "../../core/teardown/left-behind.ts";
import type { StepOutcome } from "../../core/teardown/progress.ts";
import { type HomeStorage, type StorageLine, storageOf } from "../../core/teardown/storage.ts";
import { type Entity, entityReference, type TreeNode } from "../../core/teardown/tree.ts";
import type { Column, Tone } from "../../output/column.ts";
import { treeBranches } from "../../output/tree.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../exit-codes.ts";
import type { OutputFormat } from "../globals.ts";
import { rows, type Rows, table, type Table } from "../result.ts";
import { statusTone } from "../views/columns.ts";
import { failureLines } from "../views/failures.ts";
import { errorDocument } from "../views/render-error.ts";

/** One entity with its result. */
export interface Step {
  readonly entity: Entity;
  readonly depth: number;
  readonly Result: StepOutcome["Result"] | "planned";
  readonly Reason: string;
  readonly error?: StudioctlError;
}

/** The data of a teardown for scripts, in addition to its steps. */
export interface TeardownHead {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly HomeEfsFileSystem?: "Retain" | "Delete";
}

const tones: Readonly<Record<Step["Result"], Tone>> = {
  deleted: "good",
  deleting: "warn",
  planned: "warn",
  skipped: "dim",
  failed: "bad",
  left: "warn",
};

/** The plan of a tree, before anything is done. */
export function plannedSteps(tree: readonly TreeNode[]): readonly Step[] {
  return tree.map(({ entity, depth, task }) => {
    if (task === "leave") return { entity, depth, Result: "skipped", Reason: "it is Failed: it blocks nothing" };
    return { entity, depth, Result: "planned", Reason: task === "wait" ? "it is Deleting already" : "" };
  });
}

/** The tree of what blocks the deletion of its root. */
export function stepsInTheWay(tree: readonly TreeNode[]): readonly Step[] {
  return plannedSteps(tree).map((step) =>
    step.Result === "planned" ? { ...step, Result: "left", Reason: step.depth === 0 ? "not empty" : "in the way" } : step,
  );
}

/** The steps as a table; the first column shows the tree. */
export function stepColumns(steps: readonly Step[]): readonly Column<Step>[] {
  const branches = treeBranches(steps.map(({ depth }) => depth));
  const labels = new Map(steps.map((step, i) => [step, `${branches[i] ?? ""}${labelOf(step.entity)}`]));
  return [{ header: "WHAT", value: (step) => labels.get(step) ?? "", tree: true }, { ...statusOfStep, droppable: true }, ...resultColumns];
}

const statusOfStep: Column<Step> = {
  header: "STATUS",
  value: ({ entity }) => entity.Status,
  tone: ({ entity }) => statusTone(entity.Status),
};

const resultColumns: readonly Column<Step>[] = [
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
  { header: "REASON", value: ({ Reason }) => Reason, wraps: true },
];

/** The same for scripts: with references in place of the tree. */
const flatColumns: readonly Column<Step>[] = [
  { header: "KIND", value: ({ entity }) => entity.Kind },
  { header: "NAME", value: ({ entity }) => entityReference(entity) },
  statusOfStep,
  ...resultColumns,
];

function labelOf(entity: Entity): string {
  if (entity.Kind === "App") return `${entity.AppType}/${entity.AppName}`;
  if (entity.Kind === "Space") return `space:${entity.SpaceName}${entity.SharingType === "Shared" ? " (shared)" : ""}`;
  return entity.Kind === "UserProfile" ? entity.UserProfileName : `${entity.DomainId} (${entity.DomainName})`;
}

const storageTones: Readonly<Record<StorageLine["Result"], Tone>> = { ...tones, kept: "good", undecided: "warn" };

const storageColumns: readonly Column<StorageLine>[] = [
  {
    header: "STORAGE",
    value: ({ Kind, SpaceName, FileSystemId }) => (Kind === "EbsVolume" ? `volume of space:${SpaceName}` : `file system ${FileSystemId}`),
  },
  { header: "SIZE", value: storageSize, align: "right" },
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => storageTones[Result] },
  { header: "REASON", value: ({ Reason }) => Reason, wraps: true },
];

function storageSize({ Kind, SizeInGb, SizeInBytes }: StorageLine): string {
  if (Kind === "EbsVolume") return SizeInGb === undefined ? "unknown" : `${SizeInGb} GB`;
  return SizeInBytes === undefined ? "unknown" : formatBytes(SizeInBytes);
}

const homeColumns: readonly Column<HomeDirectory>[] = [
  { header: "HOME OF", value: homeOwner },
  { header: "UID", value: ({ Uid }) => Uid, align: "right" },
  { header: "PATH", value: ({ Path }) => Path },
];

/** The volumes and file systems that are deleted or kept, and the owners of kept home directories, shown below the tree. */
export function storageTables(steps: readonly Step[], home: HomeStorage | undefined): readonly Table[] {
  return [table(storageOf(steps, home), storageColumns), table(home?.homes ?? [], homeColumns)].filter(
    ({ rows: lines }) => lines.length > 0,
  );
}

interface Ending {
  readonly head: TeardownHead;
  readonly format: OutputFormat;
  readonly home: HomeStorage | undefined;
  /** The file with the owners of kept home directories. */
  readonly homesFile?: string | undefined;
  readonly leftBehind?: readonly LeftBehind[];
  /** The error that ended it early. */
  readonly ended?: StudioctlError | undefined;
  readonly footer?: readonly string[];
  readonly exitCode?: ExitCode;
}

export function stepRows(
  steps: readonly Step[],
  { head, format, home, homesFile, leftBehind = [], ended, footer = [], exitCode = exitCodes.done }: Ending,
): Rows {
  const failed = steps.map(({ entity, error }) => ({ target: entityReference(entity), error }));
  const failures = distinctFailures(failed);
  return rows(steps, format === "tsv" ? flatColumns : stepColumns(steps), {
    document: {
      ...head,
      Steps: steps.map(stepDocument),
      Storage: storageOf(steps, home),
      ...(home !== undefined && home.homes.length > 0 && { HomeDirectories: home.homes }),
      ...(homesFile !== undefined && { HomeDirectoriesFile: homesFile }),
      LeftBehind: leftBehind,
      ...(failures.length > 0 && { Failures: failures }),
      ...(ended && errorDocument(ended)),
    },
    below: storageTables(steps, home),
    name: ({ entity, Result }) => (Result === "deleted" ? entityReference(entity) : undefined),
    empty: "nothing to delete",
    footer: [
      ...footer,
      ...failureLines(failed),
      ...(home?.unread ?? []).map((what) => `note: ${what}`),
      ...homesLines(home, homesFile),
      ...leftLines(leftBehind),
    ],
    exitCode,
  });
}

function stepDocument({ entity, Result, Reason }: Step): object {
  const { CreationTime: _created, ...identity } = entity;
  return { ...identity, Result, Reason };
}

function homesLines(home: HomeStorage | undefined, file: string | undefined): string[] {
  if (home === undefined || file === undefined) return [];
  return [
    `whose home directories these are is kept in ${file}; studioctl efs mount-info --file-system ${home.FileSystemId} shows how to mount them`,
  ];
}

/** 0 if all are gone or being deleted as requested, 3 some, 1 none; else the code of the error that ended it. */
export function teardownExitCode(steps: readonly Step[], ended: StudioctlError | undefined): ExitCode {
  if (ended !== undefined) return exitCodeOf(ended.code);
  if (!steps.some(({ Result }) => Result === "failed" || Result === "left")) return exitCodes.done;
  return steps.some(({ Result }) => Result === "deleted" || Result === "deleting") ? exitCodes.partlyFailed : exitCodes.failed;
}

/** What stays, then how to remove it. */
function leftLines(leftBehind: readonly LeftBehind[]): string[] {
  return [...leftBehind.map(leftLine), ...removalLines("it", leftBehind)];
}

function leftLine({ What, CostsMoney, SizeInBytes, Command, Blocks }: LeftBehind): string {
  const size = SizeInBytes === undefined ? "" : `, ${formatBytes(SizeInBytes)}`;
  const blocks = Blocks === undefined || Blocks === "" ? "" : `; these cannot be deleted before: ${Blocks}`;
  return `stays behind${CostsMoney ? ", and costs money" : ""}: ${What}${size}${blocks}\n  ${Command}`;
}

/** The commands that remove it, in their order. */
export function removalLines(what: string, leftBehind: readonly LeftBehind[]): string[] {
  const removals = leftBehind.flatMap(({ Remove }) => Remove);
  return removals.length === 0
    ? []
    : [`to remove ${what}, in this order, with all files for good:\n${removals.map((command) => `  ${command}`).join("\n")}`];
}

/** What cannot be deleted while it exists, a line for each. */
export function blockedLines(what: string, leftBehind: readonly LeftBehind[]): string[] {
  const all = new Set(leftBehind.flatMap(({ Blocks = "" }) => Blocks.split(", ").filter((each) => each !== "")));
  return all.size === 0 ? [] : [`what ${what} left keeps these from being deleted:\n${[...all].map((each) => `  ${each}`).join("\n")}`];
}

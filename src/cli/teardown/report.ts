import type { StudioctlError } from "../../core/errors.ts";
import type { LeftBehind } from "../../core/left-behind.ts";
import type { StepOutcome } from "../../core/teardown-progress.ts";
import { type Entity, type TreeNode, entityReference } from "../../core/teardown.ts";
import type { Column, Tone } from "../../output/column.ts";
import { treeBranches } from "../../output/tree.ts";
import { statusTone } from "../columns.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../exit-codes.ts";
import type { OutputFormat } from "../globals.ts";
import { errorDocument } from "../render-error.ts";
import { type Rows, rows } from "../result.ts";

/** One entity with what becomes of it. */
export interface Step {
  readonly entity: Entity;
  readonly depth: number;
  readonly Result: StepOutcome["Result"] | "planned";
  readonly Reason: string;
}

/** What scripts get of a teardown, beside its steps. */
export interface TeardownHead {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly HomeEfsFileSystem?: "Retain" | "Delete";
}

const tones: Readonly<Record<Step["Result"], Tone>> = { deleted: "good", deleting: "warn", planned: "warn", skipped: "dim", failed: "bad", left: "warn" };

/** What a tree would come to, nothing having been done yet. */
export function plannedSteps(tree: readonly TreeNode[]): readonly Step[] {
  return tree.map(({ entity, depth, task }) => {
    if (task === "leave") return { entity, depth, Result: "skipped", Reason: "it is Failed: it blocks nothing" };
    return { entity, depth, Result: "planned", Reason: task === "wait" ? "it is Deleting already" : "" };
  });
}

/** The tree of what keeps its root, which is not to be deleted with what is in it. */
export function stepsInTheWay(tree: readonly TreeNode[]): readonly Step[] {
  return plannedSteps(tree).map((step) => (step.Result === "planned" ? { ...step, Result: "left", Reason: step.depth === 0 ? "not empty" : "in the way" } : step));
}

/** The steps as a table, of which the first column is the tree they form. */
export function stepColumns(steps: readonly Step[]): readonly Column<Step>[] {
  const branches = treeBranches(steps.map(({ depth }) => depth));
  const labels = new Map(steps.map((step, i) => [step, `${branches[i] ?? ""}${labelOf(step.entity)}`]));
  return [
    { header: "WHAT", value: (step) => labels.get(step) ?? "", tree: true },
    { ...statusOfStep, droppable: true },
    ...resultColumns,
  ];
}

const statusOfStep: Column<Step> = { header: "STATUS", value: ({ entity }) => entity.Status, tone: ({ entity }) => statusTone(entity.Status) };

const resultColumns: readonly Column<Step>[] = [
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
  { header: "REASON", value: ({ Reason }) => Reason, wraps: true },
];

/** The same for scripts: a reference in place of a branch. */
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

interface Ending {
  readonly head: TeardownHead;
  readonly format: OutputFormat;
  readonly leftBehind?: readonly LeftBehind[];
  /** What ended it before its time. */
  readonly ended?: StudioctlError | undefined;
  readonly footer?: readonly string[];
  readonly exitCode?: ExitCode;
}

export function stepRows(steps: readonly Step[], { head, format, leftBehind = [], ended, footer = [], exitCode = exitCodes.done }: Ending): Rows {
  return rows(steps, format === "tsv" ? flatColumns : stepColumns(steps), {
    document: { ...head, Steps: steps.map(stepDocument), LeftBehind: leftBehind, ...(ended && errorDocument(ended)) },
    name: ({ entity, Result }) => (Result === "deleted" ? entityReference(entity) : undefined),
    empty: "nothing to delete",
    footer: [...footer, ...leftBehind.map(leftLine)],
    exitCode,
  });
}

function stepDocument({ entity, Result, Reason }: Step): object {
  const { CreationTime: _created, ...identity } = entity;
  return { ...identity, Result, Reason };
}

function leftLine({ What, CostsMoney, Command }: LeftBehind): string {
  return `stays behind${CostsMoney ? ", and costs money" : ""}: ${What}\n  ${Command}`;
}

/** 0 all gone or on its way as asked, 3 some, 1 none; else that of what ended it. */
export function teardownExitCode(steps: readonly Step[], ended: StudioctlError | undefined): ExitCode {
  if (ended !== undefined) return exitCodeOf(ended.code);
  if (!steps.some(({ Result }) => Result === "failed" || Result === "left")) return exitCodes.done;
  return steps.some(({ Result }) => Result === "deleted" || Result === "deleting") ? exitCodes.partlyFailed : exitCodes.failed;
}

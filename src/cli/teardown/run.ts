import { usageError } from "../../core/errors.ts";
import type { LeftBehind } from "../../core/teardown/left-behind.ts";
import { formatBytes } from "../../core/bytes.ts";
import { type HomeStorage, lostVolumes } from "../../core/teardown/storage.ts";
import { type TreeNode, countByKind, inTheWay } from "../../core/teardown/tree.ts";
import { type TeardownOutcome, applyTeardown } from "../../operations/teardown/apply.ts";
import type { Io } from "../../ports/io.ts";
import { confirmByName } from "../prompts/confirm.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { switchFlag, textFlag } from "../flags.ts";
import { tableText } from "../views/present.ts";
import { errorLines } from "../views/render-error.ts";
import type { Rows } from "../result.ts";
import { waitingOf } from "../common-flags.ts";
import {
  type Step,
  type TeardownHead,
  plannedSteps,
  stepColumns,
  stepRows,
  stepsInTheWay,
  storageTables,
  teardownExitCode,
} from "./report.ts";

/** The flags of both deletes. */
export const teardownFlags = {
  cascade: switchFlag("also delete apps, spaces and user profiles that are in the way"),
  dryRun: switchFlag("show the tree of what would be deleted, but delete nothing"),
};

/** The name that the prompt asks for. */
export function confirmFlag(placeholder: string) {
  return textFlag(placeholder, "confirm without a prompt by giving this name; --yes is not enough");
}

export interface TeardownRequest {
  readonly head: TeardownHead;
  readonly tree: readonly TreeNode[];
  readonly flags: { readonly cascade: boolean; readonly dryRun: boolean; readonly confirm: string | undefined };
  /** Typed to confirm it. */
  readonly name: string;
  /** `domain d-1`, `user profile alice`. */
  readonly what: string;
  readonly leftBehind: readonly LeftBehind[];
  /** The file system of the domain, if it has one. */
  readonly home: HomeStorage | undefined;
  /** Saves the owners of kept home directories before anything is deleted; undefined if there are none. Resolves to the file. */
  readonly keepHomes: (() => Promise<string>) | undefined;
}

/** Refuses flags that contradict each other, before any call. */
export function checkTeardownFlags({ globals }: Context, { cascade, dryRun }: TeardownRequest["flags"]): void {
  if (!cascade || dryRun || !globals.noWait) return;
  throw usageError("--no-wait cannot be used with --cascade", {
    why: "what owns something can only be deleted when that is gone",
    fix: "bound the wait with --timeout; run again to continue with what is left",
  });
}

/** Shows, confirms and applies a teardown. */
export async function tearDown(context: Context, request: TeardownRequest): Promise<Rows> {
  const { head, tree, flags, leftBehind, what, home, keepHomes } = request;
  const format = context.globals.output;
  if (flags.dryRun) return stepRows(plannedSteps(tree), { head, format, home, leftBehind });
  const blocking = inTheWay(tree);
  if (blocking.length > 0 && !flags.cascade) {
    const footer = [`${what} is not empty: ${countByKind(blocking)}`, "--cascade deletes them too"];
    return stepRows(stepsInTheWay(tree), { head, format, home, footer, exitCode: exitCodes.failed });
  }
  if (tree.some(({ task }) => task === "delete")) await confirm(context, request, blocking);
  const homesFile = await keepHomes?.();
  const studio = await context.studio();
  const ports = { studio, clock: context.clock, progress: await quietly(context) };
  const outcome = await applyTeardown(ports, tree, {
    homeFileSystem: head.HomeEfsFileSystem,
    waiting: waitingOf(context),
    signal: context.signal,
  });
  const steps: readonly Step[] = outcome.steps;
  const going = steps[0]?.Result === "deleted" || steps[0]?.Result === "deleting";
  return stepRows(steps, {
    head,
    format,
    home,
    homesFile,
    leftBehind: going ? leftBehind : [],
    ended: outcome.ended,
    footer: endingLines(outcome, context.io),
    exitCode: teardownExitCode(steps, outcome.ended),
  });
}

async function confirm(context: Context, request: TeardownRequest, blocking: readonly TreeNode[]): Promise<void> {
  const { tree, flags, name, home } = request;
  const steps = plannedSteps(tree);
  const { stderr } = context.io;
  const show = async (): Promise<void> => {
    const storage = storageTables(steps, home);
    await stderr.write(await tableText(steps, stepColumns(steps), stderr));
    for (const { rows, columns } of storage) {
      await stderr.write("\n");
      await stderr.write(await tableText(rows, columns, stderr));
    }
  };
  await confirmByName(context, { name, what: lossOf(request, blocking), given: flags.confirm, show });
}

/** `domain d-1 with 3 apps, 1 space, 1 volume (100 GB), and EFS file system fs-1 (1.2 TiB) with all home directories`. */
function lossOf({ head, tree, what, home }: TeardownRequest, blocking: readonly TreeNode[]): string {
  const inside = [...(blocking.length === 0 ? [] : [countByKind(blocking)]), ...[lostVolumes(tree) ?? []].flat()];
  const all = inside.length === 0 ? what : `${what} with ${inside.join(", ")}`;
  if (home === undefined || head.UserProfileName !== undefined) return all;
  const size = home.SizeInBytes === undefined ? "" : ` (${formatBytes(home.SizeInBytes.Value)})`;
  return home.fate === "Delete"
    ? `${all}, and EFS file system ${home.FileSystemId}${size} with all home directories`
    : `${all}, and keeps EFS file system ${home.FileSystemId}${size}`;
}

/** With --quiet, permanent lines are omitted too. */
async function quietly(context: Context) {
  const progress = await context.progress();
  return context.globals.quiet ? { ...progress, note() {} } : progress;
}

/** The progress, and how to continue, if not everything is gone. */
function endingLines({ steps, ended }: TeardownOutcome, { stderr }: Io): string[] {
  const some = (result: Step["Result"]): number => steps.filter(({ Result }) => Result === result).length;
  const rest = some("deleting") + some("left") + some("failed");
  if (rest === 0) return [];
  const done = `${some("deleted")} deleted, ${some("deleting")} on their way, ${some("failed")} failed, ${some("left")} left`;
  return [...(ended === undefined ? [] : errorLines(ended, stderr)), `${done}: run it again to go on from there`];
}

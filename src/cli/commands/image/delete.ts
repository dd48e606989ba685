import { usageError } from "../../../core/errors.ts";
import { checkImageName } from "../../../core/image/image.ts";
import { levelLabel, levelOf, levelReference, levelText } from "../../../core/settings/level.ts";
import { type DeletionStep, type ImageDeletion, deleteImage, deletionSteps, planImageDeletion } from "../../../operations/image/delete.ts";
import type { Column, Tone } from "../../../output/column.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmByName } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { type ExitCode, exitCodes } from "../../exit-codes.ts";
import { switchFlag } from "../../flags.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { tableText } from "../../views/present.ts";
import { type Rows, rows } from "../../result.ts";
import { confirmFlag } from "../../teardown/run.ts";
import { workOf } from "../../views/settings-levels.ts";

const flags = {
  cascade: switchFlag("first detach it everywhere, and delete the app image configs that were made for it"),
  dryRun: switchFlag("show what would be deleted, but delete nothing"),
  confirm: confirmFlag("IMAGE"),
};

export const imageDelete = defineCommand({
  name: "image delete",
  summary: "Delete an image with all its versions, and with --cascade its attachments",
  description:
    "Without --cascade, attachments in the way are shown, and nothing is deleted. With it, the image is detached everywhere, " +
    "app image configs that were made for it and that nothing else uses are deleted, and then the image, after you type its " +
    "name. The command fails while apps run with the image. The container in ECR stays. After an interruption, a timeout or a " +
    "partial failure, run the command again: it continues with what is left.",
  args: { image: requiredArgument("IMAGE", "name of the image", { completes: "image", check: checkImageName }) },
  flags,
  examples: [
    ["Show what would be deleted", "studioctl image delete pytorch --cascade --dry-run"],
    ["Detach an image everywhere and delete it", "studioctl image delete pytorch --cascade"],
    ["The same in a script", "studioctl image delete pytorch --cascade --confirm pytorch"],
  ],
  async run({ args, flags: given, context }) {
    const { timeout, noWait } = context.globals;
    if (given.cascade && noWait && !given.dryRun) {
      throw usageError("--no-wait cannot be used with --cascade", {
        why: "an image can only be deleted after it is detached",
        fix: "omit one of the two",
      });
    }
    const [studio, images, progress] = await Promise.all([context.studioInFull(), context.images(), context.progress()]);
    const found = await planImageDeletion({ studio, images }, args.image, await workOf(context));
    const plan = given.cascade ? found : { ...found, configs: [] };
    const named = found.defaultOf.map((level) => `${levelLabel(level)} uses it by default: choose another default there`);
    const kept = given.cascade ? [] : found.configs.map((name) => `app image config ${name} remains: --cascade deletes it too`);
    if (!given.cascade && plan.attachments.length > 0) return inTheWay(plan);
    if (given.dryRun) return stepRows(plan, deletionSteps(plan), [...named, ...kept]);
    await confirm(context, plan, given.confirm);
    const steps = await deleteImage(
      { studio, images, clock: context.clock, progress },
      plan,
      { timeoutMs: timeout, signal: context.signal },
      !noWait,
    );
    return stepRows(plan, steps, [...endingLines(steps, !noWait), ...named, ...kept], exitCodeOf(steps, !noWait));
  },
});

function inTheWay(plan: ImageDeletion): Rows {
  const { ImageName, attachments } = plan;
  const steps = deletionSteps(plan, { Result: "left", Reason: "" }).map((step) => ({
    ...step,
    Reason: step.Kind === "Image" ? "attached" : "in the way",
  }));
  const levels = new Set(attachments.map((each) => levelReference(levelOf(each)))).size;
  const footer = [
    `image ${ImageName} has ${levels} attachment${levels === 1 ? "" : "s"}: --cascade detaches it first, or studioctl image detach ${ImageName}`,
  ];
  return stepRows(plan, steps, footer, exitCodes.failed);
}

async function confirm(context: Context, plan: ImageDeletion, given: string | undefined): Promise<void> {
  const { ImageName, attachments } = plan;
  const steps = deletionSteps(plan);
  const show = async (): Promise<void> => await context.io.stderr.write(await tableText(steps, columnsFor(plan), context.io.stderr));
  const what = `image ${ImageName} with all its versions${attachments.length === 0 ? "" : ", and detaches it"}`;
  if (steps.length > 0) await confirmByName(context, { name: ImageName, what, given, show });
}

const tones: Readonly<Record<DeletionStep["Result"], Tone>> = {
  planned: "warn",
  detached: "good",
  detaching: "warn",
  deleted: "good",
  deleting: "warn",
  failed: "bad",
  left: "warn",
};

function columnsFor({ domains }: ImageDeletion): readonly Column<DeletionStep>[] {
  return [
    { header: "WHAT", value: (step) => labelOf(step, domains) },
    { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
    { header: "REASON", value: ({ Reason }) => Reason, wraps: true },
  ];
}

function labelOf({ Kind, Name, Attachment }: DeletionStep, domains: ReadonlyMap<string, string>): string {
  if (Attachment !== undefined) return `${Attachment.AppType} list of ${levelText(levelOf(Attachment), domains)}`;
  return Kind === "Image" ? `image ${Name}` : `app image config ${Name}`;
}

function stepRows(
  plan: ImageDeletion,
  steps: readonly DeletionStep[],
  footer: readonly string[] = [],
  exitCode: ExitCode = exitCodes.done,
): Rows {
  const errors = errorMembers(steps.map(({ error }) => error));
  return rows(steps, columnsFor(plan), {
    document: steps.map(({ error: _error, ...step }, i) => ({ ...step, ...errors[i] })),
    name: ({ Kind, Name }) => (Kind === "Image" ? Name : undefined),
    empty: `image ${plan.ImageName} is gone already`,
    footer: [...footer, ...failureLines(steps.map((step) => ({ target: labelOf(step, plan.domains), error: step.error })))],
    exitCode,
  });
}

function endingLines(steps: readonly DeletionStep[], waited: boolean): readonly string[] {
  return exitCodeOf(steps, waited) === exitCodes.done ? [] : ["not all is gone: run it again to go on from there"];
}

/** With waiting, steps that are still in progress have timed out. */
function exitCodeOf(steps: readonly DeletionStep[], waited: boolean): ExitCode {
  if (waited && steps.some(({ Result }) => Result === "deleting" || Result === "detaching")) return exitCodes.timeout;
  if (!steps.some(({ Result }) => Result === "failed")) return exitCodes.done;
  return steps.some(({ Result }) => Result === "deleted" || Result === "detached") ? exitCodes.partlyFailed : exitCodes.failed;
}

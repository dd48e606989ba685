import { checkSpaceName } from "../../../core/reference.ts";
import { appReference } from "../../../core/app/app.ts";
import { usageError } from "../../../core/errors.ts";
import { volumeOf } from "../../../core/space/settings.ts";
import { type SpaceDeletion, deleteSpace, planSpaceDeletion } from "../../../operations/space/delete.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { switchFlag } from "../../flags.ts";
import { type Details, details, known } from "../../result.ts";
import { theDomainOfSpace } from "../../targets.ts";
import { waitingOf } from "../../common-flags.ts";

export const spaceDelete = defineCommand({
  name: "space delete",
  summary: "Delete a space, with its volume and the files on it",
  description:
    "Asks for confirmation, then deletes the space and waits until it is gone. If its app is running, the command fails, " +
    "unless --cascade stops the app as well. After an interruption, run the command again: it continues with what is left.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { cascade: switchFlag("stop its app first") },
  examples: [
    ["Delete a space whose app is not running", "studioctl space delete nlp-lab --domain research"],
    ["Stop its app and delete the space without confirmation", "studioctl space delete nlp-lab -d research --cascade --yes"],
  ],
  async run({ args, flags, context }) {
    const waiting = waitingOf(context);
    if (flags.cascade && waiting === undefined) {
      throw usageError("--cascade cannot be used with --no-wait", {
        why: "a space can only be deleted after its app is gone",
        fix: "omit one of the two",
      });
    }
    const studio = await context.studio();
    const plan = await planSpaceDeletion(
      { studio },
      { DomainId: await theDomainOfSpace(context, args.space), SpaceName: args.space },
      flags.cascade,
    );
    await confirmOrDecline(context, questionOf(plan));
    await deleteSpace({ studio, clock: context.clock, progress: await context.progress() }, plan, waiting);
    return result(plan, waiting !== undefined);
  },
});

function result(plan: SpaceDeletion, isGone: boolean): Details {
  const { space } = plan;
  const { DomainId, SpaceName } = space;
  const gb = volumeOf(space);
  const Result = isGone ? "deleted" : "deleting";
  const volume = { Kind: "EbsVolume", SpaceName, ...(gb !== undefined && { SizeInGb: gb }), Result, Reason: "" };
  return details({
    document: { DomainId, SpaceName, Result, Storage: [volume] },
    name: SpaceName,
    fields: known([
      ["Space", SpaceName],
      ["Result", Result],
      ["Volume", gb === undefined ? "of unknown size" : `${gb} GB`],
    ]),
    footer: [`${isGone ? "deleted" : "accepted"}: ${lossOf(plan)}`],
  });
}

function questionOf(plan: SpaceDeletion): string {
  const apps = plan.running.map((app) => ` It stops ${appReference(app)} first.`).join("");
  return `This deletes ${lossOf(plan)}.${apps} Continue?`;
}

/** What is deleted with a space (service-facts: The model of Studio and App rules). */
function lossOf({ space }: SpaceDeletion): string {
  const gb = volumeOf(space);
  return `space ${space.SpaceName}, its volume${gb === undefined ? "" : ` of ${gb} GB`} and the files on it`;
}

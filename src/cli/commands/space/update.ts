import { checkSpaceName } from "../../../core/reference.ts";
import { appReference } from "../../../core/app/app.ts";
import type { Difference } from "../../../core/settings/difference.ts";
import type { Space } from "../../../core/domain/domain.ts";
import { usageError } from "../../../core/errors.ts";
import { type SpaceUpdatePlan, planSpaceUpdate, updateSpace } from "../../../operations/space/update.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../confirm.ts";
import { differenceColumns, showDifferences } from "../../difference.ts";
import { textFlag } from "../../flags.ts";
import { type Rows, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { waitingOf } from "../../waiting.ts";
import { notChecked } from "../domain/flags.ts";
import { idleNotes, settingsFlags, settingsRequest } from "./flags.ts";

export const spaceUpdate = defineCommand({
  name: "space update",
  summary: "Change a space",
  description:
    "Shows the difference, asks for confirmation, changes the settings that were given and no others, and waits until the " +
    "change is complete. Settings that have the given value already are left alone. An image must be attached for the app type " +
    "of the space. A running app keeps its settings until it is restarted; to enlarge the volume, stop the app first.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { ...settingsFlags, displayName: textFlag("TEXT", "the name that Studio shows", { check: checkDisplayName }) },
  examples: [
    ["Enlarge the volume", "studioctl space update nlp-lab --domain research --volume-gb 200"],
    ["Use a version of an image", "studioctl space update nlp-lab -d research --image pytorch --image-version 1 --yes"],
    ["Use the default image again", "studioctl space update nlp-lab -d research --image none --yes"],
    [
      "Use a smaller instance and a shorter idle time",
      "studioctl space update nlp-lab -d research --instance-type ml.t3.large --idle 1h --yes",
    ],
  ],
  async run({ args, flags, context }) {
    const request = { ...settingsRequest(flags), SpaceName: args.space, displayName: flags.displayName };
    if (Object.values({ ...request, SpaceName: undefined }).every((value) => value === undefined)) {
      throw usageError("nothing to change", { fix: "--instance-type, --volume-gb, --idle, --image, --image-version or --display-name" });
    }
    const studio = await context.studio();
    const plan = await planSpaceUpdate({ studio, images: () => context.images() }, { ...request, DomainId: await theDomain(context) });
    if (plan.differences.length === 0) return changeRows(plan, plan.space, []);
    await showDifferences(context, plan.differences);
    await confirmOrDecline(context, `Change space ${plan.space.SpaceName} so?`);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const space = await updateSpace(ports, plan, waitingOf(context));
    return changeRows(plan, space, [
      ...acceptance(space),
      ...runningNotes(plan),
      ...idleNotes(request, plan.idle),
      ...plan.unknown.map(notChecked),
    ]);
  },
});

function changeRows({ differences, space }: SpaceUpdatePlan, { Status }: Space, footer: readonly string[]): Rows {
  const { DomainId, SpaceName } = space;
  return rows(differences, differenceColumns, {
    document: { DomainId, SpaceName, Changed: differences.length > 0, Differences: differences, Status },
    name: (difference: Difference) => (difference === differences[0] ? SpaceName : undefined),
    empty: "nothing to change",
    footer,
  });
}

function acceptance({ Status }: Space): string[] {
  return Status === "InService" ? [] : [`accepted: it is ${Status}`];
}

/** The settings of a space are those its app is started with (SageMaker API: DefaultResourceSpec). */
function runningNotes({ running, differences }: SpaceUpdatePlan): string[] {
  const concerned = differences.some(({ Setting }) => Setting.startsWith("SpaceSettings."));
  return running !== undefined && concerned ? [`${appReference(running)} goes on with what it has until it is restarted`] : [];
}

/** SageMaker API: SpaceDisplayName. */
function checkDisplayName(text: string, flag: string): void {
  if (text.trim() === "" || text.length > 64) throw usageError(`${flag} does not take "${text}"`, { fix: "1 to 64 characters" });
}

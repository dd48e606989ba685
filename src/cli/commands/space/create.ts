import { checkSpaceName } from "../../../core/reference.ts";
import { usageError } from "../../../core/errors.ts";
import { idleShutdownTypes } from "../../../core/idle-shutdown/idle-shutdown.ts";
import { type CreateOutcome, type SpacePlan, createSpace, planSpace } from "../../../operations/space/create.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { choiceFlag, switchFlag, withDefault } from "../../flags.ts";
import { ownerFlags, tagFlag, waitingOf } from "../../common-flags.ts";
import { type Result, details } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { notChecked } from "../domain/flags.ts";
import { spaceDetails } from "./describe.ts";
import { idleNotes, requiredType, settingsFlags, settingsRequest } from "./flags.ts";

export const spaceCreate = defineCommand({
  name: "space create",
  summary: "Create a space",
  description:
    "Checks the owner, the instance type, the volume, the idle time and the image before any call that changes something, then " +
    "creates the space and waits until it is InService. If a space of that name exists with the same settings, nothing is " +
    "changed.",
  args: { space: requiredArgument("SPACE", "name of the space", { check: checkSpaceName }) },
  flags: {
    owner: { ...ownerFlags.user, summary: "user profile that owns the space" },
    appType: choiceFlag("TYPE", idleShutdownTypes, "JupyterLab or CodeEditor; it cannot be changed later"),
    sharing: withDefault(choiceFlag("HOW", ["private", "shared"], "private, or shared with all users of the domain"), "private"),
    ...settingsFlags,
    tag: tagFlag("tags of the space"),
    dryRun: switchFlag("check only, create nothing"),
  },
  examples: [
    ["Create a space for notebooks", "studioctl space create nlp-lab --domain research --owner alice --app-type JupyterLab"],
    [
      "Create a space with a GPU, more storage and an idle time",
      "studioctl space create vision -d research --owner alice --app-type JupyterLab --instance-type ml.g5.xlarge --volume-gb 100 --idle 2h",
    ],
    ["Create a space for a team", "studioctl space create team-etl -d research --owner ben --app-type CodeEditor --sharing shared"],
  ],
  seeAlso: ["app start", "image attach", "auto-shutdown settings set"],
  asks: [{ by: ["owner"] }, { by: ["appType"] }],
  async run({ args, flags, context }) {
    if (flags.owner === undefined) throw usageError("missing --owner", { fix: "--owner USER" });
    const request = {
      ...settingsRequest(flags),
      SpaceName: args.space,
      owner: flags.owner,
      type: requiredType(flags.appType),
      sharing: flags.sharing === "shared" ? ("Shared" as const) : ("Private" as const),
      tags: flags.tag,
    };
    const studio = await context.studio();
    const plan = await planSpace({ studio, images: () => context.images() }, { ...request, DomainId: await theDomain(context) });
    const notes = [...idleNotes(request, plan.idle), ...plan.unknown.map(notChecked)];
    if (flags.dryRun) return checked(plan, notes);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const outcome = await createSpace(ports, plan, waitingOf(context));
    return spaceDetails(outcome.space, context.clock.now(), [outcomeText(outcome), ...notes]);
  },
});

function outcomeText({ outcome, space: { SpaceName, DomainId, Status } }: CreateOutcome): string {
  if (outcome === "already-there") return "it exists already: nothing was changed";
  return Status === "InService" ? `created: studioctl space start ${SpaceName} -d ${DomainId} starts its app` : `accepted: it is ${Status}`;
}

function checked({ newSpace, present }: SpacePlan, notes: readonly string[]): Result {
  const { SpaceSettings, OwnershipSettings, SpaceSharingSettings } = newSpace;
  return details({
    document: { ...newSpace, DryRun: true },
    name: newSpace.SpaceName,
    fields: [
      ["Space", newSpace.SpaceName],
      ["Domain", newSpace.DomainId],
      ["Type", SpaceSettings.AppType ?? ""],
      ["Sharing", SpaceSharingSettings.SharingType],
      ["Owner", OwnershipSettings.OwnerUserProfileName],
    ],
    footer: [
      present === undefined ? "checked: this space can be created; nothing was changed" : "it exists already: nothing was changed",
      ...notes,
    ],
  });
}

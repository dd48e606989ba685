import { checkSpaceName } from "../../../core/reference.ts";
import { idleShutdownTypeOf } from "../../../core/idle-shutdown/idle-shutdown.ts";
import type { Space } from "../../../core/domain/domain.ts";
import { remoteAccessOf, volumeOf } from "../../../core/space/settings.ts";
import { describeSpace } from "../../../operations/space/describe.ts";
import { statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { type Details, type Fields, details, known } from "../../result.ts";
import { theDomainOfSpace } from "../../targets.ts";

export const spaceDescribe = defineCommand({
  name: "space describe",
  summary: "Show one space",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  examples: [["A space", "studioctl space describe nlp-lab --domain research"]],
  async run({ args, context }) {
    const studio = await context.studio();
    const space = await describeSpace({ studio }, { DomainId: await theDomainOfSpace(context, args.space), SpaceName: args.space });
    return spaceDetails(space, context.clock.now());
  },
});

/** A space as `describe`, `create` and `update` show it. */
export function spaceDetails(space: Space, now: Date, footer: readonly string[] = []): Details {
  return details({ document: space, fields: known(fieldsOf(space, now)), name: space.SpaceName, footer });
}

function fieldsOf(space: Space, now: Date): Fields {
  const settings = space.SpaceSettings;
  const app = settings?.AppType === "CodeEditor" ? settings.CodeEditorAppSettings : settings?.JupyterLabAppSettings;
  const gigabytes = volumeOf(space);
  const minutes = app?.AppLifecycleManagement?.IdleSettings?.IdleTimeoutInMinutes;
  return [
    ["Space", space.SpaceName],
    ["Display name", space.SpaceDisplayName],
    ["Domain", space.DomainId],
    ["Status", space.Status, statusTone(space.Status)],
    ["Why", space.FailureReason],
    ["Type", settings?.AppType],
    ["Sharing", space.SpaceSharingSettings?.SharingType],
    ["Owner", space.OwnershipSettings?.OwnerUserProfileName],
    ["Instance type", app?.DefaultResourceSpec?.InstanceType],
    ["Image", app?.DefaultResourceSpec?.SageMakerImageVersionArn ?? app?.DefaultResourceSpec?.SageMakerImageArn],
    ["Remote access", idleShutdownTypeOf(space) === undefined ? undefined : remoteAccessOf(settings)],
    ["Volume", gigabytes === undefined ? undefined : `${gigabytes} GB`],
    ["Idle shutdown", minutes === undefined ? undefined : `after ${minutes} minutes`],
    ["Created", timeAndAge(space.CreationTime, now)],
    ["URL", space.Url],
  ];
}

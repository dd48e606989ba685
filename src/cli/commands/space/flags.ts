import { checkInstanceForType, checkInstanceType } from "../../../core/app/rules.ts";
import { usageError } from "../../../core/errors.ts";
import { idleMinutes, type IdleShutdown, type IdleShutdownType, idleShutdownTypes } from "../../../core/idle-shutdown/idle-shutdown.ts";
import { type ImageVersionRequest, checkImageOrNone, parseImageVersion } from "../../../core/image/image.ts";
import { type SpaceRequest, volumeRange } from "../../../core/space/settings.ts";
import type { ImageRequest } from "../../../operations/image/choose.ts";
import { type Flag, type FlagValues, choiceFlag, durationFlag, integerFlag, textFlag } from "../../flags.ts";

/** The flags of `create` and `update`. */
export const settingsFlags = {
  instanceType: textFlag("TYPE", "instance type of its app", { check: checkSpaceInstance, completes: "instance-type" }),
  volumeGb: integerFlag(
    `size of the volume in GB: ${volumeRange.min} to ${volumeRange.max}; it can grow later, but not shrink`,
    volumeRange,
  ),
  remoteAccess: choiceFlag("on|off", ["on", "off"], "whether people can connect with ssh and remote editors"),
  idle: durationFlag("shut down its app after this long without activity: 60m to 365d"),
  image: textFlag("NAME|ARN|none", "SageMaker image: a name in this account, any ARN, or none for the service's default", {
    check: checkImageOrNone,
    completes: "image",
  }),
  imageVersion: imageVersionFlag("version of the image; latest uses the newest one at each start"),
};

/** `--image-version`: a number, an alias, or latest. */
export function imageVersionFlag(summary: string): Flag<ImageVersionRequest | undefined> {
  return { summary, placeholder: "N|ALIAS", absent: undefined, parse: (texts, name) => parseImageVersion(texts.at(-1) ?? "", name) };
}

/** The request of the flags; throws a usage error for a time outside the service's range. */
export function settingsRequest({
  instanceType,
  volumeGb,
  idle,
  image,
  imageVersion,
  remoteAccess,
}: FlagValues<typeof settingsFlags>): Omit<SpaceRequest, "image"> & ImageRequest {
  return {
    instanceType,
    volumeGb,
    image,
    imageVersion,
    remoteAccess,
    ...(idle !== undefined && { idleMinutes: idleMinutes(idle, "--idle") }),
  };
}

/** Why an idle time may not take effect. */
export function idleNotes({ idleMinutes }: { readonly idleMinutes?: number | undefined }, above: IdleShutdown | undefined): string[] {
  if (idleMinutes === undefined || above?.LifecycleManagement !== "DISABLED") return [];
  return [`idle shutdown is off for this space (from the ${above.LifecycleManagementFrom}): its time has an effect once it is on`];
}

/** An instance type that the service knows and that spaces can run on: `system` is JupyterServer's alone (service-facts: App rules). */
function checkSpaceInstance(text: string, flag: string): void {
  checkInstanceType(text, flag);
  for (const type of idleShutdownTypes) checkInstanceForType(type, text);
}

/** The given app type; it cannot be changed later. */
export function requiredType(type: IdleShutdownType | undefined): IdleShutdownType {
  if (type !== undefined) return type;
  throw usageError("missing --type", { fix: "--app-type JupyterLab or --app-type CodeEditor" });
}

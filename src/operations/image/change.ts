import type { CustomImage, CustomImageType } from "../../core/custom-image.ts";
import { customImageCap, sameCustomImage } from "../../core/custom-images.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type SettingsLevel, levelFlags, levelLabel } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { rewriteSettings } from "../settings/rewrite.ts";
import { settingsTarget } from "../settings/target.ts";
import type { Waiting } from "../wait.ts";

type Studio = Domains & UserProfiles & Spaces;

type CustomImages = readonly CustomImage[];

export interface RewrittenImages {
  readonly before: CustomImages;
  readonly after: CustomImages;
  readonly Status: string;
}

/**
 * Makes of a level's list what `change` makes of it as it then is; its settings of that type of app are written whole, and
 * nothing beside them (FACTS 5). A list that is so already is not written. Rejects with what `change` throws,
 * `limit-exceeded`, and as rewriteSettings does.
 */
export async function rewriteCustomImages(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  level: SettingsLevel,
  type: CustomImageType,
  change: (list: CustomImages) => CustomImages,
  waiting: Waiting | undefined,
): Promise<RewrittenImages> {
  const target = settingsTarget(ports.studio, level, type);
  const { before, settings, Status } = await rewriteSettings(
    ports,
    target,
    (present) => {
      const list = present.CustomImages ?? [];
      const wanted = change(list);
      if (sameList(list, wanted)) return undefined;
      requireRoom(level, list, wanted);
      return { ...present, CustomImages: wanted };
    },
    waiting,
  );
  return { before: before.CustomImages ?? [], after: settings.CustomImages ?? [], Status };
}

/** Refuses a list that grows beyond what its level takes (FACTS 5), with `limit-exceeded`. */
export function requireRoom(level: SettingsLevel, before: CustomImages, after: CustomImages): void {
  const most = customImageCap(level);
  if (after.length <= most || after.length <= before.length) return;
  throw new StudioctlError("limit-exceeded", `${levelLabel(level)} cannot take "${after.at(-1)?.ImageName}": it has ${before.length} custom images, and takes ${most}`, {
    why: before.length <= 20 ? before.map(({ ImageName }) => ImageName).join(", ") : undefined,
    fix: `detach one first: studioctl image detach IMAGE ${levelFlags(level)}`,
  });
}

function sameList(one: CustomImages, other: CustomImages): boolean {
  return one.length === other.length && one.every((image, index) => sameCustomImage(image, other[index] ?? image));
}

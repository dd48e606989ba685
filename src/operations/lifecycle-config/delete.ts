import { appReference } from "../../core/app/app.ts";
import { levelLabel, requireAllRead } from "../../core/settings/level.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { LifecycleConfig } from "../../core/lifecycle-config/lifecycle-config.ts";
import { namesText } from "../../core/suggest.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import type { Work } from "../concurrently.ts";
import { appsUsing, readAttachments } from "./attachments.ts";
import { describeLifecycleConfig } from "./describe.ts";

/**
 * A lifecycle config that nothing uses, so that it can be deleted. Rejects with `not-found`, and with `in-use`, naming the levels
 * that have it and the running apps that use it (SageMaker API: DeleteStudioLifecycleConfig). Rejects as
 * requireAllRead does where it cannot be known whether it is attached.
 */
export async function unusedLifecycleConfig(
  { studio, configs }: { readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps">; readonly configs: LifecycleConfigs },
  name: string,
  work: Work,
): Promise<LifecycleConfig> {
  const config = await describeLifecycleConfig({ configs }, name);
  const [{ attachments, unread }, apps] = await Promise.all([readAttachments({ studio }, config, work), appsUsing({ studio }, config)]);
  if (attachments.length === 0 && apps.length === 0) {
    requireAllRead(`lifecycle config "${name}"`, unread);
    return config;
  }
  const levels = attachments.map(({ level }) => levelLabel(level));
  const running = apps.map(appReference);
  throw new StudioctlError("in-use", `lifecycle config "${name}" is in use`, {
    why: [
      ...(levels.length === 0 ? [] : [`attached to ${namesText(levels)}`]),
      ...(running.length === 0 ? [] : [`used by ${namesText(running)}`]),
    ].join("; "),
    fix: [
      ...(running.length === 0 ? [] : [`studioctl app stop ${running.join(" ")}`]),
      ...(levels.length === 0 ? [] : [`studioctl lifecycle-config detach ${name}`]),
    ].join(" && "),
  });
}

import type { AppTypeSettings, Space } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { isShared } from "../../core/idle-shutdown/idle-shutdown.ts";
import { attached, type LifecycleConfig, type LifecycleConfigType } from "../../core/lifecycle-config/lifecycle-config.ts";
import type { SettingsLevel } from "../../core/settings/level.ts";
import { completeSpec, defaultSpaceInstance } from "../../core/space/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { aboveOf } from "../space/allowed.ts";
import { describeSpace } from "../space/describe.ts";
import type { Waiting } from "../waiters.ts";
import { describeLifecycleConfig } from "./describe.ts";
import { type LevelChange, type SettingsChange, plannedChange, rewriteSettings } from "../settings/rewrite.ts";
import { settingsTarget } from "../settings/target.ts";

type Studio = Domains & UserProfiles & Spaces;

export interface AttachRequest {
  readonly name: string;
  readonly level: SettingsLevel;
  readonly asDefault: boolean;
}

export interface AttachPlan extends LevelChange {
  readonly config: LifecycleConfig;
  /** Whether it becomes the default there. */
  readonly asDefault: boolean;
  readonly change: SettingsChange;
}

/** Plans the attachment of a lifecycle config to a level. Rejects with `not-found`, or `invalid`: a space for another type of app. */
export async function planAttach(
  { studio, configs }: { readonly studio: Studio; readonly configs: LifecycleConfigs },
  { name, level, asDefault: requested }: AttachRequest,
): Promise<AttachPlan> {
  const config = await describeLifecycleConfig({ configs }, name);
  const type = config.StudioLifecycleConfigAppType;
  const { owner, DomainId } = level;
  const inSpace = owner !== undefined && "SpaceName" in owner;
  const space = inSpace ? await describeSpace({ studio }, { DomainId, ...owner }) : undefined;
  if (space !== undefined) requireType(space, config);
  const instance = space === undefined ? undefined : await instanceOf(studio, space, type);
  const listed = !inSpace || classicTypes.has(type);
  const asDefault = requested || !listed;
  const change: SettingsChange = (settings) =>
    withInstance(attached(settings, { arn: config.StudioLifecycleConfigArn, type, asDefault, listed }), instance);
  const target = settingsTarget(studio, level, type);
  return { ...plannedChange(target, await target.read(), change), config, asDefault, change };
}

/**
 * Attaches as planned: waits until nothing else is under way, reads again, writes, and checks the result. Resolves to what was changed.
 * Rejects with `in-use`, `failed` (with the service's reason) or `timeout`.
 */
export async function applyAttach(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  { config, level, change }: AttachPlan,
  waiting: Waiting | undefined,
): Promise<LevelChange> {
  return await rewriteSettings(ports, settingsTarget(ports.studio, level, config.StudioLifecycleConfigAppType), change, waiting);
}

const classicTypes: ReadonlySet<LifecycleConfigType> = new Set(["JupyterServer", "KernelGateway"]);

/**
 * The instance type of a space's apps if its own settings do not set one: the service requires it with the lifecycle config (see
 * completeSpec).
 */
async function instanceOf(studio: Domains & UserProfiles, space: Space, type: LifecycleConfigType): Promise<string> {
  if (type === "JupyterServer") return "system";
  const { owner, domain } = await aboveOf(studio, space);
  return defaultSpaceInstance(type, isShared(space), owner, domain);
}

function withInstance(settings: AppTypeSettings, instance: string | undefined): AppTypeSettings {
  const { DefaultResourceSpec: spec } = settings;
  return instance === undefined || spec === undefined ? settings : { ...settings, DefaultResourceSpec: completeSpec(spec, instance) };
}

/** A space is for one type of app (service-facts: The model of Studio); one of Studio Classic has both of its types. */
function requireType(
  { SpaceName, SpaceSettings }: Space,
  { StudioLifecycleConfigName: name, StudioLifecycleConfigAppType: type }: LifecycleConfig,
): void {
  const own = SpaceSettings?.AppType;
  const isNew = own === "JupyterLab" || own === "CodeEditor";
  if (isNew ? own === type : classicTypes.has(type)) return;
  throw new StudioctlError(
    "invalid",
    `lifecycle config "${name}" is for ${type}, and space "${SpaceName}" is for ${isNew ? own : "Studio Classic"}`,
    {
      why: "a lifecycle config is for one app type, which cannot be changed",
      fix: isNew ? `create one for it: studioctl lifecycle-config create NAME --file SCRIPT --app-type ${own}` : undefined,
    },
  );
}

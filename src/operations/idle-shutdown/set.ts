import type { Owner } from "../../core/app/app.ts";
import type { AppTypeSettings, IdleSettings } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import {
  contradiction,
  idleDifferences,
  idleSettingsOf,
  type IdleShutdown,
  type IdleShutdownType,
  withIdleSettings,
} from "../../core/idle-shutdown/idle-shutdown.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { rewriteSettings } from "../settings/rewrite.ts";
import { type Target, settingsTarget } from "../settings/target.ts";
import type { Waiting } from "../waiters.ts";
import { ownersIdleShutdown } from "./get.ts";

type Studio = Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;

export interface IdleRequest {
  readonly DomainId: string;
  /** Absent: the domain's own defaults. */
  readonly owner: Owner | undefined;
  readonly type: IdleShutdownType;
  /** The members to set; a space has only IdleTimeoutInMinutes. */
  readonly change: IdleSettings;
}

/** A level's own idle settings, as they are and as they will be. */
export interface IdleDifferenceOf {
  readonly before: IdleSettings;
  readonly after: IdleSettings;
}

export interface IdleOutcome extends IdleDifferenceOf {
  readonly Status: string;
}

export interface IdlePlan extends IdleOutcome {
  readonly target: Target;
  readonly change: IdleSettings;
  /** The settings above a space, whose range limits it. */
  readonly above: IdleShutdown | undefined;
}

/** Reads what a request would change. Rejects with `not-found`, or `invalid`: another app type, times that contradict each other. */
export async function planIdleShutdown({ studio }: { readonly studio: Studio }, request: IdleRequest): Promise<IdlePlan> {
  const { DomainId, owner, type, change } = request;
  const above = owner !== undefined && "SpaceName" in owner ? await ofSpace(studio, DomainId, owner, type) : undefined;
  const target = settingsTarget(studio, { DomainId, owner }, type);
  const plan = { target, change, above };
  const { Status, settings } = await target.read();
  return { ...plan, ...difference(plan, settings), Status };
}

async function ofSpace(
  studio: Studio,
  DomainId: string,
  owner: { readonly SpaceName: string },
  type: IdleShutdownType,
): Promise<IdleShutdown> {
  const [found] = await ownersIdleShutdown({ studio }, DomainId, owner);
  if (found?.AppType === type) return found;
  const own =
    found === undefined ? "has no idle shutdown: it is for neither JupyterLab nor CodeEditor" : `is for ${found.AppType}, not for ${type}`;
  throw new StudioctlError("invalid", `space "${owner.SpaceName}" ${own}`, { fix: found && `--type ${found.AppType}` });
}

/**
 * Writes a plan: waits until nothing else is under way, reads again, writes, and checks the result if waiting is requested. A concurrent
 * change by somebody else is overwritten up to twice. Rejects with `in-use`, `invalid`, `failed`, `timeout`.
 */
export async function applyIdleShutdown(
  ports: { readonly clock: Clock; readonly progress: Progress },
  plan: IdlePlan,
  waiting: Waiting | undefined,
): Promise<IdleOutcome> {
  const change = (settings: AppTypeSettings) =>
    isUnchanged(difference(plan, settings)) ? settings : withIdleSettings(settings, plan.change);
  const { before, Status } = await rewriteSettings(ports, plan.target, change, waiting);
  return { ...difference(plan, before), Status };
}

export function isUnchanged({ before, after }: IdleDifferenceOf): boolean {
  return idleDifferences(before, after).length === 0;
}

function difference({ target, change, above }: Pick<IdlePlan, "target" | "change" | "above">, settings: AppTypeSettings): IdleDifferenceOf {
  const after = idleSettingsOf(withIdleSettings(settings, change));
  const why = after.LifecycleManagement === "DISABLED" ? undefined : contradiction({ ...rangeOf(above), ...after });
  if (why === undefined) return { before: idleSettingsOf(settings), after };
  throw new StudioctlError("invalid", `${target.what}: ${why}`, {
    fix: above === undefined ? "give --min and --max as well" : "a time in the range that its owner's profile or the domain allows",
  });
}

function rangeOf(above: IdleShutdown | undefined): IdleSettings {
  return {
    ...(above?.MinIdleTimeoutInMinutes !== undefined && { MinIdleTimeoutInMinutes: above.MinIdleTimeoutInMinutes }),
    ...(above?.MaxIdleTimeoutInMinutes !== undefined && { MaxIdleTimeoutInMinutes: above.MaxIdleTimeoutInMinutes }),
  };
}

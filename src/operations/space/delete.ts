import { type App, appReference } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { Space } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { namesText } from "../../core/suggest.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Spaces } from "../../ports/studio.ts";
import { stopFirst } from "../app/stop-first.ts";
import { isStoppable } from "../app/stop.ts";
import { type Waiting, untilDeleted } from "../waiters.ts";
import { describeSpace } from "./describe.ts";

export interface SpaceDeletion {
  readonly space: Space;
  /** Apps that run in it and have to be stopped first. */
  readonly running: readonly App[];
  /** Apps that are already being stopped. */
  readonly leaving: readonly App[];
}

interface Ports {
  readonly studio: Spaces & Pick<Apps, "listApps" | "describeApp" | "deleteApp">;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Plans the deletion of a space. Rejects with `not-found`, and with `in-use` if an app runs that is not to be stopped with it. */
export async function planSpaceDeletion(
  { studio }: Pick<Ports, "studio">,
  key: { readonly DomainId: string; readonly SpaceName: string },
  cascade: boolean,
): Promise<SpaceDeletion> {
  const space = await describeSpace({ studio }, key);
  const { DomainId, SpaceName } = space;
  // Failed and deleted apps block nothing (service-facts: States and lifetimes).
  const apps = await collect(studio.listApps({ DomainId, SpaceName }));
  const running = apps.filter(isStoppable);
  if (running.length > 0 && !cascade) {
    throw new StudioctlError("in-use", `space "${SpaceName}" cannot be deleted while its app runs`, {
      why: namesText(running.map((app) => `${appReference(app)} is ${app.Status}`)),
      fix: "stop the app with it: --cascade",
    });
  }
  return { space, running, leaving: apps.filter(({ Status }) => Status === "Deleting") };
}

/**
 * Stops the apps of a space, deletes the space with its volume, and waits until it is gone if requested. Run again after an interruption,
 * it continues with what is left. Rejects with `in-use`, `failed` or `timeout`.
 */
export async function deleteSpace(ports: Ports, { space, running, leaving }: SpaceDeletion, waiting: Waiting | undefined): Promise<void> {
  const { studio } = ports;
  const { DomainId, SpaceName } = space;
  if (waiting !== undefined)
    await stopFirst(ports, { running, leaving }, waiting, {
      otherwise: "its space is kept",
      goOn: "run the command again: it continues with what is left",
    });
  if (space.Status !== "Deleting") await studio.deleteSpace({ DomainId, SpaceName });
  const watched = { what: `space ${DomainId}/${SpaceName}`, read: () => studio.describeSpace({ DomainId, SpaceName }) };
  if (waiting !== undefined) await untilDeleted(ports, watched, waiting);
}

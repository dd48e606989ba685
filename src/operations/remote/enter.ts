import { isError } from "../../core/errors.ts";
import type { TargetReference } from "../../core/remote/target.ts";
import {
  type RemoteFacts,
  type Way,
  type WayIn,
  type WayReport,
  needsOnlyStart,
  noWayIn,
  refusedReport,
  reportWays,
  wayIn,
  leadsOnlyIntoSpaces,
} from "../../core/remote/ways.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { type Target, findTarget } from "./find-target.ts";
import { gatherFacts } from "./gather.ts";

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps">;
}

export interface EntryRequest {
  readonly target: TargetReference;
  readonly DomainId: string;
  /** The ways that are acceptable, the preferred one first (`candidatesOf`). */
  readonly candidates: readonly Way[];
  /** Starts the app if that opens a way, and waits until it is InService. Absent: a stopped app is an error. */
  readonly start?: ((target: Target) => Promise<unknown>) | undefined;
}

/** Opens a connection by one way: it signs in, or starts a session. */
export type Openers<T> = { readonly [W in Way]?: (way: Extract<WayIn, { readonly way: W }>, facts: RemoteFacts) => Promise<T> };

/**
 * Connects to a running app by the first way that is open and not refused because a permission is missing. Rejects with what
 * `findTarget` rejects with, with `not-ready`, `invalid` or `denied` where no way is open, naming for each what fails and the
 * command that mends it, and with what an opener rejects with.
 */
export async function enter<T>(ports: Ports, { target, DomainId, candidates, start }: EntryRequest, openers: Openers<T>): Promise<T> {
  const found = await findTarget(ports, target, DomainId, { preferSpace: leadsOnlyIntoSpaces(candidates) });
  const before = await gatherFacts(ports, found);
  let reports = reportWays(before, candidates);
  let facts = before;
  if (start !== undefined && !reports.some(isOpen) && reports.some(needsOnlyStart)) {
    await start(found);
    facts = { ...before, status: "InService" };
    reports = reportWays(facts, candidates);
  }
  const refused = new Map<Way, WayReport>();
  for (const { way } of reports.filter(isOpen)) {
    try {
      return await opened(openers, facts, way);
    } catch (error) {
      if (!isError(error, "denied")) throw error;
      if (candidates.length === 1) throw error;
      refused.set(way, refusedReport(way, error));
    }
  }
  throw noWayIn(
    facts,
    reports.map((report) => refused.get(report.way) ?? report),
  );
}

function isOpen({ obstacles }: WayReport): boolean {
  return obstacles.length === 0;
}

async function opened<T>(openers: Openers<T>, facts: RemoteFacts, way: Way): Promise<T> {
  const found = wayIn(facts, way);
  const open = found.way === "jupyter" ? openers.jupyter?.(found, facts) : openers.ssh?.(found, facts);
  if (open === undefined) throw new RangeError(`nothing opens the way ${way}`);
  return await open;
}

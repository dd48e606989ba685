import { isError, whyFailed } from "../../core/errors.ts";
import type { AppFacts } from "../../core/idle/facts.ts";
import { type KernelDecision, leftovers, whyLookKeeps } from "../../core/idle/leftovers.ts";
import type { PolicyFor } from "../../core/idle/policy.ts";
import { withoutClosed } from "../../core/idle/sightings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ServerShutdowns } from "../../ports/shutdowns.ts";
import { observeAgain } from "./observe-again.ts";
import { lookInside } from "./observe.ts";
import type { OwnersApps } from "./owners-apps.ts";
import type { RunRecord } from "./record.ts";
import type { SweepRegion, SweepWork } from "./region.ts";

export interface KernelPorts {
  readonly region: SweepRegion;
  readonly owners: OwnersApps;
  readonly clock: Clock;
  readonly policyFor: PolicyFor;
  readonly record: Pick<RunRecord, "addKernels">;
  /** Whether another shutdown may start: not after an interruption, the time limit, or what every other call would meet too. */
  readonly mayStart: () => boolean;
  /** Receives errors that end the whole run. */
  readonly lost: (error: unknown) => void;
}

/** What was done in one app, and its facts afterwards. */
export interface ShutDown {
  readonly decisions: readonly KernelDecision[];
  readonly facts: AppFacts;
}

/**
 * Shuts down what the plan found in one app that stays, one after another: each only after the app, its tags and its server were read again
 * and it is idle still, and where the policy looks inside, after a look that shows nothing of kernels at work. One failure does not stop the
 * others. The intent is on record before each shutdown.
 */
export async function shutDownIn(
  ports: KernelPorts,
  planned: readonly KernelDecision[],
  facts: AppFacts,
  work: SweepWork,
): Promise<ShutDown> {
  const { region, clock, policyFor, mayStart } = ports;
  // The look of the plan was for the verdict on the app.
  const { inside: _inside, ...rest } = facts;
  let present: AppFacts = rest;
  let server: ServerShutdowns | undefined;
  const closed: string[] = [];
  const decisions: KernelDecision[] = [];
  try {
    for (const item of planned) decisions.push(await shutDown(item));
  } finally {
    server?.close();
  }
  const { sighting } = present;
  return { decisions, facts: sighting === undefined ? present : { ...present, sighting: withoutClosed(sighting, closed) } };

  async function shutDown(item: KernelDecision): Promise<KernelDecision> {
    if (!mayStart()) return item;
    try {
      const fresh = await readAgain(item);
      if (fresh.Result === "planned") return await end(fresh);
      await ports.record.addKernels([fresh]);
      return fresh;
    } catch (error) {
      ports.lost(error);
      return item;
    }
  }

  /**
   * The same item as it is now; not `planned` if it must not be shut down any more. A look takes seconds in which a kernel may begin to work:
   * the server is read once more after it.
   */
  async function readAgain(item: KernelDecision): Promise<KernelDecision> {
    const fresh = await observeItem(item);
    const policy = policyFor(present);
    if (fresh.Result !== "planned" || !policy.lookInside || present.app.AppType !== "JupyterLab") return fresh;
    const looked = await lookInside(region, present, clock, work, true);
    const why = whyLookKeeps(looked, policy, clock.now());
    present = { ...present, ...(looked.sighting && { sighting: looked.sighting }) };
    if (why !== undefined) return { ...fresh, Result: "kept", Reason: `${fresh.Reason}; kept, because ${why}` };
    return await observeItem(item);
  }

  async function observeItem(item: KernelDecision): Promise<KernelDecision> {
    const again = await observeAgain(region, present, policyFor, { clock, ownersApps: ports.owners }, work);
    if (again === undefined) return { ...item, Result: "gone" };
    present = again;
    const isItem = ({ Kind, Id }: KernelDecision): boolean => Kind === item.Kind && Id === item.Id;
    const fresh = leftovers(present, policyFor(present), clock.now()).find(isItem);
    if (fresh !== undefined) return fresh;
    return isThere(present, item) ? changed(item) : { ...item, Result: "gone" };
  }

  async function end(item: KernelDecision): Promise<KernelDecision> {
    await ports.record.addKernels([item], { durable: true });
    if (!mayStart()) return item;
    let done: KernelDecision;
    try {
      const { server: asked } = present;
      if (asked === undefined) throw new RangeError("what was observed has a server");
      // The signal is not passed on: what was begun is ended, and its result is known.
      server ??= await region.shutdowns.open(asked);
      done = { ...item, Result: (await server.shutDown(item)) === "accepted" ? "stopped" : "gone" };
      closed.push(item.Id);
    } catch (error) {
      if (isError(error, "no-credentials")) throw error;
      done = { ...item, Result: "failed", Reason: `${item.Reason}; it could not be shut down: ${whyFailed(error)}` };
    }
    await ports.record.addKernels([done]);
    return done;
  }
}

function isThere({ observation }: AppFacts, { Kind, Id }: KernelDecision): boolean {
  if (observation?.seen !== true) return true;
  const { kernels, terminals } = observation.activity;
  return Kind === "kernel" ? kernels.some(({ id }) => id === Id) : terminals.some(({ name }) => name === Id);
}

function changed(item: KernelDecision): KernelDecision {
  return {
    ...item,
    Result: "changed",
    Reason: `changed since the plan: it, or its app, is in use or protected now; planned as ${item.Reason}`,
  };
}

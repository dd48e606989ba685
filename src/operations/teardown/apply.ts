import pMap from "p-map";
import { appKey } from "../../core/app/app.ts";
import { concurrency } from "../../core/concurrency.ts";
import { isError, StudioctlError, whyFailed } from "../../core/errors.ts";
import { asFailure } from "../../core/failures.ts";
import {
  afterRead,
  afterRefusal,
  firstStandings,
  freeNodes,
  openNodes,
  outcomeOf,
  type Standing,
  type Standings,
  type StepOutcome,
} from "../../core/teardown/progress.ts";
import { entitiesOf, type Entity, type Kind, kindCount, kinds, type TreeNode } from "../../core/teardown/tree.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { checks, timedOut, type Waiting } from "../waiters.ts";
import { type Lists, readInventory } from "./plan.ts";

export type TeardownStudio = Lists &
  Describes &
  Pick<Domains, "deleteDomain"> &
  Pick<UserProfiles, "deleteUserProfile"> &
  Pick<Spaces, "deleteSpace"> &
  Pick<Apps, "deleteApp">;

export interface TeardownPorts {
  readonly studio: TeardownStudio;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface TeardownOptions {
  /** What happens to the home directories when a domain is deleted; undefined for one without a file system. */
  readonly homeFileSystem: "Retain" | "Delete" | undefined;
  /** Undefined: only free nodes are deleted, without waiting. */
  readonly waiting: Waiting | undefined;
  readonly signal: AbortSignal;
}

export interface TeardownOutcome {
  readonly steps: readonly (StepOutcome & { readonly entity: Entity; readonly depth: number })[];
  /** The error that ended it early: `timeout`, `interrupted`, expired credentials, a refused list. */
  readonly ended?: StudioctlError;
}

const shortestPauseMs = 500;
const longestPauseMs = 10_000;
/** The largest delay between an event and the read that sees it, as a share of the event's duration. */
const lateness = 0.15;

/**
 * Deletes a tree from its leaves: each entity as soon as its children are gone, ten calls at once, and waits by listing. A failure affects
 * only the entities that wait for it. Never rejects because of an error midway: the outcome lists what is gone and what is left, and
 * another run continues with the rest.
 */
export async function applyTeardown(
  ports: TeardownPorts,
  tree: readonly TreeNode[],
  { homeFileSystem, waiting, signal }: TeardownOptions,
): Promise<TeardownOutcome> {
  const { studio, clock } = ports;
  const standings = firstStandings(tree);
  const tally = createTally(ports.progress, tree, standings);
  const start = clock.now().getTime();
  let lastAsked = start;
  let ended: StudioctlError | undefined;

  const standingOf = (node: TreeNode): Standing => standings.get(node.id) ?? { at: "gone" };

  function isOver(): boolean {
    if (signal.aborted) ended ??= new StudioctlError("interrupted", "interrupted");
    else if (waiting !== undefined && clock.now().getTime() - start >= waiting.timeoutMs) {
      ended ??= timedOut(waiting);
    }
    return ended !== undefined;
  }

  /** All nodes, each when it becomes free, until no more can become free. */
  async function* freed(): AsyncGenerator<TreeNode, void, undefined> {
    tally.update();
    let isFirst = true;
    try {
      for await (const _ of checks(clock, { timeoutMs: waiting?.timeoutMs ?? 0, signal }, pauseMs)) {
        if (isOver()) return;
        if (!isFirst) await look();
        isFirst = false;
        if (isOver()) return;
        for (const node of freeNodes(tree, standings, clock.now())) {
          standings.set(node.id, { ...standingOf(node), at: "asked" });
          lastAsked = clock.now().getTime();
          yield node;
        }
        if (openNodes(tree, standings).length === 0) return;
      }
    } catch (error) {
      if (!isOver()) throw error;
    }
  }

  function pauseMs(): number {
    const wanted = Math.round((clock.now().getTime() - lastAsked) * lateness);
    return Math.min(Math.max(wanted, shortestPauseMs), longestPauseMs);
  }

  async function look(): Promise<void> {
    const open = openNodes(tree, standings);
    const [DomainId = ""] = open.map(({ entity }) => entity.DomainId);
    try {
      const found = entitiesOf(await readInventory({ studio }, DomainId, new Set(open.map(({ entity }) => entity.Kind))));
      for (const node of open) standings.set(node.id, afterRead(node, standingOf(node), found.get(node.id)));
      tally.update();
    } catch (error) {
      note(error);
    }
  }

  /** Records an error that ends the teardown; temporary failures are ignored. */
  function note(error: unknown): void {
    if (isError(error, "throttled", "unavailable", "timeout", "interrupted")) return;
    ended ??= error instanceof StudioctlError ? error : new StudioctlError("failed", whyFailed(error), { cause: error });
  }

  async function remove(node: TreeNode): Promise<void> {
    if (isOver()) return void standings.set(node.id, { at: "due" });
    try {
      await deleteEntity(studio, node.entity, homeFileSystem);
    } catch (error) {
      if (standingOf(node).at === "asked") standings.set(node.id, refused(node, error));
      if (isError(error, "no-credentials")) note(error);
    }
  }

  function refused(node: TreeNode, error: unknown): Standing {
    if (isError(error, "not-found")) return { at: "gone", reason: "it no longer existed" };
    if (isError(error, "interrupted")) return { at: "asked", reason: "interrupted while its delete was sent" };
    if (isError(error, "in-use")) {
      const reason = error.why ?? error.message;
      return waiting === undefined ? { at: "failed", reason } : afterRefusal(standingOf(node), reason, clock.now());
    }
    return { at: "failed", reason: whyFailed(error), ...asFailure(error) };
  }

  await pMap(freed(), remove, { concurrency });
  if (ended === undefined) await explainFailures(studio, tree, standings, concurrency);
  return {
    steps: tree.map((node) => ({ entity: node.entity, depth: node.depth, ...outcomeOf(node, standings) })),
    ...(ended && { ended }),
  };
}

async function deleteEntity(studio: TeardownStudio, entity: Entity, homeFileSystem: "Retain" | "Delete" | undefined): Promise<void> {
  const { DomainId } = entity;
  if (entity.Kind === "App") await studio.deleteApp(appKey(entity));
  else if (entity.Kind === "Space") await studio.deleteSpace({ DomainId, SpaceName: entity.SpaceName });
  else if (entity.Kind === "UserProfile") await studio.deleteUserProfile({ DomainId, UserProfileName: entity.UserProfileName });
  else await studio.deleteDomain(DomainId, homeFileSystem);
}

export type Describes = Pick<Domains, "describeDomain"> & Pick<UserProfiles, "describeUserProfile"> & Pick<Spaces, "describeSpace">;

/** Adds the service's own reason to deletes that ended in a failed status: lists do not contain it. */
async function explainFailures(
  studio: Describes,
  tree: readonly TreeNode[],
  standings: Map<string, Standing>,
  concurrency: number,
): Promise<void> {
  await pMap(
    tree,
    async ({ id, entity }) => {
      const standing = standings.get(id);
      if (standing?.endedIn === undefined) return;
      const why = await failureReason(studio, entity).catch(() => undefined);
      if (why !== undefined) standings.set(id, { ...standing, reason: `it is ${standing.endedIn}: ${why}` });
    },
    { concurrency },
  );
}

async function failureReason(studio: Describes, entity: Entity): Promise<string | undefined> {
  if (entity.Kind === "App") return undefined;
  if (entity.Kind === "Space") return (await studio.describeSpace(entity)).FailureReason;
  if (entity.Kind === "UserProfile") return (await studio.describeUserProfile(entity)).FailureReason;
  return (await studio.describeDomain(entity.DomainId)).FailureReason;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Reports progress: a line that changes, and a permanent one when all of a kind are gone. */
function createTally(progress: Progress, tree: readonly TreeNode[], standings: Standings): { update(): void } {
  const reported = new Set<Kind>();
  const work = kinds
    .map((kind) => ({ kind, ids: tree.filter(({ entity, task }) => entity.Kind === kind && task !== "leave").map(({ id }) => id) }))
    .filter(({ ids }) => ids.length > 0);
  return {
    update() {
      const counts = work.map(({ kind, ids }) => ({
        kind,
        all: ids.length,
        gone: ids.filter((id) => standings.get(id)?.at === "gone").length,
      }));
      for (const { kind, all, gone } of counts) {
        if (gone < all || reported.has(kind)) continue;
        reported.add(kind);
        progress.note(`deleted: ${kindCount(kind, all)}`);
      }
      const [gone, all] = [sum(counts.map((count) => count.gone)), sum(counts.map((count) => count.all))];
      progress.update(`gone: ${counts.map((count) => `${count.gone} of ${kindCount(count.kind, count.all)}`).join(", ")}`, gone / all);
    },
  };
}

import { StudioctlError, isError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import { type Waiting, waitFor } from "./wait.ts";

/** A domain, a user profile, a space or an image, as far as its changes go. */
interface Entity {
  readonly Status: string;
  readonly FailureReason?: string | undefined;
}

/** Something that can be read again and again. */
export interface Watched<T extends Entity> {
  /** For messages: `space d-1/nlp`. */
  readonly what: string;
  readonly read: () => Promise<T>;
  /** What to do where a change of it ends in this status. See `remedy`. */
  readonly fix?: (status: string) => string | undefined;
}

interface Ports {
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Images spell their statuses in capitals (service-facts: States and lifetimes). */
const beingChanged: ReadonlySet<string> = new Set(["Pending", "Updating", "CREATING", "UPDATING"]);
const changing: ReadonlySet<string> = new Set([...beingChanged, "Deleting", "DELETING"]);
const lagMs = 30_000;

/** Statuses of something that was never made: nothing is lost by deleting it. */
const neverMade: ReadonlySet<string> = new Set(["Failed", "CREATE_FAILED"]);

/**
 * The fix for a change that failed. Only what failed while it was created is to be deleted; what could not be changed still
 * has its users and their files.
 */
export function remedy(commands: { readonly describe: string; readonly remove: string }): (status: string) => string {
  return (status) =>
    neverMade.has(status)
      ? `it failed while it was created and can only be deleted: ${commands.remove}`
      : `${commands.describe} shows what the service reports; mend the cause, then run the same command again`;
}

/** What there is now. What was just created may be invisible for some seconds (service-facts: States and lifetimes). */
export async function appeared<T extends Entity>(
  { clock }: Pick<Ports, "clock">,
  { what, read }: Watched<T>,
  signal?: AbortSignal,
): Promise<T> {
  const until = clock.now().getTime() + lagMs;
  return await waitFor(clock, `${what} to be there`, { timeoutMs: lagMs, signal }, () =>
    clock.now().getTime() < until ? orMissing(read) : read(),
  );
}

/**
 * What a change has come to, once none is under way. Rejects with `failed` and the service's reason where that is none of
 * the statuses `good`, and with `timeout`.
 */
export async function settled<T extends Entity>(
  ports: Ports,
  watched: Watched<T>,
  waiting: Waiting,
  good: readonly string[] = ["InService"],
): Promise<T> {
  const { clock, progress } = ports;
  const { what } = watched;
  const found = await waitFor(clock, `${what} to be ${good[0]}`, waiting, async () => {
    const seen = await appeared({ clock }, watched, waiting.signal);
    if (!changing.has(seen.Status)) return seen;
    progress.update(`${what} is ${seen.Status}`);
    return undefined;
  });
  return requireStatus(watched, found, good);
}

/**
 * Changes something that takes one change at a time: waits until none is under way, reads it, and hands what it then is to
 * `change`. Where the service refuses because somebody else's change began in between (`not-ready`), it waits for that too
 * and does it again. Without `waiting` it is tried once. Rejects with what `change` rejects with, with `failed` where the
 * status is none of `good`, and with `timeout`; nothing was written then.
 */
export async function changeWhenStable<T extends Entity, R>(
  { clock, progress }: Ports,
  watched: Watched<T>,
  waiting: Waiting | undefined,
  change: (present: T) => Promise<R>,
  good: readonly string[] = ["InService", "Update_Failed"],
): Promise<R> {
  const { what, read } = watched;
  if (waiting === undefined) return await changeAtOnce(watched, change, good);
  const done = await waitFor(
    clock,
    `${what} to take a change`,
    waiting,
    async () => {
      const present = await read();
      if (beingChanged.has(present.Status)) {
        progress.update(`${what} is ${present.Status}: waiting until that change is through`);
        return undefined;
      }
      requireStatus(watched, present, good);
      try {
        return { result: await change(present) };
      } catch (error) {
        if (!isError(error, "not-ready")) throw error;
        progress.update(`another change of ${what} began: waiting until it is through`);
        return undefined;
      }
    },
    "another change of it goes on; nothing was written",
  );
  return done.result;
}

async function changeAtOnce<T extends Entity, R>(
  watched: Watched<T>,
  change: (present: T) => Promise<R>,
  good: readonly string[],
): Promise<R> {
  const present = await watched.read();
  const busy = (error?: StudioctlError): StudioctlError =>
    new StudioctlError("not-ready", `${watched.what} is being changed already`, {
      why: error?.why ?? `it is ${present.Status}`,
      fix: "run it again without --no-wait: it then waits until that change is through",
      serviceCode: error?.serviceCode,
      requestId: error?.requestId,
      cause: error,
    });
  if (beingChanged.has(present.Status)) throw busy();
  requireStatus(watched, present, good);
  try {
    return await change(present);
  } catch (error) {
    throw isError(error, "not-ready") ? busy(error) : error;
  }
}

function requireStatus<T extends Entity>({ what, fix }: Watched<T>, found: T, good: readonly string[]): T {
  if (good.includes(found.Status)) return found;
  throw new StudioctlError("failed", `${what} is ${found.Status}`, { why: found.FailureReason, fix: fix?.(found.Status) });
}

/** Waits until something that is being deleted is there no more. Rejects with `failed` where it stays, and with `timeout`. */
export async function gone({ clock, progress }: Ports, { what, read }: Watched<Entity>, waiting: Waiting): Promise<void> {
  await waitFor(clock, `${what} to be deleted`, waiting, async () => {
    const seen = await orMissing(read);
    if (seen === undefined) return true;
    if (!changing.has(seen.Status))
      throw new StudioctlError("failed", `${what} was not deleted: it is ${seen.Status}`, { why: seen.FailureReason });
    progress.update(`${what} is ${seen.Status}`);
    return undefined;
  });
}

/** What is read, or undefined where there is no such thing. */
export async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isError(error, "not-found")) return undefined;
    throw error;
  }
}

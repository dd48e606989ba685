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
  /** What to do where a change of it fails. */
  readonly fix?: string;
}

interface Ports {
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Images tell theirs in capitals (FACTS 2). */
const changing: ReadonlySet<string> = new Set(["Pending", "Updating", "Deleting", "CREATING", "UPDATING", "DELETING"]);
const lagMs = 30_000;

/** What there is now. What was just created may be invisible for some seconds (FACTS 2). */
export async function appeared<T extends Entity>({ clock }: Pick<Ports, "clock">, { what, read }: Watched<T>, signal?: AbortSignal): Promise<T> {
  const until = clock.now().getTime() + lagMs;
  return await waitFor(clock, `${what} to be there`, { timeoutMs: lagMs, signal }, () => (clock.now().getTime() < until ? orMissing(read) : read()));
}

/**
 * What a change has come to, once none is under way. Rejects with `failed` and the service's reason where that is none of
 * the statuses `good`, and with `timeout`.
 */
export async function settled<T extends Entity>(
  { clock, progress }: Ports,
  { what, read, fix }: Watched<T>,
  waiting: Waiting,
  good: readonly string[] = ["InService"],
): Promise<T> {
  const found = await waitFor(clock, `${what} to be ${good[0]}`, waiting, async () => {
    const seen = await appeared({ clock }, { what, read }, waiting.signal);
    if (!changing.has(seen.Status)) return seen;
    progress.update(`${what} is ${seen.Status}`);
    return undefined;
  });
  if (good.includes(found.Status)) return found;
  throw new StudioctlError("failed", `${what} is ${found.Status}`, { why: found.FailureReason, fix });
}

/** Waits until something that is being deleted is there no more. Rejects with `failed` where it stays, and with `timeout`. */
export async function gone({ clock, progress }: Ports, { what, read }: Watched<Entity>, waiting: Waiting): Promise<void> {
  await waitFor(clock, `${what} to be deleted`, waiting, async () => {
    const seen = await orMissing(read);
    if (seen === undefined) return true;
    if (!changing.has(seen.Status)) throw new StudioctlError("failed", `${what} was not deleted: it is ${seen.Status}`, { why: seen.FailureReason });
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

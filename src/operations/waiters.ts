import { formatDuration } from "../core/time.ts";
import { StudioctlError, isError, whyFailed } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import { orMissing } from "./errors.ts";

/** How long a command waits for the end state. Without one it returns as soon as the service has accepted the request. */
export interface Waiting {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface Ports {
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Pauses that grow by a factor, from the first one to the longest one. Whole milliseconds. */
export function growingPauses({ firstMs, growth, longestMs }: Pauses): () => number {
  let next = firstMs / growth;
  return () => {
    next = Math.min(next * growth, longestMs);
    return Math.round(next);
  };
}

interface Pauses {
  readonly firstMs: number;
  readonly growth: number;
  readonly longestMs: number;
}

/** Frequent at first and never rare, so that a command ends within seconds of what it waits for. */
const usualPauses: Pauses = { firstMs: 500, growth: 1.3, longestMs: 5_000 };

/**
 * The moments at which to check: one at once, one after each pause, the last when the time is up. Ends after that one; throws
 * the signal's reason as soon as it is aborted. `pauseMs` gives the next pause.
 */
export async function* checks(
  clock: Clock,
  { timeoutMs, signal }: Waiting,
  pauseMs: () => number = growingPauses(usualPauses),
): AsyncGenerator<void, void, undefined> {
  const end = clock.now().getTime() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    yield;
    const left = end - clock.now().getTime();
    if (left <= 0) return;
    await clock.sleep(Math.min(pauseMs(), left), signal);
  }
}

const accepted = "the change was accepted and continues";

/**
 * The first value that `check` returns. Rejects with `timeout` and the name of the awaited state, or with `interrupted`; `meanwhile` is the
 * `why` of both: the change that continues.
 */
export async function waitFor<T>(
  clock: Clock,
  what: string,
  waiting: Waiting,
  check: () => Promise<T | undefined>,
  meanwhile: string | undefined = accepted,
): Promise<T> {
  try {
    for await (const _ of checks(clock, waiting)) {
      const value = await check();
      if (value !== undefined) return value;
    }
  } catch (error) {
    throw isError(error, "interrupted") && error.why === undefined ? error.with({ why: meanwhile }) : error;
  }
  throw timedOut(waiting, what, meanwhile);
}

/** The error of a wait that timed out. */
export function timedOut({ timeoutMs }: Waiting, what?: string, why?: string): StudioctlError {
  return new StudioctlError("timeout", `gave up waiting${what === undefined ? "" : ` for ${what}`} after ${formatDuration(timeoutMs)}`, {
    why,
    fix: "wait longer with --timeout 40m, or do not wait with --no-wait",
  });
}

/** A domain, a user profile, a space, an app or an image, with the members that waiters use. */
interface Entity {
  readonly Status: string;
  readonly FailureReason?: string | undefined;
}

/** Something that can be read repeatedly. */
export interface Watched<T extends Entity> {
  /** For messages: `space d-1/nlp`. */
  readonly what: string;
  readonly read: () => Promise<T>;
  /** The message if a change ends in this status; absent: `space d-1/nlp is Failed`. */
  readonly failure?: (status: string) => string;
  /** The fix for that status. See `remedy`. */
  readonly fix?: (status: string) => string | undefined;
}

/** Images spell their statuses in capitals (service-facts: States and lifetimes). */
const beingChanged: ReadonlySet<string> = new Set(["Pending", "Updating", "CREATING", "UPDATING"]);
const changing: ReadonlySet<string> = new Set([...beingChanged, "Deleting", "DELETING"]);
const lagMs = 30_000;

/** Statuses of something that was never created: deleting it loses nothing. */
const neverMade: ReadonlySet<string> = new Set(["Failed", "CREATE_FAILED"]);

/**
 * The fix for a change that failed. Deleting is proposed only for something whose creation failed; something that could not be changed
 * still has its users and files.
 */
export function remedy(commands: { readonly describe: string; readonly remove: string }): (status: string) => string {
  return (status) =>
    neverMade.has(status)
      ? `it failed while it was created and can only be deleted: ${commands.remove}`
      : `${commands.describe} shows what the service reports; correct the cause, then run the same command again`;
}

/** Reads something that may have just been created: it can be invisible for some seconds (service-facts: States and lifetimes). */
function lenientRead<T extends Entity>(clock: Clock, { read }: Watched<T>): () => Promise<T | undefined> {
  const until = clock.now().getTime() + lagMs;
  return () => (clock.now().getTime() < until ? orMissing(read) : read());
}

/** What was just created, as soon as it can be read. Rejects with `not-found` where it stays invisible. */
export async function untilVisible<T extends Entity>(
  { clock }: Pick<Ports, "clock">,
  watched: Watched<T>,
  signal?: AbortSignal,
): Promise<T> {
  return await waitFor(clock, `${watched.what} to be there`, { timeoutMs: lagMs, signal }, lenientRead(clock, watched));
}

/** The possible ends of a change. */
export interface Ends {
  /** The statuses in which it is complete; messages name the first. */
  readonly good?: readonly string[];
  /** Statuses in which the change is in progress. */
  readonly passing?: ReadonlySet<string>;
}

/**
 * Waits until no change is in progress. Rejects with `failed` and the service's reason if the status is not one of `good`, and with
 * `timeout`.
 */
export async function untilStable<T extends Entity>(
  { clock, progress }: Ports,
  watched: Watched<T>,
  waiting: Waiting,
  { good = ["InService"], passing = changing }: Ends = {},
): Promise<T> {
  const { what } = watched;
  const read = lenientRead(clock, watched);
  const found = await waitFor(clock, `${what} to be ${good[0]}`, waiting, async () => {
    const seen = await read();
    if (seen !== undefined && !passing.has(seen.Status)) return seen;
    progress.update(seen === undefined ? `${what} is not visible yet` : `${what} is ${seen.Status}`);
    return undefined;
  });
  return requireStatus(watched, found, good);
}

/**
 * Changes something that accepts one change at a time: waits until none is in progress, reads it, and passes it to `change`. If the service
 * refuses because another change began in between (`not-ready`), it waits for that too and tries again. Without `waiting` it is tried once.
 * Rejects with errors of `change`, with `failed` if the status is not one of `good`, and with `timeout`; nothing was written then.
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
        progress.update(`${what} is ${present.Status}: waiting until that change is complete`);
        return undefined;
      }
      requireStatus(watched, present, good);
      try {
        return { result: await change(present) };
      } catch (error) {
        if (!isError(error, "not-ready")) throw error;
        progress.update(`another change of ${what} began: waiting until it is complete`);
        return undefined;
      }
    },
    "another change of it is in progress; nothing was written",
  );
  return done.result;
}

async function changeAtOnce<T extends Entity, R>(
  watched: Watched<T>,
  change: (present: T) => Promise<R>,
  good: readonly string[],
): Promise<R> {
  const present = await watched.read();
  const message = `another change of ${watched.what} is in progress`;
  const why = `it is ${present.Status}`;
  const fix = "run the command again without --no-wait to wait for that change";
  if (beingChanged.has(present.Status)) throw new StudioctlError("not-ready", message, { why, fix });
  requireStatus(watched, present, good);
  try {
    return await change(present);
  } catch (error) {
    throw isError(error, "not-ready") ? error.with({ message, why: error.why ?? why, fix }) : error;
  }
}

function requireStatus<T extends Entity>({ what, failure, fix }: Watched<T>, found: T, good: readonly string[]): T {
  const { Status, FailureReason } = found;
  if (good.includes(Status)) return found;
  throw new StudioctlError("failed", failure?.(Status) ?? `${what} is ${Status}`, { why: FailureReason, fix: fix?.(Status) });
}

/**
 * Waits until something that is being deleted is not found, or in one of the statuses `gone`. Rejects with `failed` where it
 * stays, and with `timeout`.
 */
export async function untilDeleted(
  { clock, progress }: Ports,
  { what, read }: Watched<Entity>,
  waiting: Waiting,
  gone: readonly string[] = [],
): Promise<void> {
  await waitFor(clock, `${what} to be deleted`, waiting, async () => {
    const seen = await orMissing(read);
    if (seen === undefined || gone.includes(seen.Status)) return true;
    if (!changing.has(seen.Status))
      throw new StudioctlError("failed", `${what} was not deleted: it is ${seen.Status}`, { why: seen.FailureReason });
    progress.update(`${what} is ${seen.Status}`);
    return undefined;
  });
}

/** Many items that are waited for together, by key. */
export interface Many<Item, Seen, End> {
  /** For messages: `apps to be gone`. */
  readonly what: string;
  readonly items: ReadonlyMap<string, Item>;
  /** Reads the items that are still waited for, in as few calls as possible: see `fewestReads`. */
  readonly list: (pending: readonly Item[]) => Promise<Iterable<readonly [key: string, seen: Seen]>>;
  /** The end of an item as seen; undefined: still in progress. */
  readonly endOf: (item: Item, seen: Seen | undefined) => End | undefined | Promise<End | undefined>;
  /** The end of an item whose end was not seen, because of an error or a timeout. */
  readonly unseen: (why: string, timedOut: boolean) => End;
  /** The progress text for the number of items that are left. */
  readonly progress: (left: number) => Parameters<Progress["update"]>;
}

/**
 * Waits for many things together and resolves to the end of each by key. Never rejects: an error that ended the
 * wait is the end of the remaining items. If interrupted, they are left out.
 */
export async function untilAll<Item, Seen, End>(
  { clock, progress }: Ports,
  many: Many<Item, Seen, End>,
  waiting: Waiting,
): Promise<ReadonlyMap<string, End>> {
  const pending = new Map(many.items);
  const ends = new Map<string, End>();
  const part = progress.part?.(pending.size);

  /** A temporary failure does not change the state of the items. */
  async function list(): Promise<ReadonlyMap<string, Seen> | undefined> {
    try {
      return new Map(await many.list([...pending.values()]));
    } catch (error) {
      if (isError(error, "throttled", "unavailable", "timeout")) return undefined;
      throw error;
    }
  }

  async function check(): Promise<true | undefined> {
    const listed = await list();
    if (listed === undefined) return undefined;
    for (const [key, item] of pending) {
      const end = await many.endOf(item, listed.get(key));
      if (end === undefined) continue;
      ends.set(key, end);
      pending.delete(key);
    }
    if (pending.size === 0) return true;
    const [text, share] = many.progress(pending.size);
    if (part === undefined || share !== undefined) progress.update(text, share);
    else part.update(ends.size, text);
    return undefined;
  }

  try {
    if (pending.size > 0) await waitFor(clock, many.what, waiting, check);
  } catch (error) {
    if (waiting.signal?.aborted !== true)
      for (const key of pending.keys()) ends.set(key, many.unseen(whyFailed(error), isError(error, "timeout")));
  }
  return ends;
}

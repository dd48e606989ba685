import { collect } from "../../core/collect.ts";
import type { UserProfileSummary } from "../../core/domain/domain.ts";
import { isError, whyFailed } from "../../core/errors.ts";
import { userKey } from "../../core/profile/new-users.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { UserProfiles } from "../../ports/studio.ts";
import { type Waiting, waitFor } from "../wait.ts";

interface AwaitPorts {
  readonly studio: Pick<UserProfiles, "listUserProfiles" | "describeUserProfile">;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** What a create that was accepted came to: InService, or why not. */
export type CreateEnd = { readonly inService: true } | { readonly inService: false; readonly why: string; readonly timedOut: boolean };

/**
 * Waits until user profiles of a domain are InService, by listing the domain, not by asking for each. Resolves to their
 * ends by `userKey`; interrupted, it says nothing of those whose end was not seen.
 */
export async function awaitInService(
  { studio, clock, progress }: AwaitPorts,
  DomainId: string,
  names: readonly string[],
  waiting: Waiting,
): Promise<ReadonlyMap<string, CreateEnd>> {
  const pending = new Map(names.map((name) => [userKey(name), name]));
  const seen = new Set<string>();
  const ends = new Map<string, CreateEnd>();

  function end(key: string, came: CreateEnd): void {
    ends.set(key, came);
    pending.delete(key);
  }

  async function check(): Promise<true | undefined> {
    const listed = await list();
    if (listed === undefined) return undefined;
    for (const [key, name] of pending) {
      const status = listed.get(key)?.Status;
      if (status !== undefined) seen.add(key);
      if (status === "InService") end(key, { inService: true });
      else if (status === undefined && seen.has(key)) end(key, { inService: false, why: "it was deleted meanwhile", timedOut: false });
      else if (status !== undefined && status !== "Pending" && status !== "Updating") {
        end(key, { inService: false, why: `it is ${status}${await failureReason(name)}`, timedOut: false });
      }
    }
    if (pending.size === 0) return true;
    progress.update(`${names.length - pending.size}/${names.length} user profiles InService`, (names.length - pending.size) / names.length);
    return undefined;
  }

  /** A moment's failure is no news of the profiles. */
  async function list(): Promise<ReadonlyMap<string, UserProfileSummary> | undefined> {
    try {
      return new Map((await collect(studio.listUserProfiles({ DomainId }))).map((profile) => [userKey(profile.UserProfileName), profile]));
    } catch (error) {
      if (isError(error, "throttled", "unavailable", "timeout")) return undefined;
      throw error;
    }
  }

  /** `: why`, where the service says; a list does not. */
  async function failureReason(UserProfileName: string): Promise<string> {
    try {
      const { FailureReason } = await studio.describeUserProfile({ DomainId, UserProfileName });
      return FailureReason === undefined ? "" : `: ${FailureReason}`;
    } catch (error) {
      return `; why could not be read: ${whyFailed(error)}`;
    }
  }

  try {
    if (pending.size > 0) await waitFor(clock, "user profiles to be InService", waiting, check);
  } catch (error) {
    if (waiting.signal?.aborted === true) return ends;
    for (const key of pending.keys()) {
      end(key, {
        inService: false,
        why: `its creation was accepted, but its end was not seen: ${whyFailed(error)}`,
        timedOut: isError(error, "timeout"),
      });
    }
  }
  return ends;
}

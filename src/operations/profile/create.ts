import { concurrency } from "../../core/concurrency.ts";
import { collect } from "../../core/collections.ts";
import type { Domain, EntityStatus, UserProfile } from "../../core/domain/domain.ts";
import { StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { type NewUser, userKey } from "../../core/profile/new-users.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Domains, UserProfiles } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";
import { concurrently } from "../concurrently.ts";
import { orMissing } from "../errors.ts";
import { fewestReads } from "../fewest-reads.ts";
import { type Waiting, untilAll } from "../waiters.ts";

export interface CreateUsersPorts {
  readonly studio: Domains & UserProfiles;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface CreateUsersRequest {
  readonly DomainId: string;
  readonly users: readonly NewUser[];
  /** An existing profile is left unchanged, and is not an error. */
  readonly ifNotExists: boolean;
  readonly dryRun: boolean;
  /** Absent: done as soon as the service has accepted the requests. */
  readonly waiting?: Waiting | undefined;
  /** Stops new creations and the waiting; the results until then are returned. */
  readonly signal: AbortSignal;
}

/** The result for one user. */
export interface UserOutcome {
  readonly user: NewUser;
  readonly result: "created" | "creating" | "exists" | "planned" | "failed" | "interrupted";
  readonly reason: string;
  /** The error, if it failed. */
  readonly error?: StudioctlError;
  /** Its creation was accepted, but not done in time. */
  readonly timedOut?: boolean;
}

/** An outcome so far; `awaited` while the service is creating it. */
interface Step extends UserOutcome {
  readonly awaited?: boolean;
}

/** Errors that the next creation would get too. */
const hopeless = ["no-credentials", "denied", "limit-exceeded"] as const;

/**
 * Creates user profiles side by side; one failure does not stop the others, except for credentials, permissions and quotas: then no further
 * creation begins. Safe to repeat with `ifNotExists`. If interrupted, it still returns its results. Rejects with `not-found` (the domain),
 * `not-ready` (it is not InService), `invalid` (it has users of IAM Identity Center), and errors of the reads.
 */
export async function createUserProfiles(ports: CreateUsersPorts, request: CreateUsersRequest): Promise<UserOutcome[]> {
  const { studio, progress } = ports;
  const { DomainId, users, ifNotExists, dryRun, signal } = request;
  const domain = await requireInService(studio, DomainId);
  const present = new Map<string, EntityStatus>();
  for (const { UserProfileName, Status } of await collect(studio.listUserProfiles({ DomainId })))
    present.set(userKey(UserProfileName), Status);
  const plan = users.map((user) => planned(user, present.get(userKey(user.UserProfileName)), ifNotExists));
  if (plan.some(({ result }) => result === "planned")) refuseIdentityCenter(domain);
  if (dryRun) return plan;

  let lost: StudioctlError | undefined;

  async function carryOut(step: Step): Promise<Step> {
    if (step.result !== "planned") return step;
    const { user } = step;
    if (signal.aborted) return { user, result: "interrupted", reason: "not begun" };
    if (lost !== undefined) return { user, result: "failed", reason: `not begun: ${lost.message}`, error: lost };
    try {
      await studio.createUserProfile(newUserProfile(DomainId, user));
      return { user, result: "creating", reason: "accepted", awaited: true };
    } catch (error) {
      if (signal.aborted)
        return { user, result: "interrupted", reason: "asked for, but the answer was not awaited: it may have been created" };
      if (ifNotExists && isError(error, "in-use")) return { user, result: "exists", reason: "somebody else created it in the meantime" };
      if (isError(error, ...hopeless)) lost ??= error;
      return { user, result: "failed", reason: whyFailed(error), ...(error instanceof StudioctlError && { error }) };
    }
  }

  // The signal is not passed on: it stops new creations, but the results of those begun are still collected.
  const steps = await concurrently(plan, "user profiles asked for", { concurrency, progress }, carryOut);
  return await ended(ports, request, steps, present.size);
}

/** The service creates user profiles only in a domain that is InService. */
async function requireInService(studio: Domains, DomainId: string): Promise<Domain> {
  const domain = await describeDomain({ studio }, DomainId);
  const { Status, FailureReason } = domain;
  if (Status === "InService") return domain;
  throw new StudioctlError("not-ready", `domain ${DomainId} is ${Status}: no user profile can be created`, {
    why: FailureReason,
    fix: `run it again once studioctl domain describe ${DomainId} shows it InService`,
  });
}

/** In such a domain, a user profile requires a user of the directory (SageMaker API: CreateUserProfile). */
function refuseIdentityCenter({ DomainId, AuthMode }: Domain): void {
  if (AuthMode !== "SSO") return;
  throw new StudioctlError("invalid", `domain ${DomainId} uses IAM Identity Center for its users`, {
    why: "a user profile there belongs to a user of the directory",
    fix: "assign users to the domain in the SageMaker console",
  });
}

/** The step for a user, from the status of an existing profile of that name. */
function planned(user: NewUser, status: EntityStatus | undefined, ifNotExists: boolean): Step {
  if (status === undefined) return { user, result: "planned", reason: "would be created" };
  if (!ifNotExists) return refused(user, status, "--if-not-exists leaves it as it is");
  if (status === "Pending") return { user, result: "exists", reason: "it is Pending", awaited: true };
  if (["InService", "Updating", "Update_Failed"].includes(status)) return { user, result: "exists", reason: `it is ${status}` };
  return refused(
    user,
    status,
    status === "Deleting" ? "run the command again when it is gone" : `delete it first: studioctl profile delete ${user.UserProfileName}`,
  );
}

function refused(user: NewUser, status: EntityStatus, fix: string): Step {
  const error = new StudioctlError("in-use", `user profile "${user.UserProfileName}" exists already, and is ${status}`, { fix });
  return { user, result: "failed", reason: `it exists already, and is ${status}: ${fix}`, error };
}

function newUserProfile(DomainId: string, { UserProfileName, ExecutionRole, SecurityGroups, Tags }: NewUser) {
  const settings = { ...(ExecutionRole !== undefined && { ExecutionRole }), ...(SecurityGroups !== undefined && { SecurityGroups }) };
  return {
    DomainId,
    UserProfileName,
    ...(Object.keys(settings).length > 0 && { UserSettings: settings }),
    ...(Tags !== undefined && { Tags }),
  };
}

/** The end of an accepted creation: InService, or why not. */
type CreateEnd = { readonly inService: true } | { readonly inService: false; readonly why: string; readonly timedOut: boolean };

function failed(why: string, timedOut = false): CreateEnd {
  return { inService: false, why, timedOut };
}

/** A user profile as listed or, with the service's reason, as described. */
type SeenProfile = Pick<UserProfile, "UserProfileName" | "Status" | "FailureReason">;

/**
 * Waits until user profiles of a domain are InService, by listing or describing them, whichever takes fewer calls. Resolves to their ends by
 * `userKey`. `listed` is the number of profiles that the domain has at the least.
 */
async function untilInService(
  ports: CreateUsersPorts,
  DomainId: string,
  names: readonly string[],
  listed: number,
  waiting: Waiting,
): Promise<ReadonlyMap<string, CreateEnd>> {
  const { studio } = ports;
  const seen = new Set<string>();
  const read = fewestReads<string, SeenProfile>({
    list: () => studio.listUserProfiles({ DomainId }),
    keyOf: userKey,
    async read(UserProfileName) {
      const found = await orMissing(() => studio.describeUserProfile({ DomainId, UserProfileName }));
      return found === undefined ? [] : [found];
    },
    atLeast: listed,
  });

  /** `: why`, if the service gives a reason; lists do not contain it. */
  async function failureReason(UserProfileName: string): Promise<string> {
    try {
      const { FailureReason } = await studio.describeUserProfile({ DomainId, UserProfileName });
      return FailureReason === undefined ? "" : `: ${FailureReason}`;
    } catch (error) {
      return `; why could not be read: ${whyFailed(error)}`;
    }
  }

  return await untilAll<string, SeenProfile, CreateEnd>(
    ports,
    {
      what: "user profiles to be InService",
      items: new Map(names.map((name) => [userKey(name), name])),
      list: async (pending) => (await read(pending)).map((profile) => [userKey(profile.UserProfileName), profile]),
      async endOf(name, profile) {
        if (profile === undefined) return seen.has(name) ? failed("it was deleted in the meantime") : undefined;
        seen.add(name);
        const { Status, FailureReason } = profile;
        if (Status === "InService") return { inService: true };
        if (Status === "Pending" || Status === "Updating") return undefined;
        return failed(`it is ${Status}${FailureReason === undefined ? await failureReason(name) : `: ${FailureReason}`}`);
      },
      unseen: (why, timedOut) => failed(`its creation was accepted, but its result is unknown: ${why}`, timedOut),
      progress: (left) => [`${names.length - left}/${names.length} user profiles InService`, (names.length - left) / names.length],
    },
    waiting,
  );
}

async function ended(
  ports: CreateUsersPorts,
  { DomainId, waiting, signal }: CreateUsersRequest,
  steps: readonly Step[],
  listed: number,
): Promise<UserOutcome[]> {
  const awaited = steps.filter((step) => step.awaited === true).map(({ user }) => user.UserProfileName);
  const ends =
    waiting === undefined || signal.aborted
      ? new Map<string, CreateEnd>()
      : await untilInService(ports, DomainId, awaited, listed, { ...waiting, signal });
  return steps.map(({ awaited: isAwaited, ...outcome }) =>
    isAwaited === true ? endOf(outcome, ends.get(userKey(outcome.user.UserProfileName))) : outcome,
  );
}

function endOf(outcome: UserOutcome, end: CreateEnd | undefined): UserOutcome {
  if (end === undefined) return outcome;
  const { user, result } = outcome;
  if (end.inService) return { user, result: result === "creating" ? "created" : result, reason: "it is InService" };
  const error = new StudioctlError(end.timedOut ? "timeout" : "failed", `user profile "${user.UserProfileName}" is not InService`, {
    why: end.why,
    fix: end.timedOut ? "run the command again with --if-not-exists to continue waiting" : undefined,
  });
  return { user, result: "failed", reason: end.why, error, timedOut: end.timedOut };
}

import type { Account } from "../account/account.ts";
import type { App, AppDetail, Tag } from "../app/app.ts";
import type { ActivitySource } from "../domain/domain.ts";
import { isError } from "../errors.ts";
import type { InsideWork } from "../inside/work.ts";

/** A kernel as a Jupyter server reports it: `/api/sessions` and `/api/kernels` merged by id (service-facts: The Jupyter server). */
export interface Kernel {
  readonly id: string;
  /** `idle`, `busy`, `starting`, `dead`… as sent; `pending` for a session whose kernel does not exist yet. */
  readonly state: string;
  readonly lastActivity?: Date;
  readonly connections?: number;
  /** The KernelGateway app that runs it (Classic only). */
  readonly appName?: string;
  /** The notebook or console it belongs to, if it has a session. */
  readonly path?: string;
}

export interface Terminal {
  readonly name: string;
  /** Absent on Classic. */
  readonly lastActivity?: Date;
  /** The KernelGateway app an image terminal runs in, if its name says so (Classic, names that begin `arn:`). */
  readonly appName?: string;
}

/** A kernel, session or terminal in a server's list in which a member that a verdict needs is missing or cannot be read. */
export interface UnreadableItem {
  /** The fault, as shown to the user: `/api/sessions lists a kernel without execution_state`. */
  readonly why: string;
  /** The KernelGateway app that it names (Classic only). */
  readonly appName?: string;
  /** Its last activity, if that can be read. */
  readonly lastActivity?: Date;
}

/** The activity that one server reported in one sign-in. */
export interface ServerActivity {
  readonly observedAt: Date;
  readonly kernels: readonly Kernel[];
  readonly terminals: readonly Terminal[];
  /** `/api/idle`, if the server has it: proves recent activity, but not idleness before the first poll. */
  readonly lastActive?: Date;
  /** When the server process started, by `/api/status`; absent if the server does not answer it. */
  readonly started?: Date;
  /** The items of its lists that could not be read. */
  readonly unreadable?: readonly UnreadableItem[];
  /** Why optional parts are missing, as shown to the user: `the server answered 500 to /api/idle`. */
  readonly missing?: readonly string[];
}

/** The response of a server, or why there was none: never an exception, because a server's failure is evidence about its app. */
export type Observation = { readonly seen: true; readonly activity: ServerActivity } | Unseen;

/** Why something could not be observed. */
export interface Unseen {
  readonly seen: false;
  readonly why: string;
  /** One of our own calls failed: this does not mean that the app cannot be observed. */
  readonly ours?: true;
  /** The missing IAM action, if that is the reason. */
  readonly denied?: string;
  /** The user profile was refused; another profile may be allowed to sign in. */
  readonly refused?: true;
}

/**
 * An observation that failed with a call. The failure counts as ours if the call did not reach the server or its response cannot be used: a
 * missing permission, throttling, a connection error, or a malformed response.
 */
export function unseen(error: unknown, why: string): Unseen {
  const ours = isError(error, "denied", "throttled", "unavailable", "malformed", "failed", "timeout");
  const denied = isError(error, "denied") ? error.deniedAction : undefined;
  return { seen: false, why, ...(ours && { ours }), ...(denied !== undefined && { denied }) };
}

/** Everything known about one app when its verdict is given. */
export interface AppFacts {
  readonly region: string;
  /** Absent if it is not known. */
  readonly account?: Pick<Account, "AccountId" | "Name">;
  readonly app: App;
  /** Names of the KernelGateway apps listed for the same owner, without Deleted ones. */
  readonly siblings: readonly string[];
  /** The other running apps that can only be observed through this one, inside or outside the scope of the sweep; absent: none. */
  readonly behind?: readonly App[];
  /** The glob that excludes it. */
  readonly excludedBy?: string;
  /** The user profile that owns its space, if a policy needs it. */
  readonly spaceOwner?: string;
  /** For an app of a space, whether ssh sessions or remote editors may use it, which no server shows; absent: they cannot. */
  readonly remoteAccess?: "on" | "unknown";
  /** Whether its domain belongs to SageMaker Unified Studio, if this was checked. */
  readonly unifiedStudio?: boolean;
  /** The server that was asked, and the user profile that was signed in. */
  readonly server?: AskedServer;
  /** Absent before the observation. */
  readonly observation?: Observation;
  /** What a look inside its container found; absent if nobody looked. */
  readonly inside?: Inside;
  /** What its container reported about itself in a tag; absent if the tags were not read, or hold no report. */
  readonly beacon?: Beacon;
  /** The connections to its space that CloudTrail recorded; absent if they were not read. */
  readonly visits?: Visits;
  /** Absent before the inspection: only apps that would stop are inspected. */
  readonly inspection?: Inspection;
  readonly sighting?: Sighting;
  /** The usual time between runs in milliseconds, from the runs that are remembered. */
  readonly usualIntervalMs?: number;
}

export interface AskedServer {
  readonly key: ActivitySource;
  readonly signInAs: string;
  /** For a space without an owner: the user profiles to try next if one is refused. */
  readonly orAs?: readonly string[];
}

/** What one look inside a container found, or why it failed. */
export type Inside =
  | {
      readonly seen: true;
      /** When the second of the two readings was made. */
      readonly at: Date;
      /** Everything at work; only a complete look proves that there is nothing else. */
      readonly work: readonly InsideWork[];
      /** When the editors' idle file, if there is one, says that somebody was active. */
      readonly lastActive?: Date;
      /** Whether everything that a verdict needs could be seen. */
      readonly complete: boolean;
      /** The parts that could not be seen, as shown to the user. */
      readonly notSeen?: readonly string[];
    }
  | Unseen;

/** The last report of a beacon. Any container whose role may tag apps could have written it. */
export interface Beacon {
  readonly state: "fresh" | "stale" | "malformed";
  /** When the beacon looked. */
  readonly at?: Date;
  /** When it last saw anything active. */
  readonly lastActivity?: Date;
  /** What was active when it looked: one line each. */
  readonly active: readonly string[];
  readonly version?: number;
  /** Whether it could see everything that a verdict needs. Absent if malformed. */
  readonly complete?: boolean;
  /** The time between its looks in milliseconds. Absent if malformed. */
  readonly everyMs?: number;
}

/** The recorded connections to a space, or why they could not be read. They prove that somebody came, never that nobody is there. */
export type Visits = { readonly seen: true; readonly visits: readonly Visit[] } | Unseen;

export interface Visit {
  readonly at: Date;
  /** A session over Session Manager, or a presigned URL. */
  readonly kind: "session" | "sign-in";
  readonly by?: string;
}

/** DescribeApp and ListTags, or why they could not be read. */
export type Inspection = { readonly seen: true; readonly detail: AppDetail; readonly tags: readonly Tag[] } | Unseen;

/** What earlier runs recorded about one app. Members are as kept in the state file. */
export interface Sighting {
  /** A different CreationTime is a different run of an app of the same name. */
  readonly CreationTime: Date;
  readonly Running: boolean;
  /** When this run of the app was first seen; for an app that is not running, when it was last seen so. */
  readonly FirstSeen: Date;
  readonly LastSeen: Date;
  /** The app was seen not running then, so this run of it began later, whatever CreationTime says (service-facts: States and lifetimes). */
  readonly NotBefore?: Date;
  /** Since when no kernel and no terminal that counts has been seen. */
  readonly EmptySince?: Date;
  /** Since when some kernel without a time has been seen starting or ending. */
  readonly StartingSince?: Date;
  /** The last observation of its activity, busy or not. */
  readonly ObservedAt?: Date;
  /** The last observation that failed because of one of our own calls: until then it is not known whether the app can be observed. */
  readonly LackedAt?: Date;
  /** The items that were open then, so that the next observation can tell what was closed. */
  readonly Open?: readonly string[];
  /** The last observation in which an item was no longer open: the app may have been in use until just before. */
  readonly ClosedBy?: Date;
  /** The last look inside its container that did not fail. */
  readonly LookedAt?: Date;
  /** Since when every complete look inside has found nothing at work, with no sweep in between that did not look. */
  readonly QuietSince?: Date;
  /** The last time at which something was at work inside, by looks and by reports of its beacon; of what has ended, when that was found. */
  readonly WorkedBy?: Date;
  /** The verdict that the last run recorded for this run of the app; a plan records none. */
  readonly Verdict?: string;
  /** When a run first saw each image terminal that has no time, by its name; only where runs shut such terminals down. */
  readonly TerminalsSince?: Readonly<Record<string, Date>>;
  /** When sweeps began to look inside lately: a poll of the activity monitor during a look reports the look's own terminal. */
  readonly Looks?: readonly Date[];
  /** The last time that the activity monitor reported outside the looks. */
  readonly MonitorAt?: Date;
}

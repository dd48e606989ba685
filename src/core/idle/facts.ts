import type { App, AppDetail, Tag } from "../app/app.ts";
import type { ActivitySource } from "../domain/domain.ts";
import { isError } from "../errors.ts";

/** A kernel as a Jupyter server tells it: `/api/sessions` and `/api/kernels` united by id (service-facts: The Jupyter server). */
export interface Kernel {
  readonly id: string;
  /** `idle`, `busy`, `starting`, `dead`… as sent; `pending` for a session whose kernel is not there yet. */
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
  /** The KernelGateway app an image terminal runs in, if its name tells (Classic, names that begin `arn:`). */
  readonly appName?: string;
}

/** A kernel, session or terminal in a server's list that lacks what a verdict needs, or has it in no readable form. */
export interface UnreadableItem {
  /** What is wrong with it, as it is shown: `/api/sessions lists a kernel without execution_state`. */
  readonly why: string;
  /** The KernelGateway app that it names (Classic only). */
  readonly appName?: string;
  /** Its last activity, if that can be read. */
  readonly lastActivity?: Date;
}

/** What one server told, read in one sign-in. */
export interface ServerActivity {
  readonly observedAt: Date;
  readonly kernels: readonly Kernel[];
  readonly terminals: readonly Terminal[];
  /** `/api/idle`, where the server has it: proves recent activity, not idleness from before the first poll. */
  readonly lastActive?: Date;
  /** When the server process started, by `/api/status`; absent if the server does not answer it. */
  readonly started?: Date;
  /** What its lists hold beside what could be read. */
  readonly unreadable?: readonly UnreadableItem[];
  /** Why optional parts of it are missing, as it is shown: `the server answered 500 to /api/idle`. */
  readonly missing?: readonly string[];
}

/** An answer of a server, or why there was none: never an exception, since one server's failure is that server's evidence. */
export type Observation = { readonly seen: true; readonly activity: ServerActivity } | Unseen;

/** Why something could not be observed. */
export interface Unseen {
  readonly seen: false;
  readonly why: string;
  /** A call of our own did not get through: that is no sign that the app cannot be observed. */
  readonly ours?: true;
  /** The IAM action that we lack, if that is why. */
  readonly denied?: string;
  /** It is the user profile signed in as that was refused: another one may be let in. */
  readonly refused?: true;
}

/**
 * What cannot be observed since a call failed. That is our own failure where the call did not get through or its answer cannot be
 * used: because a permission is missing, by throttling, on the way, or by a malformed answer.
 */
export function unseen(error: unknown, why: string): Unseen {
  const ours = isError(error, "denied", "throttled", "unavailable", "malformed", "failed", "timeout");
  const denied = isError(error, "denied") ? error.deniedAction : undefined;
  return { seen: false, why, ...(ours && { ours }), ...(denied !== undefined && { denied }) };
}

/** Everything known of one app when its verdict is given. */
export interface AppFacts {
  readonly region: string;
  readonly app: App;
  /** Names of the KernelGateway apps listed for the same owner, without Deleted ones. */
  readonly siblings: readonly string[];
  /** The other apps that run and can only be observed through this one, whatever the scope of the sweep; absent: none. */
  readonly behind?: readonly App[];
  /** The glob that excludes it. */
  readonly excludedBy?: string;
  /** The user profile that owns its space, where a policy asks for that. */
  readonly spaceOwner?: string;
  /** Of an app of a space, whether somebody may work in it over ssh or a remote editor, which no server shows; absent: nobody can. */
  readonly remoteAccess?: "on" | "unknown";
  /** Whether its domain belongs to SageMaker Unified Studio, as far as anybody has asked. */
  readonly unifiedStudio?: boolean;
  /** The server that was asked, and who was signed in. */
  readonly server?: AskedServer;
  /** Absent until it was requested. */
  readonly observation?: Observation;
  /** Absent until it was requested: only apps that would stop are inspected. */
  readonly inspection?: Inspection;
  readonly sighting?: Sighting;
  /** The usual time between runs in milliseconds, as far as runs are remembered. */
  readonly usualIntervalMs?: number;
}

export interface AskedServer {
  readonly key: ActivitySource;
  readonly signInAs: string;
  /** Of a space without an owner: the user profiles to sign in as instead, where the one before may not. */
  readonly orAs?: readonly string[];
}

/** DescribeApp and ListTags, or why they could not be read. */
export type Inspection = { readonly seen: true; readonly detail: AppDetail; readonly tags: readonly Tag[] } | Unseen;

/** What earlier runs remember of one app. Members are as kept in the state file. */
export interface Sighting {
  /** A different one is a different life of the same name. */
  readonly CreationTime: Date;
  readonly Running: boolean;
  /** When this life was first seen; for one that is not running, when that was last seen. */
  readonly FirstSeen: Date;
  readonly LastSeen: Date;
  /** It was seen not running then, so this life began later, whatever CreationTime says (service-facts: States and lifetimes). */
  readonly NotBefore?: Date;
  /** Since when no kernel and no terminal that counts has been seen. */
  readonly EmptySince?: Date;
  /** Since when some kernel without a time has been seen starting or ending. */
  readonly StartingSince?: Date;
  /** The last observation of what runs in it, busy or not. */
  readonly ObservedAt?: Date;
  /** The last observation that failed because a call of our own failed: until then nobody knows that it cannot be observed. */
  readonly LackedAt?: Date;
  /** What was open then: by this the next one knows what has been closed. */
  readonly Open?: readonly string[];
  /** The last observation that missed something open before: until just before then the app may have been in use. */
  readonly ClosedBy?: Date;
}

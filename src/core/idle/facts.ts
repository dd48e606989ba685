import type { Observation, Unseen } from "./activity.ts";
import type { App, AppDetail, Tag } from "../app/app.ts";
import type { ActivitySource } from "../domain/domain.ts";

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
  /** Absent while nobody has asked. */
  readonly observation?: Observation;
  /** Absent while nobody has asked: only apps that would stop are inspected. */
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
  /** The last look that saw what runs in it, whether at work or not. */
  readonly ObservedAt?: Date;
  /** The last look that saw nothing since a call of our own failed: until then nobody knows that it cannot be observed. */
  readonly LackedAt?: Date;
  /** What was open then: by this the next one knows what has been closed. */
  readonly Open?: readonly string[];
  /** The last look that missed something open before: until just before then the app may have been in use. */
  readonly ClosedBy?: Date;
}

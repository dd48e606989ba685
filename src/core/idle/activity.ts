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
  /** The notebook or console it belongs to, where it has a session. */
  readonly path?: string;
}

export interface Terminal {
  readonly name: string;
  /** Absent on Classic. */
  readonly lastActivity?: Date;
  /** The KernelGateway app an image terminal runs in, where its name tells (Classic, names that begin `arn:`). */
  readonly appName?: string;
}

/** A kernel, session or terminal in a server's list that lacks what a verdict needs, or has it in no readable form. */
export interface UnreadableItem {
  /** What is wrong with it, as it is shown: `/api/sessions lists a kernel without execution_state`. */
  readonly why: string;
  /** The KernelGateway app that it names (Classic only). */
  readonly appName?: string;
  /** Its last activity, where that can be read. */
  readonly lastActivity?: Date;
}

/** What one server told, read in one sign-in. */
export interface ServerActivity {
  readonly observedAt: Date;
  readonly kernels: readonly Kernel[];
  readonly terminals: readonly Terminal[];
  /** `/api/idle`, where the server has it: proves recent activity, not idleness from before the first poll. */
  readonly lastActive?: Date;
  /** When the server process started, by `/api/status`; absent where the server does not answer it. */
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
  /** The IAM action that we lack, where that is why. */
  readonly denied?: string;
  /** It is the user profile signed in as that was refused: another one may be let in. */
  readonly refused?: true;
}

/**
 * What cannot be observed since a call failed. That is our own failure where the call did not get through or its answer cannot be
 * used: for want of a permission, by throttling, on the way, or by a malformed answer.
 */
export function unseen(error: unknown, why: string): Unseen {
  const ours = isError(error, "denied", "throttled", "unavailable", "malformed", "failed", "timeout");
  const denied = isError(error, "denied") ? error.deniedAction : undefined;
  return { seen: false, why, ...(ours && { ours }), ...(denied !== undefined && { denied }) };
}

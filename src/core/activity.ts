/** A kernel as a Jupyter server tells it: `/api/sessions` and `/api/kernels` united by id (FACTS 6.2). */
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

/** What one server told, read in one sign-in. */
export interface ServerActivity {
  readonly observedAt: Date;
  readonly kernels: readonly Kernel[];
  readonly terminals: readonly Terminal[];
  /** `/api/idle`, where the server has it: proves recent activity, not idleness from before the first poll. */
  readonly lastActive?: Date;
  /** When the server process started, by `/api/status`; absent where the server does not answer it. */
  readonly started?: Date;
}

/** An answer of a server, or why there was none: never an exception, since one server's failure is that server's evidence. */
export type Observation =
  | { readonly seen: true; readonly activity: ServerActivity }
  | { readonly seen: false; readonly why: string };

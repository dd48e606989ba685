export interface JupyterState {
  /** By `DomainId/user/name` (JupyterServer) or `DomainId/space/name`, names in lower case. Absent: an empty, healthy server. */
  servers: Record<string, JupyterServerState>;
}

export interface JupyterServerState {
  /**
   * `down` refuses (503), `loading` never leaves the loading page, `html` answers HTML pages instead of JSON, `forbidden` 403, `hang` never
   * answers.
   */
  mode: "up" | "down" | "loading" | "html" | "forbidden" | "hang";
  kernels: SimulatedKernel[];
  terminals: SimulatedTerminal[];
  /** `/api/idle`, where the server has the activity monitor; absent: 404. `empty` answers `{}`. */
  activityMonitor?: Activity | "empty";
}

/** The time of the last activity: a moment, or repeated (an active user, a process with output). */
export type Activity = { at: number } | { everySeconds: number };

export interface SimulatedKernel {
  id: string;
  name: string;
  state: "idle" | "busy" | "starting" | "restarting" | "autorestarting" | "terminating" | "dead" | "pending";
  activity: Activity;
  connections: number;
  /** Absent: a kernel without a session. */
  path?: string;
  /** The KernelGateway app that runs it; the kernel is listed while that app is InService. */
  appName?: string;
  instanceType?: string;
}

export interface SimulatedTerminal {
  name: string;
  /** For an image terminal: the KernelGateway app that it is open in, and with which it ends. */
  appName?: string;
  /** Absent: Classic does not report it. */
  activity?: Activity;
}

/** The time of the last activity in milliseconds: a moment, or the last repetition. */
export function lastMoved(activity: Activity, now: number): number {
  if ("at" in activity) return activity.at;
  const period = activity.everySeconds * 1000;
  return Math.floor(now / period) * period;
}

export interface JupyterState {
  /** By `DomainId/user/name` (JupyterServer) or `DomainId/space/name`, names in lower case. Absent: an empty, healthy server. */
  servers: Record<string, JupyterServerState>;
}

export interface JupyterServerState {
  /** `down` refuses (503), `loading` never leaves the loading page, `html` answers pages where JSON belongs, `forbidden` 403, `hang` never answers. */
  mode: "up" | "down" | "loading" | "html" | "forbidden" | "hang";
  kernels: SimulatedKernel[];
  terminals: SimulatedTerminal[];
  /** `/api/idle`, where the server has the activity monitor; absent: 404. `empty` answers `{}`. */
  activityMonitor?: Activity | "empty";
}

/** When something last moved: a moment, or again and again (a person at work, a chatty process). */
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
  /** Of an image terminal: the KernelGateway app that it is open in, and ends with. */
  appName?: string;
  /** Absent: Classic tells no time. */
  activity?: Activity;
}

/** When something last moved, in milliseconds: a moment, or the last beat of a rhythm. */
export function lastMoved(activity: Activity, now: number): number {
  if ("at" in activity) return activity.at;
  const period = activity.everySeconds * 1000;
  return Math.floor(now / period) * period;
}

import { lastMoved, type SimulatedKernel, type SimulatedTerminal } from "../jupyter-state.ts";
import type { ServerType, ServerView } from "./server-view.ts";

/*
 * Imitates what a Jupyter server answers to GET under its base path: sessions, kernels, terminals and
 * status as jupyter_server writes them (jupyter_server/services/{sessions,kernels,terminals}),
 * `app_name` and `/sagemaker/api/apps` as Studio Classic adds them (aws-samples auto-shutdown extension),
 * `/api/idle` as the activity monitor and Code Editor do (service-facts: The Jupyter server).
 */

/** The document at a path under the base; undefined if such a server has none. */
export function documentAt(path: string, type: ServerType, view: ServerView, lastRequest: number): unknown {
  if (path === "/api/idle") return idle(view);
  if (type === "CodeEditor") return undefined;
  if (path === "/sagemaker/api/apps") return type === "JupyterServer" ? apps(view) : undefined;
  const documents: Readonly<Record<string, () => unknown>> = {
    "/api/sessions": () => view.kernels.filter(({ path }) => path !== undefined).map((kernel) => session(kernel, type, view.now)),
    "/api/kernels": () => view.kernels.filter(({ state }) => state !== "pending").map((kernel) => kernelModel(kernel, view.now)),
    "/api/terminals": () => view.terminals.map((terminal) => terminalModel(terminal, view.now)),
    "/api/status": () => status(view, lastRequest),
  };
  return documents[path]?.();
}

/** A session's id, which is not in the state: each kernel has at most one session. */
export function sessionId(kernel: SimulatedKernel): string {
  return `session-of-${kernel.id}`;
}

function session(kernel: SimulatedKernel, type: ServerType, now: number): object {
  const path = kernel.path ?? "";
  const { appName, instanceType } = kernel;
  const classic = type === "JupyterServer" ? { app_name: appName, instance_type: instanceType } : {};
  const pending = kernel.state === "pending";
  return {
    id: sessionId(kernel),
    path,
    name: path.split("/").at(-1),
    type: pending ? "pending" : "notebook",
    kernel: pending ? null : { ...kernelModel(kernel, now), ...classic },
  };
}

function kernelModel({ id, name, state, connections, activity }: SimulatedKernel, now: number): object {
  return { id, name, last_activity: microseconds(lastMoved(activity, now)), execution_state: state, connections };
}

export function terminalModel({ name, activity }: SimulatedTerminal, now: number): object {
  if (activity === undefined) return { name };
  return { name, last_activity: microseconds(lastMoved(activity, now)) };
}

function apps(view: ServerView): object[] {
  return view.apps.map(({ AppName, ResourceSpec, Status }) => ({
    app_name: AppName,
    environment_arn: ResourceSpec.SageMakerImageArn,
    instance_type: ResourceSpec.InstanceType,
    status: Status,
  }));
}

/** The monitors write a lower-case z. */
function idle({ server, now }: ServerView): unknown {
  const { activityMonitor } = server;
  if (activityMonitor === undefined) return undefined;
  if (activityMonitor === "empty") return {};
  return { lastActiveTimestamp: microseconds(lastMoved(activityMonitor, now)).replace("Z", "z") };
}

/** `last_activity` is the latest of the start, any request that counts, any kernel and any terminal (jupyter_server). */
function status({ kernels, terminals, running, now }: ServerView, lastRequest: number): object {
  const started = running?.CreationTime ?? 0;
  const activities = [...kernels, ...terminals].flatMap(({ activity }) => activity ?? []);
  const last = Math.max(started, lastRequest, ...activities.map((activity) => lastMoved(activity, now)));
  return {
    connections: kernels.reduce((sum, { connections }) => sum + connections, 0),
    kernels: kernels.length,
    last_activity: microseconds(last),
    started: microseconds(started),
  };
}

function microseconds(time: number): string {
  return new Date(time).toISOString().replace("Z", "000Z");
}

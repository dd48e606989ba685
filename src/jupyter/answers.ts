import type { Kernel, Terminal } from "../core/activity.ts";
import { Unreadable } from "./unreadable.ts";
import { isRecord } from "../core/record.ts";

/*
 * What a Jupyter server's answers mean. Whatever lacks a field that a verdict hangs on is
 * unreadable: guessing could stop an app at work.
 */

/** `/api/sessions`: a session whose kernel is not there yet counts as a kernel in state `pending`. */
export function sessionKernels(answer: unknown): Kernel[] {
  return list(answer, "/api/sessions").map((session) => {
    const path = text(session["path"]);
    const withPath = path === undefined ? {} : { path };
    const { kernel } = session;
    if (kernel === null) return { id: required(session["id"], "a session without id"), state: "pending", ...withPath };
    if (!isRecord(kernel)) throw new Unreadable("/api/sessions lists a session without kernel");
    const read = toKernel(kernel, "/api/sessions");
    return { ...read, ...withPath, ...(session["type"] === "pending" ? { state: "pending" } : {}) };
  });
}

/** `/api/kernels`: also those without a session. */
export function listedKernels(answer: unknown): Kernel[] {
  return list(answer, "/api/kernels").map((kernel) => toKernel(kernel, "/api/kernels"));
}

/** Both lists by id. They are read at different moments: of what differs, the busier and the later counts. */
export function unite(...lists: readonly Kernel[][]): Kernel[] {
  const byId = new Map<string, Kernel>();
  for (const kernel of lists.flat()) {
    const known = byId.get(kernel.id);
    byId.set(kernel.id, known === undefined ? kernel : merge(known, kernel));
  }
  return [...byId.values()];
}

function merge(a: Kernel, b: Kernel): Kernel {
  const lastActivity = later(a.lastActivity, b.lastActivity);
  return { ...b, ...a, state: a.state === "idle" ? b.state : a.state, ...(lastActivity && { lastActivity }) };
}

function later(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function toKernel(kernel: Record<string, unknown>, where: string): Kernel {
  const appName = text(kernel["app_name"]);
  const { connections } = kernel;
  return {
    id: required(kernel["id"], `${where} lists a kernel without id`),
    state: required(kernel["execution_state"], `${where} lists a kernel without execution_state`),
    lastActivity: moment(kernel["last_activity"], `${where} lists a kernel`, "last_activity"),
    ...(typeof connections === "number" ? { connections } : {}),
    ...(appName === undefined ? {} : { appName }),
  };
}

/** `/api/terminals`: absent where the server has terminals switched off; without times on Classic. */
export function terminals(answer: unknown): Terminal[] {
  if (answer === undefined) return [];
  return list(answer, "/api/terminals").map((terminal) => {
    const name = required(terminal["name"], "/api/terminals lists a terminal without name");
    if (terminal["last_activity"] === undefined) return { name };
    return { name, lastActivity: moment(terminal["last_activity"], "/api/terminals lists a terminal", "last_activity") };
  });
}

/** Image terminals run in a KernelGateway app, system terminals in the server itself (FACTS 6.2). */
export function isImageTerminal(terminal: Terminal): boolean {
  return terminal.name.startsWith("arn:");
}

/**
 * Names the app of each image terminal, `<environment arn>__<id>__<instance type>…`, by
 * `/sagemaker/api/apps`. Where several apps share image and instance type the name does not tell
 * which one it is, and each is given the terminal: none of them may look unused.
 */
export function placeImageTerminals(terminals: readonly Terminal[], apps: unknown): Terminal[] {
  const known = list(apps, "/sagemaker/api/apps");
  return terminals.flatMap((terminal) => {
    if (!isImageTerminal(terminal)) return [terminal];
    const [environment, , instanceType] = terminal.name.split("__");
    const homes = known.filter((app) => app["environment_arn"] === environment && app["instance_type"] === instanceType);
    if (homes.length === 0) return [terminal];
    return homes.map((app) => ({ ...terminal, appName: required(app["app_name"], "/sagemaker/api/apps lists an app without app_name") }));
  });
}

/** `/api/idle`: undefined where the server has no activity monitor (404), or one that has seen nothing yet (`{}`). */
export function lastActive(answer: unknown): Date | undefined {
  if (answer === undefined) return undefined;
  if (!isRecord(answer)) throw new Unreadable("/api/idle answered something else than an object");
  const value = answer["lastActiveTimestamp"];
  return value === undefined ? undefined : moment(value, "/api/idle answered", "lastActiveTimestamp");
}

/** A time says its offset, or it could be anyone's local time. Microseconds and a lower-case z occur (FACTS 6.2). */
const timestamp = /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(\.\d+)?(z|[+-]\d\d:\d\d)$/i;

function moment(value: unknown, where: string, field: string): Date {
  if (value === undefined || value === null) throw new Unreadable(`${where} without ${field}`);
  const date = new Date(typeof value === "string" && timestamp.test(value) ? value.toUpperCase() : Number.NaN);
  if (Number.isNaN(date.getTime())) throw new Unreadable(`${where} with a ${field} that is no time`);
  return date;
}

function list(answer: unknown, where: string): Record<string, unknown>[] {
  if (answer === undefined) throw new Unreadable(`${where} answered 404`);
  if (!Array.isArray(answer) || !answer.every(isRecord)) throw new Unreadable(`${where} answered something else than a list of objects`);
  return answer;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function required(value: unknown, why: string): string {
  const found = text(value);
  if (found === undefined) throw new Unreadable(why);
  return found;
}

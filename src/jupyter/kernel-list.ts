import type { Kernel, UnreadableItem } from "../core/idle/facts.ts";
import { isRecord } from "../core/collections.ts";
import { identifier, list, moment, text } from "./responses.ts";

export interface Kernels {
  readonly kernels: readonly Kernel[];
  readonly unreadable: readonly UnreadableItem[];
}

/** What one list says of one kernel; absent is what cannot be read. */
interface Listed {
  readonly where: string;
  readonly id?: string | undefined;
  readonly state?: string | undefined;
  readonly lastActivity?: Date | undefined;
  readonly connections?: number | undefined;
  readonly appName?: string | undefined;
  readonly path?: string | undefined;
}

/**
 * The kernels of `/api/sessions` and `/api/kernels`, which has those without a session too, united by id. The two are read
 * at different moments and may disagree: of what differs, the busiest and the latest counts, whatever the order.
 */
export function readKernels(sessions: unknown, kernels: unknown): Kernels {
  const listed = [
    ...list(sessions, "/api/sessions").map((session) => ofSession(session)),
    ...list(kernels, "/api/kernels").map((kernel) => ofKernel(kernel, "/api/kernels")),
  ];
  const byId = new Map<string, Listed[]>();
  const nameless: Listed[] = [];
  for (const each of listed) {
    const group = each.id === undefined ? nameless : (byId.get(each.id) ?? []);
    if (each.id !== undefined) byId.set(each.id, group);
    group.push(each);
  }
  const found = [...[...byId.values()].flatMap(byApp).map(judge), ...nameless.map(judge)];
  return { kernels: found.flatMap(({ kernel }) => kernel ?? []), unreadable: found.flatMap(({ fault }) => fault ?? []) };
}

/** A session whose kernel is not there yet counts as a kernel in state `pending`. */
function ofSession(session: unknown): Listed {
  const where = "/api/sessions";
  if (!isRecord(session)) return { where };
  const { kernel } = session;
  const pending = session["type"] === "pending";
  const path = text(session["path"]);
  if (kernel === null || (kernel === undefined && pending)) return { where, id: identifier(session["id"]), state: "pending", path };
  const read = ofKernel(kernel, where);
  return { ...read, path, state: pending ? busiest([read.state ?? "pending", "pending"]) : read.state };
}

function ofKernel(kernel: unknown, where: string): Listed {
  if (!isRecord(kernel)) return { where };
  const { connections } = kernel;
  return {
    where,
    id: identifier(kernel["id"]),
    state: text(kernel["execution_state"]),
    lastActivity: moment(kernel["last_activity"]),
    connections: typeof connections === "number" ? connections : undefined,
    appName: text(kernel["app_name"]),
  };
}

/**
 * What is listed under one id, as one kernel. Where it is said to run in several apps it may run in any of them, so each
 * is given it, the busiest and the latest that any list tells.
 */
function byApp(group: readonly Listed[]): Listed[] {
  const kernel = unite(group);
  const apps = [...new Set(group.flatMap(({ appName }) => appName ?? []))];
  return apps.length === 0 ? [kernel] : apps.map((appName) => ({ ...kernel, appName }));
}

function unite(group: readonly Listed[]): Listed {
  const [first] = group;
  if (first === undefined) throw new RangeError("something is listed");
  const states = group.flatMap(({ state }) => state ?? []);
  return {
    where: first.where,
    id: first.id,
    state: states.length === 0 ? undefined : busiest(states),
    lastActivity: latest(group.flatMap(({ lastActivity }) => lastActivity ?? [])),
    connections: group.find(({ connections }) => connections !== undefined)?.connections,
    path: group.flatMap(({ path }) => path ?? []).toSorted()[0],
  };
}

/** A kernel without id or state is unreadable; where its state can be read, and is one of work, it counts as a kernel too. */
function judge({ where, id, state, lastActivity, connections, appName, path }: Listed): {
  readonly kernel?: Kernel;
  readonly fault?: UnreadableItem;
} {
  const common = { ...(lastActivity && { lastActivity }), ...(appName !== undefined && { appName }) };
  const more = { ...common, ...(connections !== undefined && { connections }), ...(path !== undefined && { path }) };
  if (id !== undefined && state !== undefined) return { kernel: { id, state, ...more } };
  const fault = { why: `${where} lists a kernel without ${id === undefined ? "id" : "execution_state"}`, ...common };
  return state === undefined || rankOf(state) <= rankOf("idle") ? { fault } : { fault, kernel: { id: "without id", state, ...more } };
}

/** From what surely does nothing to what surely works; a state that nobody knows may be work (service-facts: Activity). */
const ranks: Readonly<Record<string, number>> = {
  dead: 0,
  idle: 1,
  terminating: 2,
  pending: 3,
  starting: 4,
  restarting: 5,
  autorestarting: 6,
  busy: 8,
};

function rankOf(state: string): number {
  return Object.hasOwn(ranks, state) ? (ranks[state] ?? 7) : 7;
}

function busiest(states: readonly string[]): string {
  return states.reduce((a, b) => (rankOf(a) > rankOf(b) || (rankOf(a) === rankOf(b) && a <= b) ? a : b));
}

function latest(moments: readonly Date[]): Date | undefined {
  return moments.reduce<Date | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);
}

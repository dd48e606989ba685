import type { Kernel, Terminal, UnreadableItem } from "../core/idle/facts.ts";
import { isRecord } from "../core/collections.ts";
import { maxHomes, maxItems, maxText } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/*
 * What a Jupyter server's answers mean. An item that lacks what a verdict hangs on is unreadable: guessing could stop an
 * app at work. The rest of its list is read all the same. A list that is none makes the whole server unreadable.
 */

export interface Kernels {
  readonly kernels: readonly Kernel[];
  readonly unreadable: readonly UnreadableItem[];
}

export interface Terminals {
  readonly terminals: readonly Terminal[];
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

/** What `/api/terminals` lists, none where the server has terminals switched off (404). Image terminals have no app yet. */
export interface ListedTerminals {
  readonly terminals: readonly ListedTerminal[];
  readonly unreadable: readonly UnreadableItem[];
}

interface ListedTerminal {
  /** Of any length: an image terminal's tells its app. */
  readonly name: string;
  readonly lastActivity?: Date;
  /** What is wrong with its time. */
  readonly fault?: string;
}

/** Terminals without times are those of Classic. */
export function listedTerminals(answer: unknown): ListedTerminals {
  if (answer === undefined) return { terminals: [], unreadable: [] };
  const read = list(answer, "/api/terminals").map(ofTerminal);
  return {
    terminals: read.filter((each) => "name" in each),
    unreadable: read.filter((each) => "why" in each),
  };
}

function ofTerminal(terminal: unknown): ListedTerminal | UnreadableItem {
  const name = isRecord(terminal) ? terminal["name"] : undefined;
  if (!isRecord(terminal) || typeof name !== "string" || name === "") return { why: "/api/terminals lists a terminal without name" };
  if (terminal["last_activity"] === undefined) return { name };
  const lastActivity = moment(terminal["last_activity"]);
  return lastActivity === undefined
    ? { name, fault: "/api/terminals lists a terminal with a last_activity that is not a time" }
    : { name, lastActivity };
}

/** Image terminals run in a KernelGateway app, system terminals in the server itself (service-facts: The Jupyter server). */
export function hasImageTerminal({ terminals }: ListedTerminals): boolean {
  return terminals.some(({ name }) => isImageTerminal(name));
}

/** Whether a terminal is one of an image, by its name. */
export function isImageTerminal(name: string): boolean {
  return name.startsWith("arn:");
}

/** Names of the apps by image and instance type, of which terminals know their app. */
export type Homes = ReadonlyMap<string, readonly string[]>;

/**
 * The apps that `/sagemaker/api/apps` lists. Of an image and instance type where one has no name, or where more have one
 * than can share an instance, none is known.
 */
export function readHomes(answer: unknown): Homes {
  const homes = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const app of list(answer, "/sagemaker/api/apps")) {
    if (!isRecord(app)) throw new Unreadable("/sagemaker/api/apps lists something that is not an app");
    const home = homeOf(app["environment_arn"], app["instance_type"]);
    const name = identifier(app["app_name"]);
    const names = homes.get(home) ?? [];
    homes.set(home, names);
    if (name === undefined || names.length === maxHomes) unknown.add(home);
    else names.push(name);
  }
  for (const home of unknown) homes.delete(home);
  return homes;
}

function homeOf(environment: unknown, instanceType: unknown): string {
  return JSON.stringify([environment, instanceType]);
}

/** Names of the apps that a terminal may run in; none for a system terminal. */
export function appsOf(name: string, homes: Homes): readonly string[] {
  const [environment, , instanceType] = isImageTerminal(name) ? name.split("__", 3) : [];
  return environment === undefined ? [] : (homes.get(homeOf(environment, instanceType)) ?? []);
}

/**
 * Gives each image terminal its app, `<environment arn>__<id>__<instance type>…`. Where several apps share image and
 * instance type the name does not tell which one it is, and each is given the terminal: none of them may look unused.
 */
export function placeTerminals({ terminals, unreadable }: ListedTerminals, homes: Homes = new Map()): Terminals {
  const attributed = terminals.flatMap(({ name, lastActivity, fault }) => {
    const names = appsOf(name, homes);
    const apps = names.length === 0 ? [{}] : names.map((appName) => ({ appName }));
    const terminal = { name: cut(name), ...(lastActivity && { lastActivity }) };
    return apps.map((app) => ({ terminal: { ...terminal, ...app }, faults: fault === undefined ? [] : [{ why: fault, ...app }] }));
  });
  return {
    terminals: attributed.map(({ terminal }) => terminal),
    unreadable: [...unreadable, ...attributed.flatMap(({ faults }) => faults)],
  };
}

/** `/api/idle`: undefined where the server has no activity monitor (404), or one that has seen nothing yet (`{}`). */
export function lastActive(answer: unknown): Date | undefined {
  return timeIn(answer, "/api/idle", "lastActiveTimestamp");
}

/** `/api/status`: when the server started, where it tells. */
export function started(answer: unknown): Date | undefined {
  return timeIn(answer, "/api/status", "started");
}

function timeIn(answer: unknown, where: string, field: string): Date | undefined {
  if (answer === undefined) return undefined;
  if (!isRecord(answer)) throw new Unreadable(`${where} did not answer with an object`);
  if (answer[field] === undefined) return undefined;
  const time = moment(answer[field]);
  if (time === undefined) throw new Unreadable(`${where} answered with a ${field} that is not a time`);
  return time;
}

/** A time says its offset, or it could be anyone's local time. Microseconds and a lower-case z occur (service-facts: The Jupyter server). */
const timestamp = /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(\.\d{1,9})?(z|[+-]\d\d:\d\d)$/i;

function moment(value: unknown): Date | undefined {
  const date = new Date(typeof value === "string" && timestamp.test(value) ? value.toUpperCase() : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function list(answer: unknown, where: string): readonly unknown[] {
  if (answer === undefined) throw new Unreadable(`the server answered 404 to ${where}`, "not-ready");
  if (!Array.isArray(answer)) throw new Unreadable(`${where} did not answer with a list`);
  if (answer.length > maxItems) throw new Unreadable(`${where} lists more than ${maxItems} items`);
  return answer;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? cut(value) : undefined;
}

/** What is told apart by it must not be cut. */
function identifier(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= maxText ? value : undefined;
}

/** A slice of a text keeps all of it in memory, so what is cut is copied: each server's answers are held until the run has decided. */
function cut(value: string): string {
  if (value.length <= maxText) return value;
  const beginning = Buffer.from(value.slice(0, maxText - 1), "utf16le").toString("utf16le");
  return `${beginning.replace(/[\uD800-\uDBFF]$/, "")}…`;
}

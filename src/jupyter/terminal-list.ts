import type { Terminal, UnreadableItem } from "../core/idle/facts.ts";
import { isRecord } from "../core/collections.ts";
import { maxHomes } from "./limits.ts";
import { cut, identifier, list, moment } from "./responses.ts";
import { Unreadable } from "./unreadable.ts";

export interface Terminals {
  readonly terminals: readonly Terminal[];
  readonly unreadable: readonly UnreadableItem[];
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
export function listedTerminals(response: unknown): ListedTerminals {
  if (response === undefined) return { terminals: [], unreadable: [] };
  const read = list(response, "/api/terminals").map(ofTerminal);
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
export function readHomes(response: unknown): Homes {
  const homes = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const app of list(response, "/sagemaker/api/apps")) {
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

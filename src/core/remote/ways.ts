import { type AppKey, type AppStatus, type ResourceSpec, appReference, ownerLabel, ownerOf } from "../app/app.ts";
import { againCommand } from "../app/restart-command.ts";
import { isSpaceAppType } from "../app/rules.ts";
import type { Domain, ServerKey } from "../domain/domain.ts";
import { StudioctlError, usageError } from "../errors.ts";
import { shortfalls } from "./requirements.ts";

/**
 * The two ways into a running app (service-facts: Remote access): the terminals and files of its Jupyter server, behind a
 * presigned URL, and ssh through a session of Session Manager.
 */
export const ways = ["jupyter", "ssh"] as const;
export type Way = (typeof ways)[number];

/** The values of `--via`. */
export const viaWords = ["auto", ...ways] as const;
export type Via = (typeof viaWords)[number];

/** The conditions of a way in. */
export type Condition = "app-type" | "status" | "auth-mode" | "owner" | "remote-access" | "memory" | "image" | "permission";

/** A condition that does not hold. */
export interface Obstacle {
  readonly condition: Condition;
  readonly why: string;
}

/** What the ways into an app depend on. */
export interface RemoteFacts {
  readonly app: AppKey;
  /** Undefined: the service does not list it, so it has not run within the last 24 hours (service-facts: States and lifetimes). */
  readonly status: AppStatus | undefined;
  /** Undefined: the credentials may not read it; the service then decides. */
  readonly authMode: Domain["AuthMode"] | undefined;
  /** The user profiles that may be signed in to its server, tried in this order. */
  readonly signInAs: readonly string[];
  /** The space that it runs in, if it does. */
  readonly space?: { readonly SpaceName: string; readonly SpaceArn: string; readonly remoteAccess: boolean };
  /** Its instance type, or the one that it would start with. */
  readonly instanceType: string | undefined;
  readonly spec: ResourceSpec;
}

/** The data needed to use an open way. */
export type WayIn =
  | { readonly way: "jupyter"; readonly server: ServerKey; readonly signInAs: readonly [string, ...string[]] }
  | { readonly way: "ssh"; readonly DomainId: string; readonly SpaceName: string; readonly SpaceArn: string };

/** One way in, with its obstacles and the commands that remove them, in order; no commands if nothing helps. */
export interface WayReport {
  readonly way: Way;
  readonly obstacles: readonly Obstacle[];
  readonly mends: readonly string[];
}

/** Reports the obstacles of each of these ways. Pure and total. */
export function reportWays(facts: RemoteFacts, candidates: readonly Way[]): WayReport[] {
  return candidates.map((way) => (way === "jupyter" ? jupyterReport(facts) : sshReport(facts)));
}

/** The ways that `--via` allows a verb, the preferred one first. Throws a usage error for a way that the verb does not have. */
export function candidatesOf(via: Via, possible: readonly Way[]): readonly Way[] {
  if (via === "auto") return ways.filter((way) => possible.includes(way));
  if (possible.includes(via)) return [via];
  throw usageError(`--via ${via} is not possible here`, { fix: `--via ${possible.join(" or --via ")}` });
}

/** Whether none of these ways leads into anything but spaces (service-facts: The model of Studio). */
export function leadsOnlyIntoSpaces(candidates: readonly Way[]): boolean {
  return candidates.every((way) => way === "ssh");
}

/** Whether an app that is started would open the way. */
export function needsOnlyStart({ obstacles }: WayReport): boolean {
  return obstacles.length > 0 && obstacles.every(({ condition }) => condition === "status");
}

/** The way of a report without obstacles. */
export function wayIn({ app, signInAs, space }: RemoteFacts, way: Way): WayIn {
  if (way === "ssh") {
    if (space === undefined) throw new RangeError("ssh leads into spaces only");
    return { way, DomainId: app.DomainId, SpaceName: space.SpaceName, SpaceArn: space.SpaceArn };
  }
  const [first, ...others] = signInAs;
  if (first === undefined || !hasJupyter(app.AppType)) throw new RangeError("a server is asked as somebody");
  return { way, server: { DomainId: app.DomainId, owner: ownerOf(app), AppType: app.AppType }, signInAs: [first, ...others] };
}

/** The error if no way is open: for each way the failed conditions, and the commands that fix them. */
export function noWayIn({ app }: Pick<RemoteFacts, "app">, reports: readonly WayReport[]): StudioctlError {
  const [only, ...others] = reports;
  const named = (way: Way, text: string): string => (others.length === 0 ? text : `${way}: ${text}`);
  const mends = reports.flatMap(({ way, mends: commands }) => (commands.length === 0 ? [] : [named(way, commands.join(", then "))]));
  const denied = reports.every(({ obstacles }) => obstacles.every(({ condition }) => condition === "permission"));
  return new StudioctlError(
    denied ? "denied" : mends.length > 0 ? "not-ready" : "invalid",
    `cannot connect to ${ownerLabel(ownerOf(app))}/${app.AppType}${others.length === 0 && only !== undefined ? ` by ${only.way}` : ""}`,
    {
      why: reports.map(({ way, obstacles }) => named(way, obstacles.map(({ why }) => why).join(", "))).join("; "),
      fix: mends.length > 0 ? mends.join("; ") : insteadOf(app),
    },
  );
}

/** The report of a way that was refused because a permission is missing, when it was tried. */
export function refusedReport(way: Way, error: StudioctlError): WayReport {
  return {
    way,
    obstacles: [{ condition: "permission", why: error.why ?? error.message }],
    mends: error.fix === undefined ? [] : [error.fix],
  };
}

function jupyterReport(facts: RemoteFacts): WayReport {
  const { app, authMode, signInAs } = facts;
  if (!hasJupyter(app.AppType)) return closed("jupyter", `a ${app.AppType} app has no Jupyter server of its own`);
  if (authMode === "SSO") return closed("jupyter", `domain ${app.DomainId} signs in by SSO, which refuses presigned URLs`, "auth-mode");
  const owner: Obstacle[] = signInAs.length > 0 ? [] : [{ condition: "owner", why: "no user can sign in to it: it has no owner" }];
  const status = statusObstacles(facts);
  return {
    way: "jupyter",
    obstacles: [...owner, ...status],
    mends: [
      ...(owner.length > 0 ? [`studioctl profile create USER -d ${app.DomainId}`] : []),
      ...(status.length > 0 ? startMends(facts, []) : []),
    ],
  };
}

function sshReport(facts: RemoteFacts): WayReport {
  const { app, space, instanceType, spec } = facts;
  if (space === undefined || !isSpaceAppType(app.AppType))
    return closed("ssh", `a ${app.AppType} app has no remote access; JupyterLab and CodeEditor apps of spaces do`);
  const status = statusObstacles(facts);
  const short = shortfalls(instanceType, spec);
  const flags = short.flatMap(({ flag }) => flag);
  const off: Obstacle[] = space.remoteAccess
    ? []
    : [{ condition: "remote-access", why: `remote access of space ${space.SpaceName} is off` }];
  const obstacles = [...off, ...short.map(({ lacks, why }): Obstacle => ({ condition: lacks, why })), ...status];
  const update = ["studioctl space update", space.SpaceName, "--remote-access on", ...flags, "-d", app.DomainId].join(" ");
  return {
    way: "ssh",
    obstacles,
    mends: [
      ...(off.length > 0 ? [update] : []),
      ...(status.length > 0 ? startMends(facts, flags) : []),
      ...(off.length === 0 && status.length === 0 && short.length > 0 ? [againCommand("restart", app, flags)] : []),
    ],
  };
}

function closed(way: Way, why: string, condition: Condition = "app-type"): WayReport {
  return { way, obstacles: [{ condition, why }], mends: [] };
}

function statusObstacles({ status }: RemoteFacts): Obstacle[] {
  if (status === "InService") return [];
  const stopped = status === undefined || status === "Deleted";
  return [{ condition: "status", why: stopped ? "its app is stopped" : `its app is ${status}` }];
}

/** The commands that bring an app to InService. */
function startMends({ app, status }: RemoteFacts, flags: readonly string[]): string[] {
  if (status === "Pending") return ["wait until it is InService, as --start does"];
  const start = againCommand("start", app, flags);
  return status === "Failed" ? [`${start}; studioctl app why ${appReference(app)} shows why it failed`] : [start];
}

function hasJupyter(type: AppKey["AppType"]): type is "JupyterServer" | "JupyterLab" {
  return type === "JupyterServer" || type === "JupyterLab";
}

/** A suggestion for a user who names an app of another type. */
function insteadOf(app: AppKey): string | undefined {
  const owner = ownerLabel(ownerOf(app));
  if (app.AppType === "JupyterServer") return `its server has terminals: studioctl terminal ${owner} -d ${app.DomainId}`;
  if (app.AppType !== "KernelGateway") return undefined;
  return `its image terminals belong to the JupyterServer app: studioctl terminal ${owner} --app ${app.AppName} -d ${app.DomainId}`;
}

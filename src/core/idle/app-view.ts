import type { AppFacts, Kernel, ServerActivity, Terminal, UnreadableItem } from "./facts.ts";
import { isLookTerminal, monitorOutsideLooks } from "../inside/own-look.ts";
import { patterns } from "../service-model.ts";
import { visibleLine } from "../visible.ts";
import { formatDuration, msSince } from "../time.ts";
import type { Policy } from "./policy.ts";

/** Something seen on a server; `certain` is false if it may belong to another app of the owner. */
export type Attributed<T> = T & { readonly certain: boolean };

/** One app as the rules see it: the activity on its server, reduced to what may belong to this app. */
export interface AppView {
  readonly facts: AppFacts;
  readonly policy: Policy;
  readonly now: Date;
  readonly kernels: readonly Attributed<Kernel>[];
  readonly terminals: readonly Attributed<Terminal>[];
  /** An item that certainly belongs to this app makes the verdict unknown; the others are only reported. */
  readonly unreadable: readonly Attributed<UnreadableItem>[];
  readonly lastActive?: Date;
  /** When the app's own server started; unknown for a KernelGateway app. */
  readonly started?: Date;
}

/**
 * Assigns kernels and terminals to apps. On a user's Classic server, a KernelGateway app gets its own kernels and image terminals, and
 * those that name no app: they cannot be ruled out, so they may keep it, but never prove it idle. Items that name another app belong to
 * that app, listed or not. System terminals belong to the JupyterServer app, which gets everything except items that name an unlisted app;
 * the app of a space gets everything (service-facts: The Jupyter server).
 */
export function viewOf(facts: AppFacts, policy: Policy, now: Date): AppView {
  const activity: Partial<ServerActivity> = facts.observation?.seen === true ? facts.observation.activity : {};
  const classic = facts.app.AppType === "KernelGateway";
  const ofThisApp = <T extends { readonly appName?: string }>(things: readonly T[], name: (thing: T) => string) => {
    return (
      things
        .filter((thing) => !isOfAnother(thing.appName, facts))
        // Sorts by all members, so that the verdict does not depend on the server's order. A name is one line, so it is compared first.
        .map((thing) => ({ thing, key: `${name(thing)}\n${JSON.stringify(thing)}` }))
        .toSorted((a, b) => compare(a.key, b.key))
        .map(({ thing }) => ({ ...thing, certain: !classic || thing.appName === facts.app.AppName }))
    );
  };
  const terminals = (activity.terminals ?? []).filter((terminal) =>
    classic ? isImageTerminal(terminal) : !isLookTerminal(terminal.name, now),
  );
  const lastActive = activity.lastActive && monitorOutsideLooks(activity.lastActive, facts.sighting);
  return {
    facts,
    policy,
    now,
    kernels: ofThisApp(activity.kernels ?? [], kernelName),
    terminals: ofThisApp(terminals, terminalName),
    unreadable: ofThisApp(activity.unreadable ?? [], ({ why }) => why),
    ...(lastActive !== undefined && !classic && { lastActive }),
    ...(activity.started !== undefined && !classic && { started: activity.started }),
  };
}

/**
 * A session can outlive its app and still name it: an unlisted app runs nothing. A text that is not a valid app name names no app, and a
 * name that differs from this app's name only in case may mean this app.
 */
function isOfAnother(appName: string | undefined, { app, siblings }: AppFacts): boolean {
  if (appName === undefined || !patterns.AppName.test(appName)) return false;
  if (app.AppType === "JupyterServer") return !siblings.some((name) => isSameWord(name, appName));
  if (app.AppType !== "KernelGateway" || appName === app.AppName) return false;
  return !isSameWord(appName, app.AppName) || siblings.includes(appName);
}

function isSameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function isImageTerminal(terminal: Terminal): boolean {
  return terminal.appName !== undefined || terminal.name.startsWith("arn:");
}

/** States between which a kernel changes, or in which it ends: no cell runs in them. A kernel that stays in one of them is stuck. */
const passingStates: ReadonlySet<string> = new Set(["starting", "pending", "restarting", "autorestarting", "terminating", "dead"]);

export function isPassing(kernel: Kernel): boolean {
  return passingStates.has(kernel.state);
}

/** How long a kernel has been starting or ending: since its own last activity, else since a run first saw such a kernel. */
export function passingFor(kernel: Kernel, view: AppView): number {
  const since = kernel.lastActivity ?? view.facts.sighting?.StartingSince;
  return since === undefined ? 0 : msWithin(view, since);
}

/**
 * Busy for `maxBusyMs` without any message. It may have died, since a kernel that dies while busy reports busy until
 * it is restarted, or be training without output: the two cannot be distinguished (service-facts: Activity).
 */
export function isOverdue(kernel: Kernel, view: AppView): boolean {
  const { maxBusyMs = Infinity } = view.policy;
  return kernel.state === "busy" && kernel.lastActivity !== undefined && msWithin(view, kernel.lastActivity) >= maxBusyMs;
}

/** Starting or ending for longer than the threshold, or overdue. */
export function isStuck(kernel: Kernel, view: AppView): boolean {
  return (isPassing(kernel) && passingFor(kernel, view) >= view.policy.idleMs) || isOverdue(kernel, view);
}

/**
 * The known start times of this run of an app; the latest counts. A name keeps its CreationTime for 24 hours (service-facts: States and
 * lifetimes).
 */
export function beginnings({ facts: { app, sighting }, started }: AppView): Date[] {
  return [app.CreationTime, sighting?.NotBefore, started].filter((moment) => moment !== undefined);
}

/** Milliseconds since this run of an app began. */
export function ageMs(view: AppView): number {
  return Math.min(...beginnings(view).map((moment) => msSince(moment, view.now)));
}

/**
 * Milliseconds since a moment, at most since the start of this run: an older time, such as that of an editor's file, counts from the start.
 */
export function msWithin(view: AppView, moment: Date): number {
  return Math.min(msSince(moment, view.now), ageMs(view));
}

/** Whether no kernel, no terminal that counts and no unreadable item certainly belongs to this app, so that no time could prove it idle. */
export function isEmpty({ kernels, terminals, unreadable, policy }: AppView): boolean {
  const counts = (terminal: Terminal) => terminal.lastActivity !== undefined || policy.keepTerminals;
  return (
    !kernels.some(({ certain }) => certain) &&
    !terminals.some((terminal) => terminal.certain && counts(terminal)) &&
    !unreadable.some(({ certain }) => certain)
  );
}

/** The largest number of open items remembered by name: a server can list thousands. */
const maxOpenNames = 50;

/**
 * Names of the open items. A name changes when a notebook is closed while its kernel runs on, and when a kernel dies, ends or restarts,
 * which may leave its last activity unchanged; a dead kernel stays listed until it is removed. Beyond the limit, the remaining items share
 * one name, which changes when any of them does.
 */
export function openThings({ kernels, terminals, unreadable }: AppView): string[] {
  const names = [
    ...kernels.map(({ id, path, state }) => [id, path, phaseOf(state)].filter((part) => part !== undefined).join(" ")),
    ...terminals.map(({ name }) => name),
    ...unreadable.flatMap(({ certain, why }) => (certain ? [why] : [])),
  ];
  if (names.length <= maxOpenNames) return names;
  const sorted = names.toSorted(compare);
  const rest = sorted.slice(maxOpenNames);
  return [...sorted.slice(0, maxOpenNames), `${rest.length} more, ${digest(rest.join("\n"))}`];
}

function phaseOf(state: string): string | undefined {
  if (state === "dead") return "(dead)";
  return passingStates.has(state) ? "(changing)" : undefined;
}

/** FNV-1a, 32 bits: different texts rarely have the same value. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Code Editor and Canvas show no kernels, only when they were last active. */
export function showsNoKernels({ facts: { app } }: AppView): boolean {
  return app.AppType === "CodeEditor" || app.AppType === "Canvas";
}

/** The notebook of a kernel, else the beginning of its id. */
export function kernelName(kernel: Kernel): string {
  return visibleLine(kernel.path ?? `kernel ${kernel.id.slice(0, 8)}`);
}

export function terminalName(terminal: Terminal): string {
  return terminal.name.startsWith("arn:") ? "image terminal" : visibleLine(`terminal ${terminal.name}`);
}

/** A name, with a note if it may belong to another app. */
export function whose(thing: Attributed<unknown>, name: string): string {
  return thing.certain ? name : `${name} (of an unknown app, possibly this one)`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * The item to name in a reason: preferably one that certainly belongs to this app. Lists are sorted, so the choice does not depend on the
 * server's order.
 */
export function foremost<T>(things: readonly Attributed<T>[]): Attributed<T> | undefined {
  return things.find(({ certain }) => certain) ?? things[0];
}

/** The state of a kernel, for how long, and a note if it may belong to another app: `kernel busy for 2h, …`. */
export function stateOf(kernel: Attributed<Kernel>, view: AppView): string {
  const ms = isPassing(kernel) ? passingFor(kernel, view) : msWithin(view, kernel.lastActivity ?? view.now);
  const lasting = ms < 60_000 ? "" : ` for ${formatDuration(ms)}`;
  const silence = isOverdue(kernel, view) ? " without a message" : "";
  return `kernel ${visibleLine(kernel.state)}${lasting}${silence}, ${whose(kernel, kernelName(kernel))}`;
}

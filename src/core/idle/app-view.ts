import type { AppFacts, Kernel, ServerActivity, Terminal, UnreadableItem } from "./facts.ts";
import { patterns } from "../service-model.ts";
import { visibleLine } from "../visible.ts";
import { formatDuration, msSince } from "../time.ts";
import type { Policy } from "./policy.ts";

/** Something seen on a server; not `certain` when it cannot be told which of the owner's apps it belongs to. */
export type Attributed<T> = T & { readonly certain: boolean };

/** One app as the rules see it: what its server tells, reduced to what may be this app's. */
export interface AppView {
  readonly facts: AppFacts;
  readonly policy: Policy;
  readonly now: Date;
  readonly kernels: readonly Attributed<Kernel>[];
  readonly terminals: readonly Attributed<Terminal>[];
  /** What is certain to be this app's makes it unknown; the rest is only reported. */
  readonly unreadable: readonly Attributed<UnreadableItem>[];
  readonly lastActive?: Date;
  /** When the app's own server started; of a KernelGateway app nothing tells it. */
  readonly started?: Date;
}

/** A moment of activity and what was active. */
export interface Signal {
  readonly at: Date;
  readonly what: string;
}

/**
 * Of a user's Classic server, a KernelGateway app is given its own kernels and image terminals, and those
 * that name no app: they cannot be ruled out, so they may keep it, but never prove it idle. What names another
 * app belongs to that one, in a list or not. System terminals belong to the JupyterServer app, which is given
 * everything but what names an app in no list; the app of a space is given everything (service-facts: The Jupyter server).
 */
export function viewOf(facts: AppFacts, policy: Policy, now: Date): AppView {
  const activity: Partial<ServerActivity> = facts.observation?.seen === true ? facts.observation.activity : {};
  const classic = facts.app.AppType === "KernelGateway";
  const ofThisApp = <T extends { readonly appName?: string }>(things: readonly T[], name: (thing: T) => string) => {
    return (
      things
        .filter((thing) => !isOfAnother(thing.appName, facts))
        // By all there is, so that no verdict depends on the server's order. A name is one line, so it counts first.
        .map((thing) => ({ thing, key: `${name(thing)}\n${JSON.stringify(thing)}` }))
        .toSorted((a, b) => compare(a.key, b.key))
        .map(({ thing }) => ({ ...thing, certain: !classic || thing.appName === facts.app.AppName }))
    );
  };
  const terminals = (activity.terminals ?? []).filter((terminal) => !classic || isImageTerminal(terminal));
  return {
    facts,
    policy,
    now,
    kernels: ofThisApp(activity.kernels ?? [], kernelName),
    terminals: ofThisApp(terminals, terminalName),
    unreadable: ofThisApp(activity.unreadable ?? [], ({ why }) => why),
    ...(activity.lastActive !== undefined && !classic && { lastActive: activity.lastActive }),
    ...(activity.started !== undefined && !classic && { started: activity.started }),
  };
}

/**
 * A session can outlive its app and goes on naming it: an app that is in no list runs nothing. A text that cannot be
 * the name of an app names none, and one that differs from this app's name in case only may mean this app.
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

function isImageTerminal(terminal: Terminal): boolean {
  return terminal.appName !== undefined || terminal.name.startsWith("arn:");
}

/** States between which a kernel changes, or in which it ends: no cell runs in them. One that stays in them is stuck. */
const passingStates: ReadonlySet<string> = new Set(["starting", "pending", "restarting", "autorestarting", "terminating", "dead"]);

export function isPassing(kernel: Kernel): boolean {
  return passingStates.has(kernel.state);
}

/** How long a kernel has been starting or ending: by its own time, else since a run first saw one so. */
export function passingFor(kernel: Kernel, view: AppView): number {
  const since = kernel.lastActivity ?? view.facts.sighting?.StartingSince;
  return since === undefined ? 0 : msWithin(view, since);
}

/**
 * Busy for `maxBusyMs` without any message. It may have died, since a kernel that dies while busy reports busy until
 * it is restarted, or train without output: both look the same (service-facts: Activity).
 */
export function isOverdue(kernel: Kernel, view: AppView): boolean {
  const { maxBusyMs = Infinity } = view.policy;
  return kernel.state === "busy" && kernel.lastActivity !== undefined && msWithin(view, kernel.lastActivity) >= maxBusyMs;
}

/** Starting or ending for longer than the threshold, or overdue. */
export function isStuck(kernel: Kernel, view: AppView): boolean {
  return (isPassing(kernel) && passingFor(kernel, view) >= view.policy.idleMs) || isOverdue(kernel, view);
}

/** When this life of an app began, as far as anything says: the latest counts. A name keeps its CreationTime for 24 hours (service-facts: States and lifetimes). */
export function beginnings({ facts: { app, sighting }, started }: AppView): Date[] {
  return [app.CreationTime, sighting?.NotBefore, started].filter((moment) => moment !== undefined);
}

/** Milliseconds since this life of an app began. */
export function ageMs(view: AppView): number {
  return Math.min(...beginnings(view).map((moment) => msSince(moment, view.now)));
}

/** Milliseconds since a moment, of this life only: what is older, such as the file that an editor left, counts from its start. */
export function msWithin(view: AppView, moment: Date): number {
  return Math.min(msSince(moment, view.now), ageMs(view));
}

/** No kernel, no terminal that counts and nothing unreadable is certain to be this app's: nothing whose time could prove it idle. */
export function isEmpty({ kernels, terminals, unreadable, policy }: AppView): boolean {
  const counts = (terminal: Terminal) => terminal.lastActivity !== undefined || policy.keepTerminals;
  return (
    !kernels.some(({ certain }) => certain) &&
    !terminals.some((terminal) => terminal.certain && counts(terminal)) &&
    !unreadable.some(({ certain }) => certain)
  );
}

/** How many open things are remembered by name: a server can list thousands. */
const maxOpenNames = 50;

/**
 * What is open, by names that change when a notebook is closed and its kernel is not, and when a kernel dies, ends or is started
 * again, which need not move its last activity; a dead one stays listed until somebody takes it away. Of very many the rest is one
 * name, which changes when any of them does.
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

/** FNV-1a, 32 bits: two texts that differ have different ones but by chance. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Whether somebody may be at work in the app unseen: never where the policy says to judge it by the rest. */
export function mayHideRemoteWork({ facts: { remoteAccess }, policy: { stopRemote } }: AppView): boolean {
  return remoteAccess !== undefined && !stopRemote;
}

/** Code Editor and Canvas show no kernels: of them is known only when they were last active. */
export function showsNoKernels({ facts: { app } }: AppView): boolean {
  return app.AppType === "CodeEditor" || app.AppType === "Canvas";
}

/** The latest activity seen, or undefined if nothing tells a time. Of an overdue kernel is known that it has done nothing since. */
export function latestSignal(view: AppView): Signal | undefined {
  const { facts, terminals, unreadable, lastActive, now } = view;
  const kernels = view.kernels.filter((kernel) => !isOverdue(kernel, view));
  const signals = [
    ...kernels.map((kernel) => ({ at: kernel.lastActivity, what: whose(kernel, kernelName(kernel)) })),
    ...terminals.map((terminal) => ({ at: terminal.lastActivity, what: whose(terminal, terminalName(terminal)) })),
    ...unreadable.map((item) => ({ at: item.lastActivity, what: whose(item, visibleLine(item.why)) })),
    { at: lastActive, what: facts.app.AppType === "Canvas" ? "metric of Canvas" : "activity monitor" },
    { at: facts.sighting?.ClosedBy, what: "something was closed" },
  ].flatMap(({ at, what }) => (at === undefined ? [] : [{ at, what, ago: msSince(at, now) }]));
  return signals.toSorted((a, b) => a.ago - b.ago || compare(a.what, b.what))[0];
}

/** The notebook of a kernel, else the beginning of its id. */
export function kernelName(kernel: Kernel): string {
  return visibleLine(kernel.path ?? `kernel ${kernel.id.slice(0, 8)}`);
}

export function terminalName(terminal: Terminal): string {
  return terminal.name.startsWith("arn:") ? "image terminal" : visibleLine(`terminal ${terminal.name}`);
}

/** A name, with a word on what cannot be ruled out. */
export function whose(thing: Attributed<unknown>, name: string): string {
  return thing.certain ? name : `${name} (of an unknown app, possibly this one)`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The one to name: rather what is certainly this app's. Lists come sorted, so the choice does not depend on the server's order. */
export function foremost<T>(things: readonly Attributed<T>[]): Attributed<T> | undefined {
  return things.find(({ certain }) => certain) ?? things[0];
}

/** What a kernel does, for how long, and whose it is: `kernel busy for 2h, …`. */
export function stateOf(kernel: Attributed<Kernel>, view: AppView): string {
  const ms = isPassing(kernel) ? passingFor(kernel, view) : msWithin(view, kernel.lastActivity ?? view.now);
  const lasting = ms < 60_000 ? "" : ` for ${formatDuration(ms)}`;
  const silence = isOverdue(kernel, view) ? " without a message" : "";
  return `kernel ${visibleLine(kernel.state)}${lasting}${silence}, ${whose(kernel, kernelName(kernel))}`;
}

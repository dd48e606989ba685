import type { AppType, Owner } from "../../core/app/app.ts";
import type { SignInRequest } from "../ports.ts";
import { appRecordKey, namedKey, ownerKey } from "../services/sagemaker/names.ts";
import { currentRecord } from "../services/sagemaker/transitions.ts";
import type { JupyterServerState, SimulatedKernel, SimulatedTerminal } from "../jupyter-state.ts";
import type { AppRecord } from "../sagemaker-state.ts";
import type { SandboxState } from "../state.ts";

/** Types of app that are servers of their own. */
export const serverTypes = ["JupyterServer", "JupyterLab", "CodeEditor"] as const;
export type ServerType = (typeof serverTypes)[number];

/** The base path of each (service-facts: The Jupyter server). */
export const basePaths: Readonly<Record<ServerType, string>> = {
  JupyterServer: "/jupyter/default",
  JupyterLab: "/jupyterlab/default",
  CodeEditor: "/codeeditor/default",
};

/** The server of a user or a space, as a signed-in user sees it at one moment. */
export interface ServerView {
  readonly key: string;
  readonly server: JupyterServerState;
  /** The server app's record, if it is InService. */
  readonly running: AppRecord | undefined;
  /** The present kernels: those of KernelGateway apps only while their app is InService. */
  readonly kernels: readonly SimulatedKernel[];
  /** The present terminals, by the same rule: those that were seeded, and those with a shell. */
  readonly terminals: readonly SimulatedTerminal[];
  /** The owner's KernelGateway apps that are InService. */
  readonly apps: readonly AppRecord[];
  readonly now: number;
}

const healthy: JupyterServerState = { mode: "up", kernels: [], terminals: [] };

/** `live` gives the terminals of a server that have a shell, by the server's key. */
export function viewServer(
  state: SandboxState,
  signedIn: SignInRequest,
  type: ServerType,
  now: number,
  live: (key: string) => readonly SimulatedTerminal[] = () => [],
): ServerView {
  const owner = ownerIn(signedIn);
  const key = ownerKey(signedIn.DomainId, owner);
  const server = state.jupyter.servers[key] ?? healthy;
  const app = appOf(state, signedIn, type, "default", now);
  const prefix = `${key}/KernelGateway/`;
  const gateway = (appKey: string): AppRecord | undefined => inService(currentApp(state, appKey, now));
  const isThere = ({ appName }: SimulatedKernel | SimulatedTerminal): boolean =>
    appName === undefined || gateway(prefix + appName) !== undefined;
  return {
    key,
    server,
    running: inService(app),
    kernels: server.kernels.filter(isThere),
    terminals: together(server.terminals.filter(isThere), toldBy(type, live(key))),
    // Computed on demand: only one page shows them, and finding them reads all apps of the account.
    get apps() {
      const keys = Object.keys(state.sagemaker.apps).filter((appKey) => appKey.startsWith(prefix));
      return keys.map(gateway).filter((app) => app !== undefined);
    },
    now,
  };
}

/** Code Editor has no such terminals, and Classic tells no time (service-facts: The Jupyter server). */
function toldBy(type: ServerType, live: readonly SimulatedTerminal[]): readonly SimulatedTerminal[] {
  if (type === "CodeEditor") return [];
  return type === "JupyterServer" ? live.map(({ name }) => ({ name })) : live;
}

/** A seeded terminal with an attached client has the activity of its shell. */
function together(seeded: readonly SimulatedTerminal[], live: readonly SimulatedTerminal[]): readonly SimulatedTerminal[] {
  const known = seeded.map((terminal) => ({ ...terminal, ...live.find(({ name }) => name === terminal.name) }));
  return [...known, ...live.filter(({ name }) => !seeded.some((each) => each.name === name))];
}

/** The status that the loading page waits for; only these values exist (aws-samples sign-in scripts). */
export function loadingStatus(state: SandboxState, signedIn: SignInRequest, type: AppType, name: string, now: number): string {
  const status = appOf(state, signedIn, type, name, now)?.Status ?? "Terminated";
  const loading = state.jupyter.servers[ownerKey(signedIn.DomainId, ownerIn(signedIn))]?.mode === "loading";
  if (status === "Pending" || (status === "InService" && loading)) return "Pending";
  return status === "InService" ? status : "Terminated";
}

/** The type of server that a sign-in lands on: what its landing URI says, else the space's, else Studio Classic. */
export function landingType(state: SandboxState, signedIn: SignInRequest): ServerType {
  const wanted = /^app:(\w+):/.exec(signedIn.LandingUri ?? "")?.[1];
  const space = state.sagemaker.spaces[namedKey(signedIn.DomainId, signedIn.SpaceName ?? "")];
  return serverTypes.find((type) => type === (wanted ?? space?.SpaceSettings?.AppType)) ?? "JupyterServer";
}

function appOf(state: SandboxState, signedIn: SignInRequest, type: AppType, name: string, now: number): AppRecord | undefined {
  return currentApp(state, appRecordKey({ DomainId: signedIn.DomainId, ...ownerIn(signedIn), AppType: type, AppName: name }), now);
}

function currentApp(state: SandboxState, key: string, now: number): AppRecord | undefined {
  const record = state.sagemaker.apps[key];
  return record && currentRecord(record, now);
}

/** The owner of the server that a sign-in leads to. */
export function ownerIn({ SpaceName, UserProfileName }: SignInRequest): Owner {
  return SpaceName === undefined ? { UserProfileName } : { SpaceName };
}

function inService(record: AppRecord | undefined): AppRecord | undefined {
  return record?.Status === "InService" ? record : undefined;
}

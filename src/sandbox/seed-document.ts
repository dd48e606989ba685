import type { JupyterServerState, SimulatedKernel } from "./jupyter-state.ts";
import type { AccessPointRecord, StoredGb } from "./sagemaker-state.ts";
import type { SandboxSettings, TransitionSeconds } from "./state.ts";

/*
 * A hand-written description of an account: owners, apps, ages, and what runs in the apps. Durations
 * (`6h`) are counted back from the moment of seeding. `parseSeed` in seed-format.ts checks a document.
 */

export interface Seed extends SeedContents {
  readonly settings?: SeedSettings | undefined;
  readonly domains: readonly SeedDomain[];
  /** The other accounts of the organization that the account manages. */
  readonly accounts?: readonly SeedAccount[] | undefined;
}

/** The contents of one account. */
export interface SeedContents {
  readonly domains?: readonly SeedDomain[] | undefined;
  /** Home file systems of deleted domains. */
  readonly retained?: readonly SeedRetained[] | undefined;
  /** Repositories of the account's registry. */
  readonly ecr?: readonly SeedRepository[] | undefined;
}

export interface SeedAccount extends SeedContents {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** The path of its organizational unit: `Workloads/Research`. Absent: it is in the root. */
  readonly unit?: string | undefined;
  /** `ACTIVE` where nothing is said. */
  readonly state?: "PENDING_ACTIVATION" | "ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED" | undefined;
  readonly delegatedAdministrator?: boolean | undefined;
  /** Regions that it has not enabled. */
  readonly closedRegions?: readonly string[] | undefined;
  /** Roles that other accounts can assume. */
  readonly roles?: readonly SeedRole[] | undefined;
}

interface SeedRole {
  readonly name: string;
  /** The account that may assume it; absent: the sandbox's own. */
  readonly trust?: string | undefined;
  readonly externalId?: string | undefined;
  /** Whether its sessions may have a source identity; `true` where nothing is said. */
  readonly sourceIdentity?: boolean | undefined;
  /** IAM actions that its sessions may not do: `sagemaker:DeleteApp`. */
  readonly denied?: readonly string[] | undefined;
}

export interface SeedRepository {
  readonly name: string;
  readonly images: readonly SeedContainer[];
}

export interface SeedContainer {
  readonly tags?: readonly string[] | undefined;
  /** Compressed, in millions of bytes. */
  readonly sizeMb: number;
  /** `amd64` where nothing is said; several make an index. */
  readonly architectures?: readonly string[] | undefined;
  /** How long ago. */
  readonly pushed: string;
  /** Findings of the scan, by severity. Absent: never scanned. */
  readonly findings?: Readonly<Record<string, number>> | undefined;
}

/** The behaviour of the sandbox; by default without faults. */
interface SeedSettings extends Partial<Omit<SandboxSettings, "transitionSeconds">> {
  readonly transitionSeconds?: Partial<TransitionSeconds>;
}

export interface SeedFileSystem {
  /** All of it in the standard class, or by storage class. Absent: what is in the users' homes. */
  readonly efsGb?: number | StoredGb | undefined;
  readonly accessPoints?: readonly SeedAccessPoint[] | undefined;
}

interface SeedAccessPoint extends Omit<AccessPointRecord, "user"> {
  readonly user?: AccessPointRecord["user"] | undefined;
}

export interface SeedRetained extends SeedFileSystem {
  /** How long ago. */
  readonly created: string;
}

export interface SeedDomain extends SeedFileSystem {
  readonly name: string;
  readonly authMode?: "IAM" | "SSO" | undefined;
  /** Whether it belongs to SageMaker Unified Studio. */
  readonly unifiedStudio?: boolean | undefined;
  readonly users?: readonly SeedUser[] | undefined;
  readonly spaces?: readonly SeedSpace[] | undefined;
  /** A domain without home directories, as the console's Quick setup makes them since 2026 (service-facts: The model of Studio). */
  readonly fileSystem?: "none" | undefined;
}

/** Members of both user profiles and spaces. */
export interface SeedOwner {
  readonly name: string;
  readonly server?: SeedServer | undefined;
  readonly apps?: readonly SeedApp[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface SeedUser extends SeedOwner {
  /** The profile's setting for KernelGateway apps, and the default of the apps below. */
  readonly defaultInstanceType?: string | undefined;
}

export interface SeedSpace extends SeedOwner {
  readonly owner: string;
  readonly type: "JupyterLab" | "CodeEditor";
  readonly sharing?: "Private" | "Shared" | undefined;
  /** Whether ssh and remote editors may connect. */
  readonly remoteAccess?: boolean | undefined;
  readonly volumeGb?: number | undefined;
}

export interface SeedApp {
  readonly type: "JupyterServer" | "KernelGateway" | "JupyterLab" | "CodeEditor" | "Canvas";
  /** `default` where nothing is said. */
  readonly name?: string | undefined;
  readonly instanceType?: string | undefined;
  /** A first-party image by name, such as `datascience-1.0`. */
  readonly image?: string | undefined;
  /** How long ago. */
  readonly started: string;
  /** For Canvas, which has no server: when it was last used. Absent: its metric has no data. */
  readonly active?: string | undefined;
  readonly status?: "InService" | "Pending" | "Deleting" | "Deleted" | "Failed" | undefined;
  readonly failureReason?: string | undefined;
  /** Additional lines of its log, and the lines of its lifecycle config. */
  readonly log?: readonly string[] | undefined;
  readonly lifecycleLog?: readonly string[] | undefined;
  /** The tag that auto-shutdown respects: permanent, or for a duration from now. */
  readonly keep?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Activity is `3h` (that long ago) or `every 30s`. */
export interface SeedServer {
  readonly mode?: JupyterServerState["mode"] | undefined;
  readonly kernels?: readonly SeedKernel[] | undefined;
  readonly terminals?: readonly SeedTerminal[] | undefined;
  /** The response of `/api/idle`: an activity, or `empty`. Absent: there is no monitor. */
  readonly monitor?: string | undefined;
}

export interface SeedKernel {
  readonly state: SimulatedKernel["state"];
  readonly active: string;
  /** Absent: a kernel without a session. */
  readonly notebook?: string | undefined;
  /** The KernelGateway app it runs in. */
  readonly app?: string | undefined;
  readonly connections?: number | undefined;
}

export interface SeedTerminal {
  readonly name: string;
  /** Absent: Classic does not report it. */
  readonly active?: string | undefined;
  /** Makes it an image terminal of that KernelGateway app. */
  readonly app?: string | undefined;
}

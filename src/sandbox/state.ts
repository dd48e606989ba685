import type { Activity, JupyterState } from "./jupyter-state.ts";
import type { HomeFileSystem, SageMakerState } from "./sagemaker-state.ts";

/*
 * The whole of the sandbox as one plain JSON document: stored between invocations, seeded, reset.
 * Times are milliseconds of the sandbox's own clock (epoch). Each service owns its member.
 */

export const stateVersion = 1;

export interface SandboxState extends AccountParts {
  readonly version: typeof stateVersion;
  /** The sandbox's clock is the machine's plus this; `sandbox advance` moves it forward. */
  clockOffsetMs: number;
  /** Next number for generated identifiers, so that runs are repeatable. */
  sequence: number;
  settings: SandboxSettings;
  /** The organization that the sandbox's account manages. Absent: it belongs to none. */
  organization?: OrganizationState;
}

/** What belongs to one account: the members of the state itself are those of the sandbox's own account. */
export interface AccountParts {
  sagemaker: SageMakerState;
  jupyter: JupyterState;
  ec2: Ec2State;
  iam: IamState;
  ecr: EcrState;
  /** By `DomainId/user/name` in lower case: when that user last did something in Canvas. Absent: CloudWatch has no metric. */
  canvas?: Record<string, Activity>;
  /** The requests that CloudTrail recorded, in their order. Absent: none. */
  trail?: TrailEvent[];
}

/** A request as CloudTrail records it. */
export interface TrailEvent {
  readonly id: string;
  readonly at: number;
  readonly name: string;
  /** As CloudTrail writes them: their names begin with a small letter. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly userAgent: string;
  readonly region: string;
  /** Of who made it. */
  readonly arn: string;
  readonly principal: string;
}

export interface OrganizationState {
  /** Organizational units by id. */
  units: Record<string, { readonly Name: string; readonly parent: string }>;
  /** By account id, with the sandbox's own account. */
  accounts: Record<string, MemberAccount>;
}

export interface MemberAccount {
  readonly Name: string;
  readonly Email: string;
  readonly State: "PENDING_ACTIVATION" | "ACTIVE" | "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED";
  readonly joinedAt: number;
  /** The id of the organizational unit or root that it is in. */
  readonly parent: string;
  /** Whether it may call Organizations as the management account does. */
  readonly delegatedAdministrator?: boolean;
  /** Regions that it has not enabled. */
  readonly closedRegions?: readonly string[];
  /** By the key of a role: IAM actions that its sessions may not do. */
  readonly denied?: Readonly<Record<string, readonly string[]>>;
  /** Absent for the sandbox's own account. Its ids are exchanged with those of that account (accounts.ts). */
  contents?: AccountParts;
}

/** By default everything is off: a sandbox without faults. */
export interface SandboxSettings {
  /** Whether this account may still create Studio Classic apps (service-facts: The model of Studio). */
  classic: "open" | "closed";
  /** Added to every answer, in real milliseconds. */
  latencyMs: number;
  /** Requests per second of the control plane before ThrottlingException; 0 is no limit. Burst is one second's worth. */
  requestsPerSecond: number;
  /** Errors to inject, first match wins; `times` counts down; absent: unlimited. */
  faults: Fault[];
  /** IAM actions that the caller may not do: `sagemaker:DeleteApp`, `ecr:*`. Absent: none. */
  denied?: string[];
  /** Seconds from the start of a space's app until StartSession finds it; absent: none. */
  registrationSeconds?: number;
  /** By name of the quota (`Total domains`); one that is not here has its usual value. */
  quotas?: Record<string, number>;
  /** Instance types for which there is no hardware at the moment (service-facts: Capacity). Absent: none. */
  noCapacity?: string[];
  /** How long each transition takes, in seconds of the sandbox's clock. */
  transitionSeconds: TransitionSeconds;
}

export interface Fault {
  /** `CreateApp`, `DeleteApp`… or `*`. */
  operation: string;
  /** Only for requests whose body or URL contains this text. */
  matching?: string;
  /** Only for requests to this Region. */
  region?: string;
  /** The number of such requests that pass before it applies. */
  after?: number;
  /**
   * An error code of the service (`ThrottlingException`, `InternalFailure`), or `reset` (drops the connection), `hang`, `truncate` (cuts the answer), `html`,
   * or `fails`: the request is accepted, and the change it starts ends in a failed status with `message` as its FailureReason.
   */
  error: string;
  message?: string;
  status?: number;
  times?: number;
}

export interface TransitionSeconds {
  domain: number;
  userProfile: number;
  space: number;
  appStart: number;
  appStop: number;
  image: number;
}

/** The network; resources of domains are derived from these. */
export interface Ec2State {
  /** By VpcId. */
  vpcs: Record<string, VpcRecord>;
  /** By SubnetId. */
  subnets: Record<string, SubnetRecord>;
  /** Deleted domains whose home file system is retained. */
  retainedDomains: RetainedDomain[];
}

/** The remains of a deleted domain; early versions stored only its id and VPC. */
export interface RetainedDomain {
  readonly DomainId: string;
  readonly VpcId: string;
  readonly HomeEfsFileSystemId?: string;
  readonly SubnetIds?: readonly string[];
  readonly KmsKeyId?: string;
  readonly CreationTime?: number;
  readonly homeFileSystem?: HomeFileSystem;
}

/** Members of the service's Describe answer. */
export interface VpcRecord {
  readonly VpcId: string;
  readonly CidrBlock: string;
  readonly IsDefault: boolean;
  readonly [member: string]: unknown;
}

export interface SubnetRecord {
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly AvailabilityZone: string;
  readonly CidrBlock: string;
  readonly [member: string]: unknown;
}

export interface IamState {
  /** By name in lower case. */
  roles: Record<string, RoleRecord>;
}

/** Members of the service's Get answer, times in epoch milliseconds. */
export interface RoleRecord {
  readonly RoleName: string;
  readonly Path: string;
  readonly Arn: string;
  readonly CreateDate: number;
  /** In plain JSON. */
  readonly AssumeRolePolicyDocument: string;
  /** ARNs of the managed policies attached to it. */
  attachedPolicies: string[];
  readonly [member: string]: unknown;
}

/** The private registry of the account. */
export interface EcrState {
  /** By name. */
  repositories: Record<string, RepositoryRecord>;
}

export interface RepositoryRecord {
  readonly createdAt: number;
  /** In the order in which they were pushed. */
  images: ContainerRecord[];
}

export interface ContainerRecord {
  /** Each names one image of the repository. */
  tags: string[];
  /** Its source: digests are derived from this. */
  readonly content: string;
  /** As containers name them: `amd64`, `arm64`. Several make an index of images. */
  readonly architectures: readonly string[];
  /** Compressed, in millions of bytes; of an index that of each image in it. */
  readonly sizeMb: number;
  readonly pushedAt: number;
  /** Number of findings by severity; absent: never scanned. */
  readonly findings?: Readonly<Record<string, number>>;
}

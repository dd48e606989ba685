import type { Context } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { DomainRecord, HomeFileSystem } from "../../sagemaker-state.ts";
import type { RetainedDomain, SandboxState } from "../../state.ts";
import { domainArn } from "../sagemaker/names.ts";
import { fileSystemId } from "../sagemaker/records.ts";
import { idIn } from "./ids.ts";

/**
 * A home file system and the domain it was created for, which may be deleted (service-facts: States and lifetimes and Home directories).
 */
export interface Home extends HomeFileSystem {
  readonly FileSystemId: string;
  readonly LifeCycleState: "creating" | "available" | "deleting";
  /** Epoch milliseconds. */
  readonly CreationTime: number;
  readonly DomainId: string;
  readonly DomainArn: string;
  readonly VpcId: string;
  readonly SubnetIds: readonly string[];
  readonly KmsKeyId: string | undefined;
  /** The uids of the homes on it. */
  readonly uids: readonly string[];
}

/** For a domain retained by an early version: March 2024, when the account was made. */
const unknownCreation = Date.UTC(2024, 2, 1);

/** The existing home file systems: those of deleted domains, then those of domains. */
export function homes({ ec2, sagemaker }: SandboxState): Home[] {
  const retained = new Set(ec2.retainedDomains.map(({ DomainId }) => DomainId));
  const owned = Object.values(sagemaker.domains).filter((domain) => domain["HomeEfsFileSystemId"] !== undefined);
  const uids = uidsByDomain(sagemaker);
  const found = new Map<string, Home>();
  for (const domain of ec2.retainedDomains) found.set(domain.DomainId, homeOf(subnetsKnown(domain, ec2), "available"));
  for (const domain of owned) {
    found.set(domain.DomainId, homeOf(leftOf(domain), stateOf(domain, retained.has(domain.DomainId)), uids.get(domain.DomainId)));
  }
  return [...found.values()];
}

/** The record of a deleted domain whose file system is retained. */
export function leftOf(domain: DomainRecord): RetainedDomain {
  const { DomainId, CreationTime, homeFileSystem } = domain;
  const key = domain["KmsKeyId"] ?? domain["HomeEfsFileSystemKmsKeyId"];
  const subnets: unknown = domain["SubnetIds"];
  return {
    DomainId,
    HomeEfsFileSystemId: String(domain["HomeEfsFileSystemId"]),
    VpcId: String(domain["VpcId"]),
    SubnetIds: Array.isArray(subnets) ? subnets.map(String) : [],
    CreationTime,
    ...(typeof key === "string" && { KmsKeyId: key }),
    ...(homeFileSystem && { homeFileSystem }),
  };
}

function homeOf(domain: RetainedDomain, LifeCycleState: Home["LifeCycleState"], uids: readonly string[] = []): Home {
  const {
    DomainId,
    HomeEfsFileSystemId = fileSystemId(DomainId),
    VpcId,
    SubnetIds = [],
    KmsKeyId,
    CreationTime = unknownCreation,
    homeFileSystem,
  } = domain;
  return {
    CreationTime,
    ...homeFileSystem,
    FileSystemId: HomeEfsFileSystemId,
    LifeCycleState,
    DomainId,
    DomainArn: domainArn(DomainId),
    VpcId,
    SubnetIds,
    KmsKeyId,
    uids: [...new Set([...(homeFileSystem?.leftHomes ?? []), ...uids])],
  };
}

/** It is created with the domain, or by an update, and deleted with it unless it is retained. */
function stateOf({ Status, LastModifiedTime, homeFileSystem }: DomainRecord, isRetained: boolean): Home["LifeCycleState"] {
  if (Status === "Pending" || (Status === "Updating" && homeFileSystem?.CreationTime === LastModifiedTime)) return "creating";
  return Status === "Deleting" && !isRetained ? "deleting" : "available";
}

/** Early versions did not store the subnets: domains are created in two subnets of their VPC. */
function subnetsKnown(domain: RetainedDomain, { subnets }: SandboxState["ec2"]): RetainedDomain {
  const inVpc = Object.values(subnets).filter(({ VpcId }) => VpcId === domain.VpcId);
  return { SubnetIds: inVpc.slice(0, 2).map(({ SubnetId }) => SubnetId), ...domain };
}

function uidsByDomain({ userProfiles }: SandboxState["sagemaker"]): Map<string, string[]> {
  const uids = new Map<string, string[]>();
  for (const { DomainId, HomeEfsFileSystemUid: uid } of Object.values(userProfiles)) {
    const known = uids.get(DomainId) ?? [];
    uids.set(DomainId, known);
    known.push(String(uid));
  }
  return uids;
}

/** Throws FileSystemNotFound. */
export function requireFileSystem({ state }: Context, idOrArn: string): Home {
  const id = idIn(idOrArn);
  const found = homes(state).find(({ FileSystemId }) => FileSystemId === id);
  if (found === undefined) throw new ServiceError("FileSystemNotFound", `File system '${id}' does not exist.`);
  return found;
}

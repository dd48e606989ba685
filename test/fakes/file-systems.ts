import { StudioctlError } from "../../src/core/errors.ts";
import { type AccessPoint, type FileSystem, type MountTarget, studioFileSystemTag } from "../../src/core/efs/file-system.ts";
import type { FileSystems } from "../../src/ports/file-systems.ts";
import { arnPrefix, created } from "./entities.ts";

const gib = 2 ** 30;

/** An encrypted file system of domain d-1 with 10 GiB, of which 4 are read seldom, unless told otherwise. */
export function fileSystem(given: Partial<FileSystem> = {}): FileSystem {
  const FileSystemId = given.FileSystemId ?? "fs-1";
  return {
    FileSystemId,
    FileSystemArn: `arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/${FileSystemId}`,
    LifeCycleState: "available",
    CreationTime: created,
    NumberOfMountTargets: 2,
    SizeInBytes: { Value: 10 * gib, Timestamp: created, ValueInStandard: 6 * gib, ValueInIA: 4 * gib, ValueInArchive: 0 },
    Encrypted: true,
    ThroughputMode: "bursting",
    Tags: [tagOf("d-1")],
    ...given,
  };
}

/** The tag of a file system that Studio made for a domain. */
export function tagOf(domainId: string) {
  return { Key: studioFileSystemTag, Value: `${arnPrefix}:domain/${domainId}` };
}

/** A mount target of fs-1 that can be used, unless told otherwise. */
export function mountTarget(MountTargetId: string, more: Partial<MountTarget> = {}): MountTarget {
  return {
    MountTargetId,
    FileSystemId: "fs-1",
    SubnetId: "subnet-a",
    LifeCycleState: "available",
    IpAddress: "10.0.0.5",
    AvailabilityZoneName: "us-east-1a",
    VpcId: "vpc-1",
    ...more,
  };
}

export interface FakeFileSystemsOptions {
  readonly fileSystems?: readonly FileSystem[];
  readonly mountTargets?: readonly MountTarget[];
  readonly accessPoints?: readonly AccessPoint[];
  /** Whether EFS refuses every call. */
  readonly denied?: boolean;
}

/** The file systems of a Region in memory: one with a mount target, unless told otherwise; `calls` tells the methods called. */
export function fakeFileSystems(options: FakeFileSystemsOptions = {}) {
  const { fileSystems = [fileSystem()], mountTargets = [mountTarget("fsmt-1")], accessPoints = [], denied = false } = options;
  const calls: (keyof FileSystems)[] = [];
  const called = (method: keyof FileSystems): void => {
    calls.push(method);
    if (denied) throw new StudioctlError("denied", "not allowed to describe file systems");
  };
  const port = {
    region: "us-east-1",
    async *listFileSystems() {
      called("listFileSystems");
      yield* fileSystems;
    },
    async describeFileSystem(id) {
      called("describeFileSystem");
      const found = fileSystems.find(({ FileSystemId }) => FileSystemId === id);
      if (found === undefined) throw new StudioctlError("not-found", `file system ${id} not found`);
      return found;
    },
    async listMountTargets(id) {
      called("listMountTargets");
      return mountTargets.filter(({ FileSystemId }) => FileSystemId === id);
    },
    async securityGroupsOf(id) {
      called("securityGroupsOf");
      return [`sg-of-${id}`];
    },
    async listAccessPoints(id) {
      called("listAccessPoints");
      return accessPoints.filter(({ FileSystemId }) => FileSystemId === id);
    },
  } satisfies FileSystems;
  return { ...port, calls };
}

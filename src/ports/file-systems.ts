import type { AccessPoint, FileSystem, MountTarget } from "../core/efs/file-system.ts";

/** EFS in one Region. Every method rejects with a StudioctlError, as those of Studio do; an id that is not there with `not-found`. */
export interface FileSystems {
  readonly region: string;
  listFileSystems(): AsyncIterable<FileSystem>;
  describeFileSystem(fileSystemId: string): Promise<FileSystem>;
  listMountTargets(fileSystemId: string): Promise<readonly MountTarget[]>;
  /** Ids of the security groups of a mount target. */
  securityGroupsOf(mountTargetId: string): Promise<readonly string[]>;
  listAccessPoints(fileSystemId: string): Promise<readonly AccessPoint[]>;
}

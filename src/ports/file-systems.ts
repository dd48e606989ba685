import type { AccessPoint, FileSystem, HomeMap, MountTarget } from "../core/efs/file-system.ts";

/** EFS in one Region. Every method rejects with a StudioctlError, as those of Studio do; an unknown id with `not-found`. */
export interface FileSystems {
  readonly region: string;
  listFileSystems(): AsyncIterable<FileSystem>;
  describeFileSystem(fileSystemId: string): Promise<FileSystem>;
  listMountTargets(fileSystemId: string): Promise<readonly MountTarget[]>;
  /** Ids of the security groups of a mount target. */
  securityGroupsOf(mountTargetId: string): Promise<readonly string[]>;
  listAccessPoints(fileSystemId: string): Promise<readonly AccessPoint[]>;
}

/** The owners of home directories on file systems that outlive their domains or users, stored on this machine. */
export interface HomeMaps {
  /** Undefined if none is kept. Rejects if one is kept and cannot be read. */
  load(fileSystemId: string): Promise<HomeMap | undefined>;
  /** Replaces an earlier one. Resolves to the path of the file. */
  save(map: HomeMap): Promise<string>;
}

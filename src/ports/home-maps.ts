import type { HomeMap } from "../core/efs/file-system.ts";

/** Whose home directories are on file systems that outlive their domains or users, kept on this machine. */
export interface HomeMaps {
  /** Undefined where none is kept. Rejects where one is kept and cannot be read. */
  load(fileSystemId: string): Promise<HomeMap | undefined>;
  /** In place of an earlier one. Resolves to the path of the file. */
  save(map: HomeMap): Promise<string>;
}

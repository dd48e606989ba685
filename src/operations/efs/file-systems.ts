import type { FileSystem } from "../../core/efs/file-system.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import { unlessDenied } from "../errors.ts";

/**
 * Returns a function that reads file systems by id, so many of them: one by itself, several from one list. What the list does not have, or
 * all where these credentials may not list, is described. Rejects as the calls do.
 */
export function fileSystemsOf(
  fileSystems: Pick<FileSystems, "listFileSystems" | "describeFileSystem">,
  count: number,
): (id: string) => Promise<FileSystem> {
  let listed: Promise<ReadonlyMap<string, FileSystem>> | undefined;

  /** No more pages than descriptions. */
  async function list(): Promise<ReadonlyMap<string, FileSystem>> {
    const found = new Map<string, FileSystem>();
    let seen = 0;
    for await (const fileSystem of fileSystems.listFileSystems()) {
      found.set(fileSystem.FileSystemId, fileSystem);
      seen += 1;
      if (seen >= count * pageSize) break;
    }
    return found;
  }

  return async (id) => {
    if (count > 1) listed ??= unlessDenied(new Map(), list);
    return (await listed)?.get(id) ?? (await fileSystems.describeFileSystem(id));
  };
}

/** The page of a list (EFS API: DescribeFileSystems, MaxItems). */
const pageSize = 100;

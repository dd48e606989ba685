import type { FileSystem, HomeDirectory, MountTarget } from "../efs/file-system.ts";
import type { SecurityGroup } from "../domain/network.ts";
import type { StepOutcome } from "./progress.ts";
import type { Entity, TreeNode } from "./tree.ts";

/** The home file system of a domain, as far as it could be read. */
export interface HomeStorage {
  readonly FileSystemId: string;
  /** Absent if it could not be read. */
  readonly SizeInBytes?: FileSystem["SizeInBytes"] | undefined;
  /** Whether it is kept or deleted; absent: not decided yet. */
  readonly fate?: "Retain" | "Delete" | undefined;
  readonly mountTargets: readonly MountTarget[];
  /** The two groups that the service created for it (service-facts: Home directories). */
  readonly groups: readonly SecurityGroup[];
  /** The homes of the deleted users, or of all users if the file system stays. */
  readonly homes: readonly HomeDirectory[];
  /** What could not be read, and why. */
  readonly unread: readonly string[];
}

/** A volume or a file system that a delete concerns, and whether it is kept. */
export interface StorageLine {
  readonly Kind: "EbsVolume" | "EfsFileSystem";
  /** The space of a volume. */
  readonly SpaceName?: string;
  readonly FileSystemId?: string;
  /** The size of a volume; absent if the service does not report it. */
  readonly SizeInGb?: number;
  /** The size of a file system, as metered. */
  readonly SizeInBytes?: number;
  readonly Result: StepOutcome["Result"] | "planned" | "kept" | "undecided";
  readonly Reason: string;
}

interface Step {
  readonly entity: Entity;
  readonly Result: StepOutcome["Result"] | "planned";
  readonly Reason: string;
}

/** The volumes of the spaces among the steps, which are deleted with them (service-facts: App rules), then the home file system. */
export function storageOf(steps: readonly Step[], home: HomeStorage | undefined): readonly StorageLine[] {
  const volumes = steps.flatMap(({ entity, Result, Reason }): StorageLine[] => {
    if (entity.Kind !== "Space") return [];
    const { SpaceName, VolumeSizeInGb: SizeInGb } = entity;
    return [{ Kind: "EbsVolume", SpaceName, ...(SizeInGb !== undefined && { SizeInGb }), Result, Reason }];
  });
  return home === undefined ? volumes : [...volumes, homeLine(steps, home)];
}

function homeLine(steps: readonly Step[], { FileSystemId, SizeInBytes, fate }: HomeStorage): StorageLine {
  const line = { Kind: "EfsFileSystem" as const, FileSystemId, ...(SizeInBytes !== undefined && { SizeInBytes: SizeInBytes.Value }) };
  const [root] = steps;
  if (root?.entity.Kind !== "Domain" || fate === "Retain") return { ...line, Result: "kept", Reason: "with its home directories" };
  if (fate === undefined) return { ...line, Result: "undecided", Reason: "--efs retain keeps it, --efs delete deletes it" };
  return { ...line, Result: root.Result, Reason: root.Reason };
}

/** The storage that is deleted with a tree, in words: `2 volumes (120 GB)`; undefined if none is. */
export function lostVolumes(tree: readonly TreeNode[]): string | undefined {
  const sizes = tree.flatMap(({ entity, task }) => (entity.Kind === "Space" && task !== "leave" ? [entity.VolumeSizeInGb] : []));
  if (sizes.length === 0) return undefined;
  const known = sizes.reduce<number>((sum, gb) => sum + (gb ?? 0), 0);
  const unknown = sizes.filter((gb) => gb === undefined).length;
  const size = unknown === 0 ? `${known} GB` : known === 0 ? "of unknown size" : `${known} GB, ${unknown} of unknown size`;
  return `${sizes.length} volume${sizes.length === 1 ? "" : "s"} (${size})`;
}

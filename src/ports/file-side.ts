import type { Facts } from "../core/copy/plan.ts";

/** What a folder holds. */
export interface Listing {
  readonly entries: readonly (Facts & { readonly name: string })[];
  /** Names that cannot be copied, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
  /**
   * The same for two paths that lead to one folder, where the side follows symbolic links by itself and its listing tells:
   * an ancestor with the same identity is a loop.
   */
  readonly identity?: string;
}

/** A file that is open for reading. */
export interface Reading {
  /** Bytes, as they were when it was opened. */
  readonly size: number;
  readonly mode?: number;
  /**
   * Its bytes, read as they are asked for. Rejects with `malformed` where they are not as many as `size`, or the file changed
   * in the meantime. A piece may be overwritten once the next is asked for. Has to be read, or closed.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface WriteOptions {
  /** Whether a file that is there is replaced; else it is `in-use`. */
  readonly replace: boolean;
  /** Of the source, for a side that can keep them. */
  readonly mode?: number;
}

/**
 * One side of a copy. Paths have `/` between segments; the empty one is the side's home. Rejects with StudioctlError, or with the
 * signal's reason.
 */
export interface FileSide {
  /** Follows a symbolic link. Undefined: there is nothing. */
  stat(path: string): Promise<Facts | undefined>;
  /** Follows no symbolic link where the side can tell them. */
  list(path: string): Promise<Listing>;
  read(path: string): Promise<Reading>;
  /**
   * Writes a file under a temporary name beside the final one, and gives it that name once it is complete and of the right
   * size; the temporary file is removed where that fails. Resolves to the bytes written.
   */
  write(path: string, chunks: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<number>;
  /** One folder, whose parent is there. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Why the side can hold no file of this name; undefined if it can. */
  refusal(name: string): Promise<string | undefined>;
  /** The last segment of a path, by the side's own rules. Empty if it has none, as `.` has. */
  nameOf(path: string): string;
  join(path: string, below: string): string;
  /** The path of the folder that it is in. */
  parentOf(path: string): string;
  /** Where a file that is named as the destination is written: where a symbolic link to a file leads, so that the link stays. */
  destination(path: string): Promise<string>;
  /** As a person is shown it. */
  label(path: string): string;
  /** What the side can say of every folder that it lists, if it does not show all that is in one. */
  readonly blindSpots?: string;
}

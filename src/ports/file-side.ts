import type { Facts } from "../core/copy/plan.ts";

/** The contents of a folder. */
export interface Listing {
  readonly entries: readonly (Facts & { readonly name: string })[];
  /** Names that cannot be copied, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
  /**
   * Equal for two paths to the same folder, if the side follows symbolic links itself and can tell: an ancestor with the same identity is a
   * loop.
   */
  readonly identity?: string;
}

/** A file that is open for reading. */
export interface Reading {
  /** The size in bytes when it was opened. */
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
  /** Whether an existing file is replaced; else the write rejects with `in-use`. */
  readonly replace: boolean;
  /** Permission bits of the source, for a side that supports them. */
  readonly mode?: number;
}

/**
 * One side of a copy. Paths have `/` between segments; the empty one is the side's home. Rejects with StudioctlError, or with the
 * signal's reason.
 */
export interface FileSide {
  /** Follows symbolic links. Undefined: it does not exist. */
  stat(path: string): Promise<Facts | undefined>;
  /** Does not follow symbolic links, if the side can recognise them. */
  list(path: string): Promise<Listing>;
  read(path: string): Promise<Reading>;
  /**
   * Writes a file under a temporary name beside the final one, and gives it that name once it is complete and of the right
   * size; the temporary file is removed where that fails. Resolves to the bytes written.
   */
  write(path: string, chunks: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<number>;
  /** Creates one folder, whose parent exists. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Why the side cannot store a file of this name; undefined if it can. */
  refusal(name: string): Promise<string | undefined>;
  /** The last segment of a path, by the side's own rules. Empty if it has none, as `.` has. */
  nameOf(path: string): string;
  join(path: string, below: string): string;
  /** The path of the folder that it is in. */
  parentOf(path: string): string;
  /** The path to write for a destination file: the target of a symbolic link to a file, so that the link stays. */
  destination(path: string): Promise<string>;
  /** The path as shown to the user. */
  label(path: string): string;
  /** A note for every listed folder, if the side does not list everything in it. */
  readonly blindSpots?: string;
}

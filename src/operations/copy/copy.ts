import pMap from "p-map";
import { formatBytes } from "../../core/bytes.ts";
import { type CopyPlan, type LeftOut, type Transfer, place, planCopy } from "../../core/copy/plan.ts";
import { type StudioctlError, isError, withNote } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FileSide, Reading } from "../../ports/file-side.ts";
import type { Progress } from "../../ports/progress.ts";
import { copyConcurrency, gatherDestination, gatherExisting, gatherSource, withoutRefused } from "./gather.ts";

export interface CopyPorts {
  readonly from: FileSide;
  readonly to: FileSide;
  readonly clock: Pick<Clock, "now">;
  readonly progress: Progress;
}

/** A path as typed, and in the form of its side. */
export interface TypedPath {
  readonly text: string;
  readonly path: string;
}

export interface CopyRequest {
  readonly sources: readonly TypedPath[];
  readonly to: TypedPath;
  readonly recursive: boolean;
  readonly force: boolean;
}

/** The result of a copy. */
export interface Copied {
  readonly files: number;
  readonly bytes: number;
  /** Folders that were created. */
  readonly folders: number;
  readonly leftOut: readonly LeftOut[];
  /** Symbolic links whose targets were copied in their place. */
  readonly followed: readonly string[];
  /** Folders whose contents were listed. */
  readonly walked: number;
}

/**
 * Copies files and folders from one side to the other. Nothing is written if one of them cannot be written to its destination; a file that
 * fails on its own, such as an unreadable one, is left out, and the copy continues. Rejects with the error that ended the copy: a full
 * disk, a lost connection, the signal.
 */
export async function copy(ports: CopyPorts, request: CopyRequest): Promise<Copied> {
  const { text, path } = request.to;
  const to = { text, path: await ports.to.destination(path) };
  const plan = await planned(ports, { ...request, to });
  return await apply(ports, { ...request, to }, plan);
}

async function planned({ from, to }: CopyPorts, { sources, to: target, recursive, force }: CopyRequest): Promise<CopyPlan> {
  const destination = await gatherDestination(to, target.text, target.path);
  const gathered = [];
  for (const { text, path } of sources) gathered.push(await gatherSource(from, text, path, { recursive }));
  const placed = await withoutRefused(to, place(gathered, destination));
  const label = (path: string): string => to.label(below(to, target.path, path));
  return planCopy(placed, await gatherExisting(to, target.path, placed, destination.facts), { force, label });
}

function below(side: FileSide, root: string, path: string): string {
  return path === "" ? root : side.join(root, path);
}

async function apply(ports: CopyPorts, { sources, to: target, force }: CopyRequest, plan: CopyPlan): Promise<Copied> {
  const { from, to } = ports;
  const rootOf = new Map(sources.map(({ text, path }) => [text, path]));
  const destination = (path: string): string => below(to, target.path, path);
  const shown = meter(ports, plan);
  const leftOut = [...plan.leftOut];
  const followed: string[] = [];
  let [files, bytes, folders] = [0, 0, 0];

  async function transfer(each: Transfer): Promise<void> {
    const root = rootOf.get(each.source) ?? "";
    const path = below(from, root, each.from);
    const reading = await from.read(path);
    try {
      const { replaces, mode = reading.mode } = each;
      const options = { replace: force && replaces, ...(mode !== undefined && { mode }) };
      const written = await to.write(destination(each.to), shown.counted(each, reading), options);
      // Not `bytes += await …`, which reads the sum before it waits: files are copied side by side.
      bytes += written;
    } finally {
      await reading.close();
    }
    files += 1;
    if (await isLink(from, path, each, reading)) followed.push(from.label(path));
  }

  try {
    for (const { path, mode } of plan.folders) {
      await to.makeFolder(destination(path), mode);
      folders += 1;
    }
    const failures = new AbortController();
    await pMap(
      plan.files,
      async (each) => {
        if (failures.signal.aborted) return;
        try {
          await transfer(each);
        } catch (error) {
          if (plan.files.length === 1 || !isOfOneFile(error)) {
            failures.abort();
            throw error;
          }
          const root = rootOf.get(each.source) ?? "";
          const { message, why } = error;
          leftOut.push({ path: from.label(below(from, root, each.from)), why: why ?? message, failed: true });
        }
      },
      { concurrency: copyConcurrency },
    );
  } catch (error) {
    throw withCopied(error, files, plan.files.length);
  }
  return { files, bytes, folders, leftOut, followed, walked: plan.walked };
}

/** Whether an error concerns one file only, so that the copy continues. */
function isOfOneFile(error: unknown): error is StudioctlError {
  return isError(error, "denied", "malformed", "not-found", "in-use", "invalid");
}

function withCopied(error: unknown, files: number, all: number): unknown {
  return all <= 1 ? error : withNote(error, `${files} of ${all} files were copied before that`);
}

/** A side that follows links itself lists a link with the link's size, and reads its target. */
async function isLink(side: FileSide, path: string, { size }: Transfer, reading: Reading): Promise<boolean> {
  if (size === undefined || size === reading.size) return false;
  const facts = await side.stat(path);
  return facts?.kind === "file" && facts.size === size;
}

interface Meter {
  /** The bytes of a file, counted as they are read. */
  counted(transfer: Transfer, reading: Reading): AsyncIterable<Uint8Array>;
}

/** Shows the current file, the progress and the rate. */
function meter({ clock, progress }: CopyPorts, { files }: CopyPlan): Meter {
  const total = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const rate = rateSince(clock);
  let [done, bytes] = [0, 0];
  return {
    async *counted(transfer, { chunks }) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        const name = transfer.to === "" ? transfer.source : transfer.to;
        const which = files.length === 1 ? name : `${name} (${done + 1} of ${files.length})`;
        const share = total === 0 ? undefined : Math.min(1, bytes / total);
        progress.update(`${which}: ${formatBytes(bytes)} of ${formatBytes(total)}, ${rate(bytes)}`, share);
        yield chunk;
      }
      done += 1;
    },
  };
}

/** The rate since the beginning, as text. */
export function rateSince(clock: Pick<Clock, "now">): (bytes: number) => string {
  const begun = clock.now().getTime();
  return (bytes) => `${formatBytes(Math.round((bytes * 1000) / Math.max(1, clock.now().getTime() - begun)))}/s`;
}

import { formatBytes } from "../../core/bytes.ts";
import { StudioctlError, usageError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FileSide } from "../../ports/file-side.ts";
import type { Progress } from "../../ports/progress.ts";
import { rateSince } from "./copy.ts";
import { gatherDestination, gatherSource } from "./gather.ts";
import type { TypedPath } from "./copy.ts";

interface Ports {
  readonly side: FileSide;
  readonly clock: Pick<Clock, "now">;
  readonly progress: Progress;
}

/** Writes what a stream holds to a file; the bytes written. Rejects with `in-use` where there is one and not `force`. */
export async function copyFromStream(
  { side, clock, progress }: Ports,
  { to, force }: { readonly to: TypedPath; readonly force: boolean },
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { facts, meansFolder, hasParent } = await gatherDestination(side, to.text, to.path);
  if (facts?.kind === "folder" || meansFolder) {
    throw usageError(`${side.label(to.path)} is a folder`, { why: "standard input has no name", fix: "give the path of a file" });
  }
  if (!hasParent) {
    throw new StudioctlError("not-found", `the folder that ${side.label(to.path)} is in does not exist`, { fix: "create it first" });
  }
  const why = await side.refusal(side.nameOf(to.path));
  if (why !== undefined)
    throw new StudioctlError("invalid", `${side.label(to.path)} cannot be written`, { why, fix: "use --via ssh, or another name" });
  if (facts !== undefined && !force) {
    throw new StudioctlError("in-use", `${side.label(to.path)} exists already`, {
      why: "nothing was copied",
      fix: "add --force to overwrite it, or give another path",
    });
  }
  return await side.write(to.path, counted(chunks, clock, progress, side.label(to.path)), { replace: facts !== undefined });
}

/** Passes the bytes of a file to `write`, piece by piece; resolves to the number of bytes. */
export async function copyToStream(
  { side, clock, progress }: Ports,
  source: TypedPath,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<number> {
  const { facts } = await gatherSource(side, source.text, source.path, { recursive: true });
  if (facts.kind === "folder")
    throw usageError(`${side.label(source.path)} is a folder`, { why: "standard output is one file", fix: "copy it to a path, with -r" });
  const reading = await side.read(source.path);
  try {
    for await (const chunk of counted(reading.chunks, clock, progress, side.label(source.path), reading.size)) await write(chunk);
  } finally {
    await reading.close();
  }
  return reading.size;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  clock: Pick<Clock, "now">,
  progress: Progress,
  label: string,
  total?: number,
): AsyncGenerator<Uint8Array> {
  const rate = rateSince(clock);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    const of = total === undefined ? "" : ` of ${formatBytes(total)}`;
    progress.update(`${label}: ${formatBytes(bytes)}${of}, ${rate(bytes)}`, total === undefined ? undefined : bytes / Math.max(1, total));
    yield chunk;
  }
}

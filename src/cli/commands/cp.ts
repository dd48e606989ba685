import { formatBytes } from "../../core/bytes.ts";
import { homePath, sftpPath } from "../../core/copy/home-path.ts";
import { untilAborted } from "../../core/time-limit.ts";
import type { LeftOut } from "../../core/copy/plan.ts";
import { type Direction, directionOf, parsePlace } from "../../core/copy/place.ts";
import { type Copied, type TypedPath, copy } from "../../operations/copy/copy.ts";
import { copyFromStream, copyToStream } from "../../operations/copy/stream.ts";
import { signInBy } from "../../operations/remote/sign-in.ts";
import type { FileSide } from "../../ports/file-side.ts";
import { defineCommand, manyArguments } from "../command.ts";
import type { Context } from "../context.ts";
import { entering } from "../entering.ts";
import { exitCodes } from "../exit-codes.ts";
import { switchFlag } from "../flags.ts";
import { connect, startFlag, viaFlag } from "../remote.ts";
import { entryOf, openSftp } from "../ssh-route.ts";
import { type Result, details, known } from "../result.ts";

/** A session that has run out is renewed. */
const sessionSeconds = 3_600;

export const cp = defineCommand({
  name: "cp",
  summary: "Copy files and folders into a running app, or out of it",
  description:
    "The last path is the destination. One side is in an app: TARGET:PATH, where PATH is relative to the home directory, and an " +
    "empty PATH is the home directory itself. The other side is on this machine, or - for standard input or output. A path with a " +
    "slash before its first colon is local; write a local file with a colon in its name as ./NAME. A file gets its final name " +
    "when it is complete and its size is right. Without --force, nothing is overwritten, and nothing is copied if one of the " +
    "files exists. Symbolic links in local folders are skipped and named. File modes are kept only with --via ssh, which also " +
    "takes absolute paths.",
  args: { paths: manyArguments("PATH", "sources, and last the destination: TARGET:PATH, a local path or -", { completes: "file" }) },
  flags: {
    recursive: switchFlag("copy folders with everything below them", { short: "r" }),
    force: switchFlag("overwrite existing files"),
    via: viaFlag,
    start: startFlag,
  },
  examples: [
    ["A file into a space", "studioctl cp train.csv nlp-notebooks:data/"],
    ["A folder out of it", "studioctl cp -r nlp-notebooks:results ."],
    ["Standard input into a file", "studioctl cp - nlp-notebooks:src.tar.gz < src.tar.gz"],
    ["A file of a Classic user, on the screen", "studioctl cp alice:notes.txt -"],
  ],
  seeAlso: ["clone", "terminal"],
  async run({ args, flags, context }) {
    const direction = directionOf(args.paths.map((text) => parsePlace(text, { windows: context.platform === "win32" })));
    // Before the way is chosen, a path has to be valid for both.
    const pathOf = flags.via === "ssh" ? sftpPath : homePath;
    const remote = remotePaths(direction).map((text) => ({ text, path: pathOf(text) }));
    const way = entering(context, direction.target);
    const { side, close } = await way.wait(
      connect<Opened>(
        context,
        direction.target,
        { possible: ["jupyter", "ssh"], via: flags.via, start: flags.start },
        {
          async jupyter(found) {
            const session = await signInBy(await context.jupyter(), found, { sessionSeconds });
            return { side: await context.jupyterFiles(session, direction.target), close: async () => session.close() };
          },
          async ssh(found) {
            const connection = await openSftp(context, await entryOf(context, found));
            try {
              return { side: await way.wait(context.sftpFiles(connection, direction.target)), close: () => connection.close() };
            } catch (error) {
              await connection.close();
              throw error;
            }
          },
        },
      ),
    );
    way.entered();
    try {
      return await carryOut(context, direction, side, remote, flags);
    } finally {
      await close();
    }
  },
});

/** The remote side, by the way in. */
interface Opened {
  readonly side: FileSide;
  readonly close: () => Promise<void>;
}

/** The paths of the remote side, as typed. */
function remotePaths(direction: Direction): readonly string[] {
  if (direction.kind === "download") return direction.sources;
  return [direction.kind === "to-stdout" ? direction.source : direction.to];
}

interface Given {
  readonly recursive: boolean;
  readonly force: boolean;
}

/** `remote` are the paths of `remotePaths`, in the form of the remote side. */
async function carryOut(
  context: Context,
  direction: Direction,
  side: FileSide,
  remote: readonly TypedPath[],
  { recursive, force }: Given,
): Promise<Result> {
  const { clock, io } = context;
  const progress = await context.progress();
  const [first] = remote;
  if (first === undefined) throw new RangeError("one side is remote");
  const destination = `${direction.target}:${first.path}`;
  const work = { clock, progress };
  if (direction.kind === "from-stdin") {
    const bytes = await copyFromStream({ side, ...work }, { to: first, force }, io.stdin.bytes());
    return report({ files: 1, bytes, folders: 0, leftOut: [], followed: [], walked: 0 }, destination, []);
  }
  if (direction.kind === "to-stdout") {
    await copyToStream({ side, ...work }, first, outputOf(context));
    return { kind: "nothing" };
  }
  const here = await context.localFiles();
  if (direction.kind === "upload") {
    const sources = direction.sources.map((text) => ({ text, path: text }));
    return report(await copy({ from: here, to: side, ...work }, { sources, to: first, recursive, force }), destination, []);
  }
  const to = { text: direction.to, path: direction.to };
  const copied = await copy({ from: side, to: here, ...work }, { sources: remote, to, recursive, force });
  // Only a folder can contain entries that a listing does not show.
  const unseen = copied.walked > 0 && side.blindSpots !== undefined ? [`note: not every file may have been seen: ${side.blindSpots}`] : [];
  return report(copied, direction.to, unseen);
}

/** On a terminal the text of a file, with what a terminal would obey written out; elsewhere its bytes. */
function outputOf({ io, signal }: Context): (chunk: Uint8Array) => Promise<void> {
  // A reader that takes nothing does not keep Ctrl-C from ending it.
  if (!io.stdout.isTerminal) return (chunk) => untilAborted(signal, io.stdout.writeBytes(chunk));
  const decoder = new TextDecoder();
  return (chunk) => untilAborted(signal, io.stdout.write(decoder.decode(chunk, { stream: true })));
}

function shown(list: readonly LeftOut[]): readonly object[] {
  return list.map(({ path: Path, why: Reason }) => ({ Path, Reason }));
}

function report(copied: Copied, to: string, notes: readonly string[]): Result {
  const { files, bytes, folders, leftOut, followed } = copied;
  const failed = leftOut.filter((each) => each.failed);
  const skipped = leftOut.filter((each) => !each.failed);
  return details({
    document: {
      Files: files,
      Folders: folders,
      SizeInBytes: bytes,
      Destination: to,
      LeftOut: shown(skipped),
      Failed: shown(failed),
      FollowedLinks: followed,
    },
    fields: known([
      ["Copied", `${files} ${files === 1 ? "file" : "files"}, ${formatBytes(bytes)}`],
      ["To", to],
      ["Folders created", folders === 0 ? undefined : `${folders}`],
    ]),
    name: to,
    footer: [
      ...followed.map((path) => `note: ${path} is a symbolic link; what it leads to was copied`),
      ...skipped.map(({ path, why }) => `left out: ${path}: ${why}`),
      ...failed.map(({ path, why }) => `not copied: ${path}: ${why}`),
      ...notes,
    ],
    ...(failed.length > 0 && { exitCode: exitCodes.partlyFailed }),
  });
}

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type Copied, copy } from "../../../src/operations/copy/copy.ts";
import type { FileSide, Reading } from "../../../src/ports/file-side.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { localFiles } from "../../../src/system/local-files.ts";

/* Both sides are folders of this machine: what the operation decides, and what the local side does, without a server. */

let folder: string;
let from: string;
let to: string;
let interrupt: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studioctl-copy-"));
  [from, to] = [join(folder, "from"), join(folder, "to")];
  for (const path of [from, to]) mkdirSync(path);
  interrupt = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Options {
  readonly recursive?: boolean;
  readonly force?: boolean;
  readonly source?: Partial<FileSide>;
  readonly target?: Partial<FileSide>;
}

function makePipe(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$0"', path]);
}

const typed = (base: string) => (text: string) => ({ text, path: join(base, text) });

function run(
  sources: readonly string[],
  target: string,
  { recursive = false, force = false, source, target: other }: Options = {},
): Promise<Copied> {
  const side = localFiles(interrupt.signal);
  let now = 0;
  const ports = {
    from: { ...side, ...source },
    to: { ...side, ...other },
    clock: { now: () => new Date((now += 1000)) },
    progress: silentProgress,
  };
  return copy(ports, { sources: sources.map(typed(from)), to: typed(to)(target), recursive, force });
}

function write(path: string, text = path): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

it("a copy counts the bytes of all files that it copies side by side", async () => {
  for (const [name, size] of [
    ["a", 10],
    ["b", 200],
    ["c", 3000],
  ] as const)
    write(`from/folder/${name}`, "x".repeat(size));
  expect(await run(["folder"], "", { recursive: true })).toMatchObject({ files: 3, bytes: 3210 });
});

it("a copied file has the name of the destination, or its own in an existing folder", async () => {
  write("from/a");
  expect(await run(["a"], "b")).toMatchObject({ files: 1, bytes: 6, folders: 0, leftOut: [], followed: [] });
  await run(["a"], "");
  expect([read("to/b"), read("to/a")]).toEqual(["from/a", "from/a"]);
});

it("a folder is copied as the destination where there is none, and into it where there is", async () => {
  write("from/d/sub/x");
  mkdirSync(join(from, "d", "empty"));
  await run(["d"], "new", { recursive: true });
  await run(["d"], "new", { recursive: true });
  expect(new Set(readdirSync(to, { recursive: true, encoding: "utf8" }))).toEqual(
    new Set(["new", "new/d", "new/d/empty", "new/d/sub", "new/d/sub/x", "new/empty", "new/sub", "new/sub/x"]),
  );
});

it("a folder is merged into an existing one, and nothing is overwritten", async () => {
  write("from/d/x");
  write("to/d/y");
  await run(["d"], "", { recursive: true });
  expect([read("to/d/x"), read("to/d/y")]).toEqual(["from/d/x", "to/d/y"]);
});

it("existing files are refused, all at once and before anything is written", async () => {
  for (const path of ["from/d/x", "from/d/y", "from/d/z", "to/d/y", "to/d/z"]) write(path);
  await expect(run(["d"], "", { recursive: true })).rejects.toMatchObject({
    code: "in-use",
    message: "2 files exist already",
    why: expect.stringContaining(`"${to}/d/y"`),
    fix: expect.stringContaining("--force"),
  });
  expect([read("to/d/y"), existsSync(join(to, "d/x"))]).toEqual(["to/d/y", false]);
  await run(["d"], "", { recursive: true, force: true });
  expect(read("to/d/y")).toBe("from/d/y");
});

it.each([
  ["a file over a folder", ["from/x", "to/x/below"]],
  ["a folder over a file", ["from/x/below", "to/x"]],
])("%s is never replaced, also with --force", async (_, paths) => {
  for (const path of paths) write(path);
  await expect(run(["x"], "", { recursive: true, force: true })).rejects.toMatchObject({
    code: "in-use",
    why: expect.stringContaining("never replace"),
  });
  expect(read(paths[1] ?? "")).toBe(paths[1]);
});

it.each([
  [["absent"], "", {}, { code: "not-found", message: expect.stringContaining("absent") }],
  [["folder"], "", {}, { code: "usage", fix: "add -r" }],
  [["a"], "no/where", {}, { code: "not-found", why: expect.stringContaining("creates no folders") }],
  [["a"], "nowhere/", {}, { code: "not-found" }],
  [["a", "b"], "c", {}, { code: "invalid", why: expect.stringContaining("into a folder") }],
  [["a/"], "", {}, { code: "invalid", message: expect.stringContaining("is a file, not a folder") }],
  [["fifo"], "", {}, { code: "invalid", message: expect.stringContaining("a device, a pipe or a socket") }],
  [["a"], "fifo", {}, { code: "invalid" }],
  [["a", "folder/a"], "", {}, { code: "usage", message: expect.stringContaining("two sources") }],
  [["dangling"], "", {}, { code: "not-found" }],
  [["circle"], "", {}, { code: "invalid", why: expect.stringContaining("circle") }],
] as const)("a copy of %j to %j is refused, and nothing is written", async (sources, target, options, error) => {
  for (const path of ["from/a", "from/b", "from/folder/a"]) write(path);
  for (const path of [from, to]) makePipe(join(path, "fifo"));
  symlinkSync("nowhere", join(from, "dangling"));
  symlinkSync("circle", join(from, "circle"));
  await expect(run(sources, target, options)).rejects.toMatchObject(error);
  expect(readdirSync(to)).toEqual(["fifo"]);
});

it("symbolic links and special files below a folder are left out, with a message; a source that is a link is followed", async () => {
  write("from/d/x");
  write("outside/secret");
  symlinkSync("../../outside", join(from, "d", "out"));
  symlinkSync(".", join(from, "d", "loop"));
  symlinkSync("x", join(from, "d", "link"));
  makePipe(join(from, "d", "pipe"));
  symlinkSync("d", join(from, "named"));
  const { leftOut } = await run(["named"], "", { recursive: true });
  expect(Object.fromEntries(leftOut.map(({ path, failed }) => [path.replace(/^.*named\//, "").replace('"', ""), failed]))).toEqual({
    link: false,
    loop: false,
    out: false,
    pipe: true,
  });
  expect(readdirSync(join(to, "named"))).toEqual(["x"]);
});

it("a copy writes through no symbolic link below the destination, and through one that is the destination", async () => {
  write("from/d/x/y");
  write("from/a");
  write("outside/x/y", "kept");
  mkdirSync(join(to, "d"));
  symlinkSync("../../outside/x", join(to, "d", "x"));
  await expect(run(["d"], "", { recursive: true, force: true })).rejects.toMatchObject({
    code: "in-use",
    message: expect.stringContaining("a symbolic link"),
  });
  expect(read("outside/x/y")).toBe("kept");
  symlinkSync("../outside/x/y", join(to, "link"));
  await run(["a"], "link", { force: true });
  expect([readlinkSync(join(to, "link")), read("outside/x/y")]).toEqual(["../outside/x/y", "from/a"]);
});

it("a copy keeps modes, and those of a file that is replaced by one whose side has none", async () => {
  write("from/run.sh");
  chmodSync(join(from, "run.sh"), 0o750);
  await run(["run.sh"], "new");
  expect(statSync(join(to, "new")).mode & 0o777).toBe(0o750);
  const side = localFiles(interrupt.signal);
  const modeless: Partial<FileSide> = {
    stat: async () => ({ kind: "file" }),
    async read(path) {
      const opened = await side.read(path);
      return { size: opened.size, chunks: opened.chunks, close: () => opened.close() };
    },
  };
  write("from/plain");
  await run(["plain"], "new", { force: true, source: modeless });
  expect([statSync(join(to, "new")).mode & 0o777, read("to/new")]).toEqual([0o750, "from/plain"]);
});

it.each(["a b", "%41", "#", "?", "ü", "日本", "new\nline", "a:b", "back\\slash", "-rf", "'\"$(x)`", "😀"])(
  "a file called %j is copied",
  async (name) => {
    write(`from/d/${name}/${name}`, "x");
    await run(["d"], "", { recursive: true });
    expect(read(`to/d/${name}/${name}`)).toBe("x");
  },
);

it("empty files are copied", async () => {
  write("from/empty", "");
  expect(await run(["empty"], "")).toMatchObject({ files: 1, bytes: 0 });
  expect(statSync(join(to, "empty")).size).toBe(0);
});

/** A source whose file `path` behaves in its own way. */
function reading(path: string, change: (reading: Reading) => Partial<Reading>): Partial<FileSide> {
  const side = localFiles(interrupt.signal);
  return {
    async read(asked) {
      const opened = await side.read(asked);
      return asked.endsWith(path) ? { ...opened, ...change(opened) } : opened;
    },
  };
}

it.each(["grows", "shrinks"])("a file that %s while it is read is refused, and leaves nothing", async (how) => {
  write("from/log", "x".repeat(600_000));
  const source = reading("log", ({ chunks }) => ({
    chunks: (async function* () {
      let first = true;
      for await (const chunk of chunks) {
        if (first && how === "grows") appendFileSync(join(from, "log"), "more");
        if (first && how === "shrinks") writeFileSync(join(from, "log"), "less");
        first = false;
        yield chunk;
      }
    })(),
  }));
  await expect(run(["log"], "", { source })).rejects.toMatchObject({
    code: "malformed",
    message: expect.stringContaining("changed while it was read"),
  });
  expect(readdirSync(to)).toEqual([]);
});

it("a copy continues after one file fails, and names it", async () => {
  for (const name of ["a", "b", "c"]) write(`from/d/${name}`);
  const source = reading("b", () => {
    throw new StudioctlError("denied", "b cannot be read", { why: "not permitted" });
  });
  const { files, leftOut } = await run(["d"], "", { recursive: true, source });
  expect([files, leftOut]).toEqual([2, [{ path: expect.stringContaining("from/d/b"), why: "not permitted", failed: true }]]);
  expect(readdirSync(join(to, "d"))).toEqual(["a", "c"]);
});

it("a copy ends at an error that concerns every file, says what was copied, and leaves nothing incomplete", async () => {
  for (let i = 0; i < 20; i += 1) write(`from/d/${i}`, "x".repeat(1000));
  const side = localFiles(interrupt.signal);
  let writes = 0;
  const target: Partial<FileSide> = {
    async write(path, chunks, options) {
      writes += 1;
      if (writes < 5) return await side.write(path, chunks, options);
      throw new StudioctlError("failed", "it cannot be written", { why: "no space is left on this disk" });
    },
  };
  await expect(run(["d"], "", { recursive: true, target })).rejects.toMatchObject({
    code: "failed",
    why: expect.stringMatching(/no space.*; \d+ of 20 files were copied before that/),
  });
  expect(readdirSync(join(to, "d")).filter((name) => name.includes("studioctl"))).toEqual([]);
});

it("an interrupted copy removes the incomplete file", async () => {
  write("from/a", "x".repeat(600_000));
  const source = reading("a", ({ chunks }) => ({
    chunks: (async function* () {
      for await (const chunk of chunks) {
        expect(readdirSync(to)).toEqual([expect.stringMatching(/^a\.studioctl-[0-9a-f]{8}\.part$/)]);
        yield chunk;
        interrupt.abort(new StudioctlError("interrupted", "interrupted"));
      }
    })(),
  }));
  await expect(run(["a"], "", { source })).rejects.toMatchObject({ code: "interrupted" });
  expect(readdirSync(to)).toEqual([]);
});

it("a copy overwrites no file that appears while another is copied", async () => {
  write("from/a", "x".repeat(600_000));
  const source = reading("a", ({ chunks }) => ({
    chunks: (async function* () {
      for await (const chunk of chunks) yield chunk;
      write("to/a", "somebody else's");
    })(),
  }));
  await expect(run(["a"], "a", { source })).rejects.toMatchObject({ code: "in-use" });
  expect([read("to/a"), readdirSync(to)]).toEqual(["somebody else's", ["a"]]);
});

it("a folder that the destination cannot hold is left out, with one message for everything below it", async () => {
  for (const path of ["from/d/x", "from/d/.git/config", "from/d/.git/HEAD", "from/d/sub/.env"]) write(path);
  const target: Partial<FileSide> = { refusal: async (name) => (name.startsWith(".") ? "no hidden files" : undefined) };
  const { leftOut, files } = await run(["d"], "", { recursive: true, target });
  expect([files, leftOut]).toEqual([
    1,
    [
      { path: "d/.git", why: "no hidden files", failed: false },
      { path: "d/sub/.env", why: "no hidden files", failed: false },
    ],
  ]);
  expect(lstatSync(join(to, "d", "sub")).isDirectory()).toBe(true);
  write("from/.env");
  await expect(run([".env"], "", { target })).rejects.toMatchObject({ code: "invalid", why: "no hidden files" });
});

it("a copy does not follow a link from a folder to itself where a side follows links by itself", async () => {
  write("from/d/x");
  symlinkSync("..", join(from, "d", "loop"));
  const side = localFiles(interrupt.signal);
  const source: Partial<FileSide> = {
    async list(path) {
      const { entries, refused } = await side.list(path);
      const followed = await Promise.all(
        entries.map(async ({ name }) => ({ name, ...((await side.stat(join(path, name))) ?? { kind: "file" as const }) })),
      );
      return { entries: followed, refused, identity: String(statSync(path).ino) };
    },
  };
  const { leftOut, files } = await run(["d"], "", { recursive: true, source });
  expect([files, leftOut.map(({ why }) => why)]).toEqual([1, ["a symbolic link back to a folder that it is in"]]);
});

it("a name that is not UTF-8 is refused, and the rest is copied", async () => {
  write("from/d/x");
  writeFileSync(Buffer.concat([Buffer.from(join(from, "d/")), Buffer.from([0xff, 0xfe])]), "");
  const { leftOut, files } = await run(["d"], "", { recursive: true });
  expect([files, leftOut]).toEqual([1, [expect.objectContaining({ why: "its name is not valid UTF-8", failed: true })]]);
});

it("a source that lists more than a million entries is refused before its end is read", async () => {
  let lists = 0;
  const source: Partial<FileSide> = {
    stat: async () => ({ kind: "folder" }),
    async list() {
      lists += 1;
      return { entries: Array.from({ length: 2_000 }, (_, i) => ({ name: `${i}`, kind: "folder" })), refused: [] };
    },
  };
  await expect(run(["endless"], "", { recursive: true, source })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("has no end"),
  });
  expect(lists).toBeLessThan(520);
  expect(readdirSync(to)).toEqual([]);
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ServerKey } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { Secret } from "../../src/core/secret.ts";
import { jupyterFiles } from "../../src/jupyter/contents.ts";
import { createJupyterSessions } from "../../src/jupyter/session.ts";
import { copy } from "../../src/operations/copy/copy.ts";
import { copyFromStream, copyToStream } from "../../src/operations/copy/stream.ts";
import type { FileSide } from "../../src/ports/file-side.ts";
import type { JupyterSession } from "../../src/ports/jupyter.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import { systemClock } from "../../src/system/clock.ts";
import { localFiles } from "../../src/system/local-files.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { onCurrentJupyter } from "./current-jupyter.ts";
import { type Flavour, type RealJupyter, startJupyter } from "./real-jupyter.ts";

/* Copies to and from a real Jupyter server: one that hides what begins with a dot, and one configured as SageMaker Distribution is. */

requirement(jupyterServer, () => {
  describe("Debian's Jupyter server", () => {
    const flavour: Flavour = {
      python: "/usr/bin/python3",
      base: "/jupyter/default",
      loadingPage: true,
      settings: { "FileContentsManager.delete_to_trash": "False" },
    };
    tests({ DomainId: "d-real", owner: { UserProfileName: "alice" }, AppType: "JupyterServer" }, flavour, false);
  });
});

await onCurrentJupyter((python) => {
  describe("a current Jupyter server", () => {
    const settings = { "FileContentsManager.delete_to_trash": "False", "ContentsManager.allow_hidden": "True" };
    tests(
      { DomainId: "d-real", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" },
      { python, base: "/jupyterlab/default", loadingPage: false, settings },
      true,
    );
  });
});

/** But for the folder for checkpoints, which the server makes wherever something is renamed or deleted. */
const left = (folder: string): string[] => readdirSync(folder).filter((name) => name !== ".ipynb_checkpoints");

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const ended = new StudioctlError("interrupted", "interrupted");

/** Bytes without end; `reached` is called on the way. */
async function* endless(reached: () => void): AsyncGenerator<Uint8Array> {
  for (let i = 0; ; i += 1) {
    yield Buffer.alloc(1024 * 1024);
    if (i === 3) reached();
  }
}

function tests(server: ServerKey & { readonly AppType: "JupyterServer" | "JupyterLab" }, flavour: Flavour, hidden: boolean): void {
  let jupyter: RealJupyter;
  let session: JupyterSession;
  let interrupt: AbortController;
  let local: string;
  let remote: string;
  let there: FileSide;
  let here: FileSide;
  beforeAll(async () => {
    jupyter = await startJupyter(flavour);
    const signIn = { createPresignedDomainUrl: async () => new Secret(jupyter.presign()) };
    session = await createJupyterSessions({ signIn, clock: systemClock }).open(server, "alice", { sessionSeconds: 1800 });
  });
  afterAll(async () => {
    session.close();
    await jupyter.close();
  });
  beforeEach(() => {
    interrupt = new AbortController();
    local = mkdtempSync(join(tmpdir(), "studioctl-files-"));
    remote = mkdtempSync(join(jupyter.home, "case-"));
    there = jupyterFiles(session, "nlp", interrupt.signal);
    here = localFiles(interrupt.signal);
  });
  afterEach(() => {
    for (const path of [local, remote]) rmSync(path, { recursive: true });
  });

  const work = { clock: systemClock, progress: silentProgress };
  const inHome = (path: string): string => [remote.slice(jupyter.home.length + 1), path].filter((part) => part !== "").join("/");
  const upload = (from: string, to: string, force = false) =>
    copy(
      { from: here, to: there, ...work },
      { sources: [{ text: from, path: join(local, from) }], to: { text: to, path: inHome(to) }, recursive: true, force },
    );
  const download = (from: string, to: string, force = false) =>
    copy(
      { from: there, to: here, ...work },
      { sources: [{ text: from, path: inHome(from) }], to: { text: to, path: join(local, to) }, recursive: true, force },
    );

  async function back(path: string): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    await copyToStream({ side: there, ...work }, { text: path, path: inHome(path) }, async (piece) => void pieces.push(Buffer.from(piece)));
    return Buffer.concat(pieces);
  }

  it("any bytes that were written are read back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.nat(4), async (bytes, more) => {
        // Also around the borders of chunks, which have 1 MiB.
        const whole = Buffer.concat([Buffer.alloc(more * 512 * 1024, 7), bytes]);
        await copyFromStream({ side: there, ...work }, { to: { text: "x", path: inHome("x") }, force: true }, once(whole));
        expect((await back("x")).equals(whole)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect(left(remote)).toEqual(["x"]);
  }, 60_000);

  it.each([0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024])(
    "a file of %j bytes is copied there and back",
    async (size) => {
      writeFileSync(join(local, "a"), Buffer.alloc(size, "studioctl"));
      expect(await upload("a", "a")).toMatchObject({ files: 1, bytes: size });
      await download("a", "b");
      expect(readFileSync(join(local, "b")).equals(readFileSync(join(local, "a")))).toBe(true);
      expect(left(remote)).toEqual(["a"]);
    },
  );

  it("a tree with any names is copied there and back", async () => {
    const names = [
      "plain",
      "a b",
      "%41",
      "#",
      "?x=1",
      "ü",
      "日本",
      "new\nline",
      "a:b",
      "back\\slash",
      "-rf",
      "x".repeat(200),
      "book.ipynb",
      "a+b&c=d;e",
    ];
    for (const name of names) {
      mkdirSync(join(local, "tree", `in ${name.slice(0, 100)}`), { recursive: true });
      writeFileSync(join(local, "tree", `in ${name.slice(0, 100)}`, name), name);
    }
    mkdirSync(join(local, "tree", "empty"));
    await upload("tree", "");
    expect(await download("tree", "back")).toMatchObject({ files: names.length, leftOut: [] });
    const all = (folder: string) =>
      readdirSync(join(local, folder), { recursive: true })
        .map(String)
        .filter((path) => !path.includes(".ipynb_checkpoints"))
        .toSorted();
    expect(all("back")).toEqual(all("tree"));
    expect(readFileSync(join(local, "back", "in new\nline", "new\nline"), "utf8")).toBe("new\nline");
  });

  it("a copy overwrites nothing without force, and with it leaves one whole file", async () => {
    writeFileSync(join(local, "a"), "new");
    writeFileSync(join(remote, "a"), "old");
    await expect(upload("a", "a")).rejects.toMatchObject({ code: "in-use" });
    expect(readFileSync(join(remote, "a"), "utf8")).toBe("old");
    await upload("a", "a", true);
    expect([readFileSync(join(remote, "a"), "utf8"), left(remote)]).toEqual(["new", ["a"]]);
  });

  it("the old file is kept at every moment of a replacement", async () => {
    writeFileSync(join(remote, "a"), "old");
    const seen: string[][] = [];
    const watched: JupyterSession = {
      ...session,
      stream: (...rest) => session.stream(...rest),
      async request(request, signal) {
        const response = await session.request(request, signal);
        seen.push(left(remote).map((name) => readFileSync(join(remote, name), "utf8")));
        return response;
      },
    };
    const side = jupyterFiles(watched, "nlp", interrupt.signal);
    await copyFromStream({ side, ...work }, { to: { text: "a", path: inHome("a") }, force: true }, once(Buffer.from("new")));
    const replaced = seen.findIndex((contents) => contents.length === 1 && contents[0] === "new");
    expect(seen.slice(0, replaced).every((contents) => contents.includes("old"))).toBe(true);
    expect(seen.at(-1)).toEqual(["new"]);
  });

  it("the old file gets its name back where the new one cannot take it", async () => {
    writeFileSync(join(remote, "a"), "old");
    let renames = 0;
    const failing: JupyterSession = {
      ...session,
      async request(request, signal) {
        renames += request.method === "PATCH" ? 1 : 0;
        return request.method === "PATCH" && renames === 2 ? { status: 500, json: {} } : await session.request(request, signal);
      },
    };
    const side = jupyterFiles(failing, "nlp", interrupt.signal);
    await expect(
      copyFromStream({ side, ...work }, { to: { text: "a", path: inHome("a") }, force: true }, once(Buffer.from("new"))),
    ).rejects.toMatchObject({ code: "unavailable" });
    expect([readFileSync(join(remote, "a"), "utf8"), left(remote)]).toEqual(["old", ["a"]]);
  });

  it("an interrupted upload leaves no incomplete file", async () => {
    await expect(
      copyFromStream(
        { side: there, ...work },
        { to: { text: "a", path: inHome("a") }, force: false },
        endless(() => interrupt.abort(ended)),
      ),
    ).rejects.toMatchObject({ code: "interrupted" });
    expect(left(remote)).toEqual([]);
  });

  it("an interrupted download leaves no incomplete file", async () => {
    writeFileSync(join(remote, "a"), Buffer.alloc(8 * 1024 * 1024));
    const write: FileSide["write"] = (path, chunks, options) =>
      here.write(
        path,
        (async function* () {
          for await (const chunk of chunks) {
            yield chunk;
            interrupt.abort(ended);
          }
        })(),
        options,
      );
    const request = {
      sources: [{ text: "a", path: inHome("a") }],
      to: { text: "a", path: join(local, "a") },
      recursive: false,
      force: false,
    };
    await expect(copy({ from: there, to: { ...here, write }, ...work }, request)).rejects.toMatchObject({ code: "interrupted" });
    expect(readdirSync(local)).toEqual([]);
  });

  it.each([
    ["grows", (path: string) => writeFileSync(path, Buffer.alloc(9 * 1024 * 1024))],
    ["shrinks", (path: string) => writeFileSync(path, "short")],
    ["is replaced by one of the same size", (path: string) => writeFileSync(path, Buffer.alloc(8 * 1024 * 1024, 1))],
  ])("a file that %s while it is read is refused, and leaves nothing", async (_, change) => {
    const path = join(remote, "log");
    writeFileSync(path, Buffer.alloc(8 * 1024 * 1024));
    const before = new Date(Date.now() - 60_000);
    utimesSync(path, before, before);
    let changed = false;
    const write: FileSide["write"] = (to, chunks, options) =>
      here.write(
        to,
        (async function* () {
          for await (const chunk of chunks) {
            if (!changed) change(path);
            changed = true;
            yield chunk;
          }
        })(),
        options,
      );
    const request = {
      sources: [{ text: "log", path: inHome("log") }],
      to: { text: "log", path: join(local, "log") },
      recursive: false,
      force: false,
    };
    await expect(copy({ from: there, to: { ...here, write }, ...work }, request)).rejects.toMatchObject({
      code: "malformed",
      message: expect.stringContaining("changed while it was read"),
    });
    expect(readdirSync(local)).toEqual([]);
  });

  it("a followed symbolic link is reported, and a loop ends the copy", async () => {
    mkdirSync(join(remote, "tree", "sub"), { recursive: true });
    writeFileSync(join(remote, "tree", "sub", "data"), "some data of some length");
    symlinkSync("sub/data", join(remote, "tree", "link"));
    symlinkSync("..", join(remote, "tree", "sub", "loop"));
    const { followed, leftOut, files } = await download("tree", "tree");
    expect([files, followed, leftOut.map(({ why }) => why)]).toEqual([
      2,
      [expect.stringMatching(/tree\/link"$/)],
      ["a symbolic link back to a folder that it is in"],
    ]);
    expect(readFileSync(join(local, "tree", "link"), "utf8")).toBe("some data of some length");
  });

  it("hidden files are copied where the server allows it, and named where it does not", async () => {
    mkdirSync(join(local, "tree", ".git"), { recursive: true });
    for (const path of ["a", ".env", ".git/config"]) writeFileSync(join(local, "tree", path), path);
    const { files, leftOut } = await upload("tree", "");
    expect([files, leftOut.map(({ path }) => path).toSorted()]).toEqual(hidden ? [3, []] : [1, ["tree/.env", "tree/.git"]]);
    expect(existsSync(join(remote, "tree", ".env"))).toBe(hidden);
    writeFileSync(join(remote, ".env"), "x");
    const outcome = await download(".env", "env").then(
      ({ files: copied }) => `${copied} file`,
      (error: unknown) => (error instanceof StudioctlError ? `${error.code}: ${error.why}` : String(error)),
    );
    expect(outcome).toMatch(hidden ? /^1 file$/ : /^not-found: .*hidden files/);
  });

  it.each([
    ["absent", { code: "not-found" }],
    ["folder/absent", { code: "not-found" }],
  ])("a copy reports that there is no %s", async (path, error) => {
    await expect(download(path, "x")).rejects.toMatchObject(error);
    expect(readdirSync(local)).toEqual([]);
  });

  it("a copy into a folder that does not exist is refused", async () => {
    writeFileSync(join(local, "a"), "a");
    await expect(upload("a", "no/where")).rejects.toMatchObject({ code: "not-found", why: expect.stringContaining("creates no folders") });
    expect(left(remote)).toEqual([]);
  });
}

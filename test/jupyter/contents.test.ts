import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { jupyterFiles } from "../../src/jupyter/contents.ts";
import { type Copied, copy } from "../../src/operations/copy/copy.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import { systemClock } from "../../src/system/clock.ts";
import { localFiles } from "../../src/system/local-files.ts";
import { type WorkServer, workServer } from "./work-server.ts";

/* A server runs its user's code: what it lists must not decide where files are written, nor how much of this machine it takes. */

let folder: string;
let server: WorkServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studioctl-hostile-"));
  mkdirSync(join(folder, "here"));
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Copies the home of a server that lists these entries in its home, nothing in folders, and has the same bytes in every file. */
async function copied(content: readonly object[], platform: NodeJS.Platform = "linux"): Promise<Copied> {
  server = await workServer(systemClock, {
    answer({ path, search }, response) {
      if (path.startsWith("/files/")) {
        response.end("bytes");
        return;
      }
      const isHome = path === "/api/contents/" || path === "/api/contents/.";
      response.end(JSON.stringify({ type: "directory", content: search.includes("content=1") && isHome ? content : [] }));
    },
  });
  const signal = new AbortController().signal;
  return await copy(
    {
      from: jupyterFiles(await server.open(), "nlp", signal),
      to: localFiles(signal, platform),
      clock: systemClock,
      progress: silentProgress,
    },
    { sources: [{ text: "nlp:", path: "" }], to: { text: "here", path: join(folder, "here") }, recursive: true, force: false },
  );
}

const file = (name: unknown, size?: unknown): object => ({ name, type: "file", size });
const everything = (): string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();

it("a copy writes nothing outside of the destination, for any names that a server lists", async () => {
  const names = ["../evil", "..", ".", "/tmp/evil", "a/../../evil", "a\0b", "", "x".repeat(1_000_000)];
  const { files, leftOut } = await copied([...names.map((name) => file(name)), { name: "..", type: "directory" }, file("good", 5)]);
  expect(everything()).toEqual(["here", "here/good"]);
  expect(readFileSync(join(folder, "here/good"), "utf8")).toBe("bytes");
  expect([files, leftOut.length, leftOut.every(({ failed }) => failed)]).toEqual([1, 9, true]);
  expect(Math.max(...leftOut.map(({ path }) => path.length))).toBeLessThan(300);
});

it("names that Windows would read as a path, a drive or a device are left out", async () => {
  const { leftOut } = await copied([file("..\\..\\evil", 5), file("C:\\evil", 5), file("nul", 5), file("good", 5)], "win32");
  expect(everything()).toEqual(["here", "here/good"]);
  expect(leftOut.map(({ why }) => why)).toEqual(
    expect.arrayContaining([expect.stringContaining("device"), expect.stringContaining("characters")]),
  );
});

it("a name with escape sequences is the name of a file", async () => {
  await copied([file("\u001b]0;title\u0007\u001b[2J\n", 5)]);
  expect(everything()).toEqual(["here", "here/\u001b]0;title\u0007\u001b[2J\n"]);
});

it("a listed size that is invalid is ignored: the file's own length counts", async () => {
  const sizes = [-1, 0.5, 1e308, "12", null, 999];
  const { files, bytes } = await copied(sizes.map((size, i) => file(`f${i}`, size)));
  expect([files, bytes]).toEqual([6, 30]);
});

it("a folder that lists a name twice is not copied", async () => {
  await expect(copied([file("a", 5), file("a", 5)])).rejects.toMatchObject({ message: 'two sources would be written to "a"' });
  expect(everything()).toEqual(["here"]);
});

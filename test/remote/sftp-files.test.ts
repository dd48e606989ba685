import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import type { FileSide } from "../../src/ports/file-side.ts";
import { sftpPath } from "../../src/core/copy/home-path.ts";
import { type SftpClient, SftpStatus } from "../../src/remote/sftp.ts";
import { sftpFiles } from "../../src/remote/sftp-files.ts";
import { requirement } from "../requirements.ts";
import { type ServedFolder, serveFolder, sftpServer } from "./sftp-server.ts";

it.each([
  ["", ""],
  ["~", ""],
  ["~/", ""],
  ["~/data/x", "data/x"],
  ["data/", "data"],
  ["/", "/"],
  ["//", "/"],
  ["/opt/ml/", "/opt/ml"],
  ["../up", "../up"],
  ["~other", "~other"],
])('the path "%s" as typed is "%s" for the server', (text, path) => {
  expect(sftpPath(text)).toBe(path);
});

async function* pieces(bytes: Buffer, size = 70_001): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(buffer, 0, at, at + size);
    yield buffer.subarray(0, length);
  }
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield randomBytes(100_000);
  throw new Error("the disk is gone");
}

requirement(sftpServer, () => {
  let folder: string;
  let served: ServedFolder;
  let side: FileSide;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "studioctl-sftp-"));
    served = await serveFolder(folder);
    side = sftpFiles(served.client, "nlp", new AbortController().signal);
  });
  afterEach(async () => {
    await served.end();
    rmSync(folder, { recursive: true });
  });
  const here = (name: string): string => join(folder, name);

  async function all(path: string): Promise<Buffer> {
    const reading = await side.read(path);
    const parts: Buffer[] = [];
    for await (const chunk of reading.chunks) parts.push(Buffer.from(chunk));
    await reading.close();
    expect(Buffer.concat(parts)).toHaveLength(reading.size);
    return Buffer.concat(parts);
  }

  it("any bytes come back the same, of any size around the size of a message, with the mode", async () => {
    for (const size of [0, 1, 32_767, 32_768, 32_769, 3_000_000]) {
      const bytes = randomBytes(size);
      expect(await side.write(`file ${size}`, pieces(bytes), { replace: false, mode: 0o751 })).toBe(size);
      expect(readFileSync(here(`file ${size}`)).equals(bytes)).toBe(true);
      expect(statSync(here(`file ${size}`)).mode & 0o777).toBe(0o751);
      expect((await all(`file ${size}`)).equals(bytes)).toBe(true);
    }
    expect(readdirSync(folder)).toHaveLength(6);
  });

  it("a file that is there is replaced only where that is asked for, and keeps its mode", async () => {
    writeFileSync(here("kept"), "old");
    chmodSync(here("kept"), 0o600);
    await expect(side.write("kept", pieces(Buffer.from("new")), { replace: false })).rejects.toMatchObject({
      code: "in-use",
      message: '"nlp:kept" exists already',
    });
    expect(readFileSync(here("kept"), "utf8")).toBe("old");
    await side.write("kept", pieces(Buffer.from("new")), { replace: true });
    expect(readFileSync(here("kept"), "utf8")).toBe("new");
    expect(statSync(here("kept")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["kept"]);
  });

  it("a large file gives Node no cause for a warning, which would be on the screen", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warned);
    await side.write("large", pieces(randomBytes(4_000_000)), { replace: false });
    await all("large");
    // Warnings come a tick later.
    await new Promise((resolve) => void setImmediate(resolve));
    process.off("warning", warned);
    expect(warnings).toEqual([]);
  });

  it("a source that fails midway leaves nothing, neither half a file nor a temporary one", async () => {
    await expect(side.write("new", failing(), { replace: false })).rejects.toThrow("the disk is gone");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("a file that changes while it is read is no copy", async () => {
    writeFileSync(here("grows"), randomBytes(2_000_000));
    const reading = await side.read("grows");
    const read = async (): Promise<void> => {
      let first = true;
      for await (const _ of reading.chunks) {
        if (first) appendFileSync(here("grows"), "more");
        first = false;
      }
    };
    await expect(read()).rejects.toMatchObject({ code: "malformed", message: '"nlp:grows" changed while it was read' });
    await reading.close();
  });

  it("tells files, folders, links and what is neither apart, and what is not there", async () => {
    mkdirSync(here("data"));
    writeFileSync(here("data/a"), "abc");
    chmodSync(here("data/a"), 0o640);
    symlinkSync("a", here("data/link"));
    symlinkSync("nowhere", here("dead"));
    expect(await side.stat("data")).toMatchObject({ kind: "folder" });
    expect(await side.stat("data/a")).toEqual({ kind: "file", size: 3, mode: 0o640 });
    expect(await side.stat("data/link")).toMatchObject({ kind: "file", size: 3 });
    expect(await side.stat("")).toMatchObject({ kind: "folder" });
    expect(await side.stat("/dev/null")).toEqual({ kind: "special" });
    for (const path of ["nothing", "dead", "data/a/below"]) expect(await side.stat(path)).toBeUndefined();
    const { entries, refused } = await side.list("data");
    expect(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "a", kind: "file", size: 3, mode: 0o640 },
      { name: "link", kind: "link" },
    ]);
    expect(refused).toEqual([]);
    expect(await side.destination("data/link")).toBe(here("data/a"));
    expect(await side.destination("data/a")).toBe("data/a");
  });

  it("a name that is not UTF-8 is named and not copied", async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), "");
    expect((await side.list("")).refused).toMatchObject([{ why: "its name is not valid UTF-8" }]);
  });

  it.each([
    ["reading what is not there", "not-found", () => side.read("nothing")],
    ["reading a folder", "invalid", () => side.read(".")],
    ["listing a file", "not-found", () => side.list("file")],
    ["a folder in one that is not there", "not-found", () => side.makeFolder("no/where")],
    ["writing below a folder that is not there", "not-found", () => side.write("no/where", pieces(Buffer.from("x")), { replace: false })],
  ])("%s is %s, with the path as it was typed", async (_what, code, work) => {
    writeFileSync(here("file"), "");
    await expect(work()).rejects.toMatchObject({ code, message: expect.stringMatching(/^"nlp:/) });
  });

  it.each([
    ["data/train.csv", "train.csv", "data", "data/train.csv/x"],
    ["train.csv", "train.csv", "", "train.csv/x"],
    ["/etc/hosts", "hosts", "/etc", "/etc/hosts/x"],
    ["/etc", "etc", "/", "/etc/x"],
    ["", "", "", "x"],
    ["..", "", "", "../x"],
    ["data/.", "", "data", "data/./x"],
  ])('of "%s" the name is "%s", the folder "%s"', (path, name, parent, below) => {
    expect([side.nameOf(path), side.parentOf(path), side.join(path, "x")]).toEqual([name, parent, below]);
  });

  it("a folder is made with a mode that its owner can work with", async () => {
    await side.makeFolder("made", 0o500);
    expect(statSync(here("made")).mode & 0o777).toBe(0o700);
    await side.makeFolder("made/below");
    expect(statSync(here("made/below")).isDirectory()).toBe(true);
  });

  it.each(["reading", "writing", "listing"])(
    "%s is not waited for once it was ended, also where the server answers nothing",
    async (what) => {
      writeFileSync(here("file"), randomBytes(2_000_000));
      const interrupt = new AbortController();
      const interrupted = new StudioctlError("interrupted", "interrupted");
      const ended = sftpFiles(served.client, "nlp", interrupt.signal);
      const reading = await ended.read("file");
      served.signal("SIGSTOP");
      const work = {
        reading: async () => {
          for await (const _ of reading.chunks);
        },
        writing: () => ended.write("new", pieces(Buffer.from("x")), { replace: false }),
        listing: () => ended.list(""),
      }[what];
      const outcome = work?.();
      setImmediate(() => {
        interrupt.abort(interrupted);
        served.signal("SIGCONT");
      });
      await expect(outcome).rejects.toMatchObject({ code: "interrupted" });
      await reading.close();
      expect(readdirSync(folder)).toEqual(["file"]);
    },
  );

  it("a stream that gives nothing is not waited for once it was ended, and leaves nothing", async () => {
    const interrupt = new AbortController();
    const interrupted = new StudioctlError("interrupted", "interrupted");
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield randomBytes(10);
      interrupt.abort(interrupted);
      await new Promise(() => {});
    }
    await expect(sftpFiles(served.client, "nlp", interrupt.signal).write("new", stuck(), { replace: false })).rejects.toBe(interrupted);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("where the connection is lost midway, the error names what may be left", async () => {
    const cut = (async function* () {
      yield randomBytes(10);
      await served.end();
      yield randomBytes(10);
    })();
    const writing = side.write("data", cut, { replace: false });
    await expect(writing).rejects.toMatchObject({
      code: "unavailable",
      why: expect.stringMatching(/^an incomplete file may be left: remove "nlp:data\.studioctl-[0-9a-f]{8}\.part"$/),
    });
  });
});

/** A server that answers what it likes, for what the copy of a folder or a file asks. */
function hostile(answers: Partial<SftpClient>): FileSide {
  const handle = Buffer.from("h");
  const base = { open: async () => handle, opendir: async () => handle, close: async () => {}, until: () => sftp };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the calls that the tests make
  const sftp = { ...base, ...answers } as SftpClient;
  return sftpFiles(sftp, "nlp", new AbortController().signal);
}

it("leaves out what a server lists under a name that is none", async () => {
  const names = ["../evil", "/etc/passwd", "a\0b", "", "x".repeat(300), "good"];
  const parts = [names.map((name) => ({ name: Buffer.from(name), permissions: 0o100644, size: 1 })), undefined];
  const { entries, refused } = await hostile({ readdir: async () => parts.shift() }).list("");
  expect(entries.map(({ name }) => name)).toEqual(["good"]);
  expect(refused).toHaveLength(5);
});

it("ends a folder that a server lists in parts without any entry", async () => {
  await expect(hostile({ readdir: async () => [] }).list("a")).rejects.toMatchObject({ message: expect.stringContaining("has no end") });
});

it("takes no more bytes of a file than it has asked for", async () => {
  const reading = await hostile({
    fstat: async () => ({ permissions: 0o100644, size: 4, modified: 1 }),
    read: async () => Buffer.alloc(5),
  }).read("a");
  const all = async (): Promise<void> => {
    for await (const _ of reading.chunks) await Promise.resolve();
  };
  await expect(all()).rejects.toMatchObject({ code: "malformed" });
});

it("shows no more than a line of what a server says", async () => {
  const side = hostile({ stat: async () => Promise.reject(new SftpStatus(4, "x".repeat(100_000))) });
  await expect(side.stat("a")).rejects.toMatchObject({ why: `the space answers: ${"x".repeat(200)}` });
});

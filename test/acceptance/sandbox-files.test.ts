import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRecord } from "../../src/core/collections.ts";
import { spaceRecord } from "../../src/sandbox/services/sagemaker/records.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { type ServedSandbox, alice, domain, serve, start, withApps } from "../sandbox/jupyter/served-sandbox.ts";
import { type RawReply, type SignedIn, signIn } from "../signed-in.ts";
import { onCurrentJupyter } from "./current-jupyter.ts";
import { type Flavour, type RealJupyter, startJupyter } from "./real-jupyter.ts";

/*
 * Each request goes to a real Jupyter server and to the sandbox's, over two home folders that begin alike: responses and what is
 * in the folders afterwards have to agree.
 */

/** Settings under which a server deletes for good, as the sandbox's do: a trash can would be a third folder to compare. */
const common = { "FileContentsManager.delete_to_trash": "False", "FileContentsManager.always_delete_dir": "True" };

requirement(jupyterServer, () => {
  describe("Debian's Jupyter server and that of the sandbox's Studio Classic", () => {
    compare("JupyterServer", { python: "/usr/bin/python3", base: "/jupyter/default", loadingPage: true, settings: common });
  });
});

await onCurrentJupyter((python) => {
  describe("a current Jupyter server and that of the sandbox's spaces", () => {
    const settings = { ...common, "ContentsManager.allow_hidden": "True" };
    compare("JupyterLab", { python, base: "/jupyterlab/default", loadingPage: false, settings });
  });
});

interface Step {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const put = (path: string, body: object): Step => ({ method: "PUT", path: `/api/contents/${path}`, body });
const text = (content: string, more = {}): object => ({ type: "file", format: "text", content, ...more });
const base64 = (content: string, more = {}): object => ({
  type: "file",
  format: "base64",
  content: Buffer.from(content).toString("base64"),
  ...more,
});
const get = (path: string): Step => ({ method: "GET", path: `/api/contents/${path}` });
const file = (path: string, headers: Record<string, string> = {}, method = "GET"): Step => ({ method, path: `/files/${path}`, headers });
const rename = (path: string, to: string): Step => ({ method: "PATCH", path: `/api/contents/${path}`, body: { path: to } });
const remove = (path: string): Step => ({ method: "DELETE", path: `/api/contents/${path}` });

/** One conversation a rule, each in a folder of its own. */
const conversations: Readonly<Record<string, readonly Step[]>> = {
  "shows the home folder, files, folders and notebooks": [
    get(""),
    get("notes.txt"),
    get("notes.txt?content=0"),
    get("data?type=directory"),
    get("data?content=0"),
    get("book.ipynb"),
    get("book.ipynb?content=0"),
    get("binary.bin"),
    get("binary.bin?format=base64"),
  ],
  "refuses what is of another type or format": [
    get("notes.txt?type=directory"),
    get("data?type=file"),
    get("binary.bin?format=text"),
    get("notes.txt?format=rot13"),
    get("notes.txt?content=2"),
    get("broken.ipynb"),
  ],
  "answers 404 to what is not there": [
    get("nothing"),
    get("data/nothing?content=0"),
    file("nothing"),
    remove("nothing"),
    rename("nothing", "something"),
  ],
  "saves files as text and base64": [
    put("new.txt", text("héllo\n")),
    get("new.txt"),
    put("new.txt", text("again")),
    get("new.txt"),
    put("new.bin", base64("\u0000\u0001")),
    get("new.bin"),
    put("empty", text("")),
    get("empty"),
  ],
  "saves in chunks": [
    put("big", base64("one", { chunk: 1 })),
    put("big", base64("two", { chunk: 2 })),
    put("big", base64("three", { chunk: -1 })),
    get("big"),
    put("big", base64("anew", { chunk: 1 })),
    get("big"),
  ],
  "refuses a body that says too little": [
    put("new.txt", { type: "file", content: "x" }),
    put("notes.txt", { type: "file" }),
    put("notes.txt", { content: "x", format: "text" }),
    put("d", { type: "directory", chunk: 1 }),
    put("n.txt", { copy_from: "notes.txt" }),
  ],
  "creates folders": [
    put("fresh", { type: "directory" }),
    put("fresh", { type: "directory" }),
    put("notes.txt", { type: "directory" }),
    put("no/where", { type: "directory" }),
    put("no/file", text("x")),
    get("fresh"),
  ],
  "renames files and folders": [
    rename("notes.txt", "moved.txt"),
    get("moved.txt"),
    rename("moved.txt", "moved.txt"),
    rename("data", "other"),
    get("other?content=0"),
    rename("other", "no/where"),
  ],
  "renames onto nothing that is there": [rename("notes.txt", "binary.bin"), rename("notes.txt", "data"), get("notes.txt?content=0")],
  "deletes files and folders": [remove("notes.txt"), remove("data"), get("data")],
  "treats hidden names as it is configured": [
    get(".hidden?content=0"),
    file(".hidden"),
    put(".new", text("x")),
    rename("notes.txt", ".notes"),
    remove(".hidden"),
    remove(".absent"),
    put(".folder", { type: "directory" }),
    get(".folder/below?content=0"),
    remove(".folder/below"),
  ],
  "lists no names that are hidden by pattern, and serves them": [
    put("a.so", text("x")),
    put("b~", text("x")),
    put("__pycache__", { type: "directory" }),
    get("a.so?content=0"),
    file("b~"),
  ],
  "serves files byte by byte": [file("notes.txt"), file("binary.bin"), file("empty.txt"), file("book.ipynb"), file("data"), file("")],
  "serves parts of files": [
    file("notes.txt", { Range: "bytes=0-3" }),
    file("notes.txt", { Range: "bytes=4-" }),
    file("notes.txt", { Range: "bytes=-3" }),
    file("notes.txt", { Range: "bytes=0-9999" }),
    file("notes.txt", { Range: "bytes=9999-" }),
    file("notes.txt", { Range: "lines=1-2" }),
    file("empty.txt", { Range: "bytes=0-" }),
  ],
  "keeps within the home folder": [
    get("..%2f..%2foutside?content=0"),
    get("data%2f..%2f..%2f..%2foutside?content=0"),
    file("..%2f..%2foutside"),
    put("..%2f..%2fescaped", text("x")),
    rename("notes.txt", "../../escaped"),
    remove("..%2f..%2foutside"),
    get("data%2f..%2fnotes.txt?content=0"),
    put("data%2f..%2fmoved.txt", text("x")),
    rename("notes.txt", "data/../renamed.txt"),
    remove("data%2f..%2frenamed.txt"),
  ],
  "takes any name": [
    put(encodeURIComponent("a b%#?&+ü\n日本.txt"), text("x")),
    get(encodeURIComponent("a b%#?&+ü\n日本.txt")),
    file(encodeURIComponent("a b%#?&+ü\n日本.txt")),
    rename(encodeURIComponent("a b%#?&+ü\n日本.txt"), "back\\slash"),
    file("back%5Cslash"),
  ],
};

/** HEAD fails with 500 on version 1.23. */
const withHead = { ...conversations, "answers HEAD of a file": [file("notes.txt", {}, "HEAD")] };

function compare(type: "JupyterServer" | "JupyterLab", flavour: Flavour): void {
  let real: RealJupyter;
  let sandbox: ServedSandbox;
  let home: string;
  let sides: readonly { readonly home: string; readonly session: SignedIn }[];
  let session: SignedIn;
  beforeAll(async () => {
    real = await startJupyter(flavour);
    home = realpathSync(mkdtempSync(join(tmpdir(), "studioctl-home-")));
    const state = withApps({ ...(type === "JupyterServer" ? alice : { SpaceName: "nlp" }), AppType: type, AppName: "default" });
    if (type === "JupyterLab")
      state.sagemaker.spaces[`${domain}/nlp`] = spaceRecord({
        DomainId: domain,
        HomeEfsFileSystemUid: "200001",
        SpaceName: "nlp",
        SpaceSettings: { AppType: type },
        CreationTime: start,
      });
    sandbox = await serve(state, () => start, home);
    session = await signIn(sandbox.presign(type === "JupyterServer" ? {} : { SpaceName: "nlp" }));
    sides = [
      { home: real.home, session: await signIn(real.presign()) },
      { home, session },
    ];
  });
  afterAll(async () => {
    await sandbox.close();
    await real.close();
    rmSync(home, { recursive: true });
  });

  const own: typeof conversations = type === "JupyterLab" ? withHead : conversations;
  it.each(Object.keys(own))("%s", async (rule) => {
    const folder = rule.replaceAll(/\W/g, "-");
    const [ofReal, ofSandbox] = await Promise.all(
      sides.map(async (side) => {
        fill(join(side.home, folder));
        const replies = [];
        for (const step of own[rule] ?? []) {
          const path = `${flavour.base}${inFolder(step.path, folder)}`;
          const body = isRecord(step.body) && "path" in step.body ? { path: `${folder}/${String(step.body["path"])}` } : step.body;
          const { method, headers = {} } = step;
          replies.push([`${method} ${step.path}`, comparable(await side.session.request(method, path, { body, headers }))]);
        }
        return { replies, left: contentsOf(join(side.home, folder)) };
      }),
    );
    expect(ofSandbox).toEqual(ofReal);
  });

  it("never deletes the home folder", async () => {
    for (const { home: folder, session: each } of sides) {
      expect(await each.request("DELETE", `${flavour.base}/api/contents/`)).toMatchObject({ status: 400 });
      expect(readdirSync(folder)).not.toEqual([]);
    }
  });

  it("asks for the XSRF token before it changes anything", async () => {
    for (const step of [put("xsrf.txt", text("x")), rename("xsrf.txt", "b"), remove("xsrf.txt")]) {
      expect(await session.request(step.method, `${flavour.base}${step.path}`, { body: step.body, xsrf: false })).toMatchObject({
        status: 403,
      });
    }
    expect(readdirSync(home)).not.toContain("xsrf.txt");
  });

  it("follows no symbolic link out of the home folder", async () => {
    const outside = mkdtempSync(join(tmpdir(), "studioctl-outside-"));
    try {
      writeFileSync(join(outside, "secret"), "secret");
      symlinkSync(outside, join(home, "out"));
      symlinkSync(join(outside, "secret"), join(home, "link"));
      symlinkSync(join(outside, "new"), join(home, "dangling"));
      const steps = [
        get("out"),
        get("out/secret"),
        get("link"),
        file("out/secret"),
        file("link"),
        put("out/new", text("x")),
        put("link", text("x")),
        put("dangling", text("x")),
        remove("out/secret"),
        rename("out/secret", "mine"),
        put("out/below", { type: "directory" }),
      ];
      for (const step of steps) {
        const { status, body } = await session.request(step.method, `${flavour.base}${step.path}`, { body: step.body });
        expect([step.method, step.path, status >= 400, body.includes('secret"') && step.method === "GET" && status < 400]).toEqual([
          step.method,
          step.path,
          true,
          false,
        ]);
      }
      expect(readdirSync(outside)).toEqual(["secret"]);
      expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret");
      const listed = JSON.parse((await session.request("GET", `${flavour.base}/api/contents/`)).body.toString());
      expect(listed.content.filter(({ name }: { name: string }) => ["out", "link"].includes(name))).toMatchObject([
        { type: "file" },
        { type: "file" },
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
}

function inFolder(path: string, folder: string): string {
  return path.replace(/^\/(api\/contents|files)\//, `/$1/${folder}/`).replace(/\/(\?|$)/, "$1");
}

function fill(folder: string): void {
  mkdirSync(join(folder, "data", "deep"), { recursive: true });
  writeFileSync(join(folder, "notes.txt"), "some notes\n");
  writeFileSync(join(folder, "binary.bin"), Buffer.from([0, 255, 254, 10, 13]));
  writeFileSync(join(folder, "empty.txt"), "");
  writeFileSync(join(folder, "data", "train.csv"), "a,b\n1,2\n");
  writeFileSync(join(folder, ".hidden"), "hidden");
  writeFileSync(join(folder, "broken.ipynb"), "{");
  writeFileSync(join(folder, "book.ipynb"), JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
}

/** What a client can rely on: of models the times differ, of errors the wording. */
function comparable({ status, headers, body }: RawReply): object {
  if (status === 204 || status >= 400) return { status };
  const names = ["content-type", "content-length", "content-range", "accept-ranges"];
  if (headers["content-type"]?.startsWith("application/json") === true)
    return { status, document: withoutTimes(JSON.parse(body.toString())) };
  return { status, ...Object.fromEntries(names.map((name) => [name, headers[name]])), body: body.toString("hex") };
}

function withoutTimes(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { content, last_modified: modified, created, ...rest } = value;
  const times = [modified, created].map((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/.test(String(time)));
  if (!Array.isArray(content)) return { ...rest, content, times };
  const listed = content.map(withoutTimes);
  return { ...rest, times, content: listed.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

/** Path and contents of everything in a folder. */
function contentsOf(folder: string): object {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ parentPath, name }) => !`${parentPath}/${name}`.includes(".ipynb_checkpoints"))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length), entry.isFile() ? readFileSync(path, "hex") : "folder"];
    });
  return Object.fromEntries(found);
}

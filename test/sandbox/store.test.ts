import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyState } from "../../src/sandbox/empty-state.ts";
import { fileStore, memoryStore } from "../../src/sandbox/store.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-store-"));
  file = join(folder, "deep", "sandbox.json");
});
afterEach(() => rm(folder, { recursive: true }));

const count = (store: ReturnType<typeof memoryStore>) =>
  store.update((state) => {
    state.sequence += 1;
    return state.sequence;
  });

describe.each([
  ["memory", () => memoryStore()],
  ["a file", () => fileStore(file)],
])("a store in %s", (_, create) => {
  it("keeps what a change did and returns what it returned", async () => {
    const store = create();
    expect(await count(store)).toBe(1);
    expect((await store.read()).sequence).toBe(1);
  });

  it("a change that throws is not stored", async () => {
    const store = create();
    const half = store.update((state) => {
      state.sequence = 99;
      throw new Error("half way");
    });
    await expect(half).rejects.toThrow("half way");
    expect((await store.read()).sequence).toBe(0);
    expect(await count(store)).toBe(1);
  });

  it("loses none of many changes at once", async () => {
    const store = create();
    await Promise.all(Array.from({ length: 25 }, () => count(store)));
    expect((await store.read()).sequence).toBe(25);
  });

  it("keeps a change that cannot fail, among others", async () => {
    const store = create();
    await Promise.all([count(store), store.amend((state) => void (state.sequence += 10)), count(store)]);
    expect((await store.read()).sequence).toBe(12);
  });

  it("can be reset", async () => {
    const store = create();
    await count(store);
    await store.replace(emptyState());
    expect((await store.read()).sequence).toBe(0);
  });
});

describe("a store in a file", () => {
  it("writes the state of the first use at once, so that the next invocation finds it", async () => {
    const first = fileStore(file, () => ({ ...emptyState(), sequence: 7 }));
    expect((await first.read()).sequence).toBe(7);
    expect((await fileStore(file).read()).sequence).toBe(7);
  });

  it("sees what another store wrote, and reads again only then", async () => {
    const [one, other] = [fileStore(file), fileStore(file)];
    await other.read();
    const before = await one.read();
    expect(await one.read()).toBe(before);
    await count(other);
    expect((await one.read()).sequence).toBe(1);
  });

  it("loses no change of two processes and leaves no other file behind", async () => {
    const writer = fileURLToPath(new URL("store-writer.ts", import.meta.url));
    const run = () => promisify(execFile)(process.execPath, ["--import", "@oxc-node/core/register", writer, file, "30"]);
    await Promise.all([run(), run()]);
    expect((await fileStore(file).read()).sequence).toBe(60);
    expect(await readdir(join(file, ".."))).toEqual(["sandbox.json"]);
  });

  it("has what came to sandboxes later, where an earlier version wrote it", async () => {
    await count(fileStore(file));
    const { ec2: _, iam: __, ...earlier } = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify(earlier));
    const { sequence, ec2, iam } = await fileStore(file).read();
    expect({ sequence, ec2, iam }).toEqual({ sequence: 1, ec2: emptyState().ec2, iam: emptyState().iam });
  });

  it("is idle when what was begun is written, and nobody is locked out", async () => {
    const store = fileStore(file);
    const begun = [count(store), count(store)];
    await store.idle();
    expect(await readdir(join(file, ".."))).toEqual(["sandbox.json"]);
    expect(await Promise.all(begun)).toEqual([1, 2]);
  });

  it.each([
    ["is cut", (text: string) => text.slice(0, text.length / 2), "is not JSON"],
    ["is empty", () => "", "is not JSON"],
    ["is null", () => "null", "has version undefined, not 1"],
    ["is of another version", (text: string) => text.replace('"version":1', '"version":2'), "has version 2, not 1"],
  ])("that %s says so and names the way out", async (_, spoil, text) => {
    await count(fileStore(file));
    await writeFile(file, spoil(await readFile(file, "utf8")));
    const store = fileStore(file);
    const expected = { code: "malformed", message: expect.stringContaining(text), fix: "studioctl sandbox reset" };
    await expect(store.read()).rejects.toMatchObject(expected);
    await expect(count(store)).rejects.toMatchObject(expected);
    await store.replace(emptyState());
    expect(await count(store)).toBe(1);
  });
});

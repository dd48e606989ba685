import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AppReceipt, type IntentReceipt, type Receipt, resumedReceipt } from "../../src/core/idle/receipt.ts";
import { readHistory } from "../../src/operations/sweep/record.ts";
import type { ReceiptsQuery, ReceiptsReader } from "../../src/ports/sweeps.ts";
import { systemClock } from "../../src/system/clock.ts";
import { createLockFile } from "../../src/system/lock-file.ts";
import { openReceiptsFile, receiptsFileReader } from "../../src/system/receipts-file.ts";
import { createReceiptsFolder } from "../../src/system/receipts-folder.ts";
import { appLine, hours, runLine, start, wholeHistory } from "../core/idle/receipts.ts";

const longAgo = new Date(0);
const dayMs = 86_400_000;
const days = (number: number): Date => hours(24 * number);
let folder: string;
let warnings: string[];
const state = () => join(folder, "receipts");
const store = (keepDays = 365) => createReceiptsFolder(state(), keepDays * dayMs, (message) => void warnings.push(message));
const today = (group: string) => join(state(), `2026-03-02.${group}.ndjson`);
const kept = (more: Partial<AppReceipt> = {}) => appLine({ Result: "kept", Verdict: "active", ...more });

const everyGroup = ["stops", "verdicts", "runs"] as const;

/** The receipts of these groups, in the order of their writing. */
async function all(
  reader: ReceiptsReader,
  since = longAgo,
  groups: ReceiptsQuery["groups"] = everyGroup,
  until?: Date,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of reader.read({ since, until, groups })) receipts.push(receipt);
  return receipts.toReversed();
}

/** Records a run so many days from the start. */
const append = (number: number, keepDays = 365) => store(keepDays).append([runLine({ At: days(number) })]);
const dates = async (since?: Date) => (await all(store(), since)).map(({ At }) => At);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-receipts-"));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the record", () => {
  it("is empty at first, and comes back as it was written, a line of JSON each, for its owner alone", async () => {
    expect(await all(store())).toEqual([]);
    const lines = [appLine(), runLine()];
    await store().append([]);
    await store().append(lines);
    await store().append([runLine({ Outcome: "denied", Message: "expired" })]);
    expect(await all(store())).toEqual([...lines, runLine({ Outcome: "denied", Message: "expired" })]);
    expect((await readFile(today("runs"), "utf8")).split("\n")[0]).toEqual(JSON.stringify(runLine()));
    expect(warnings).toEqual([]);
  });

  it("keeps stops, changes of verdict and runs apart, and reads only those asked for", async () => {
    const resumed = resumedReceipt(appLine({ At: hours(1), Run: "second" }));
    const intent = { ...appLine({ Result: "planned" }), Kind: "intent" as const };
    await store().append([kept(), intent, appLine(), resumed, runLine()]);
    expect(await readdir(state())).toEqual(["runs", "stops", "verdicts"].map((group) => `2026-03-02.${group}.ndjson`));
    expect(await all(store(), longAgo, ["stops"])).toEqual([intent, appLine(), resumed]);
    expect(await all(store(), longAgo, ["verdicts"])).toEqual([kept()]);
    expect(await all(store(), longAgo, ["runs", "verdicts"])).toEqual([kept(), runLine()]);
  });

  it("reads newest first, and no day beyond the one in which the reader ends", async () => {
    for (const number of [-2, -1, 0]) await append(number);
    await append(0);
    await writeFile(join(state(), "2026-02-28.runs.ndjson.gz"), "no gzip");
    for await (const { At } of store().read({ since: longAgo, groups: everyGroup })) if (At.getTime() === days(-1).getTime()) break;
    expect(warnings).toEqual([]);
  });

  it("takes a durable line, the first of a day and later ones, in a given file and on a device", async () => {
    const intent = { ...appLine({ Result: "planned" }), Kind: "intent" as const };
    await store().append([intent], { durable: true });
    await store().append([intent], { durable: true });
    expect(await all(store())).toEqual([intent, intent]);
    const file = join(folder, "report.ndjson");
    await (await openReceiptsFile(file)).append([intent], { durable: true });
    expect(await all(receiptsFileReader(file, () => {}))).toEqual([intent]);
    await (await openReceiptsFile("/dev/null")).append([intent], { durable: true });
  });

  it("is read back unchanged with any reason and argument", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), fc.string({ unit: "binary" }), async (Arguments, Reason) => {
        await rm(state(), { recursive: true, force: true });
        const lines = [runLine({ Arguments: [...Arguments, "\u2028\r\n"] }), appLine({ Reason })];
        await store().append(lines);
        expect((await all(store())).toReversed()).toEqual(lines);
      }),
      { numRuns: 30 },
    );
  });

  it("loses and mixes no line of many writers in two processes", async () => {
    const writer = fileURLToPath(new URL("receipts-writer.ts", import.meta.url));
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ["--import", "@oxc-node/core/register", writer, state(), name, "50"]);
    const own = Array.from({ length: 100 }, () => store().append([runLine()]));
    await Promise.all([run("one"), run("two"), ...own]);
    const lines = await all(store());
    const keys = lines.flatMap((line) => (line.Kind === "app" ? [`${line.Run} ${line.AppName}`] : []));
    expect([lines.length, keys.length, new Set(keys).size]).toEqual([2_100, 2_000, 2_000]);
    expect(warnings).toEqual([]);
  }, 60_000);

  it("keeps a batch of 10,000 apps whole and in order", async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => appLine({ AppName: `app-${i}` }));
    await store().append(lines);
    expect(await all(store())).toEqual(lines);
  });

  it.each([
    ["cut off by a crash", (text: string) => text.slice(0, -20)],
    ["not JSON", () => "lorem ipsum"],
    ["of another shape", () => '{"Kind":"app","At":"soon"}'],
  ])("skips a line that is %s, and continues in a new one", async (_, spoil) => {
    await store().append([runLine()]);
    await appendFile(today("runs"), spoil(JSON.stringify(runLine())));
    expect(await all(store())).toEqual([runLine()]);
    await store().append([runLine({ At: hours(1) })]);
    expect(await all(store())).toEqual([runLine(), runLine({ At: hours(1) })]);
    expect(warnings).toEqual(Array.from({ length: 2 }, () => `${today("runs")}: 1 line is not a receipt and skipped`));
  });

  it("a receipt with words of a later version is read", async () => {
    await mkdir(state());
    await writeFile(today("stops"), `${JSON.stringify({ ...appLine(), Verdict: "dormant", Mood: "calm" })}\n`);
    expect(await all(store())).toMatchObject([{ Verdict: "dormant" }]);
  });

  it("that cannot be written or read is reported with its place", async () => {
    await writeFile(state(), "a file where the folder belongs");
    await expect(store().append([runLine()])).rejects.toMatchObject({ code: "failed", message: `"${state()}" cannot be written (EEXIST)` });
    await expect(all(store())).rejects.toMatchObject({ code: "failed", message: `"${state()}" cannot be read (ENOTDIR)` });
  });
});

describe("a file of each day", () => {
  it("is read from the day asked for, oldest first", async () => {
    for (const number of [-3, -2, -1, 0]) await append(number);
    expect(await dates()).toEqual([-3, -2, -1, 0].map(days));
    expect(await dates(days(-1))).toEqual([days(-1), start]);
    expect(await dates(new Date(days(-1).getTime() + 1))).toEqual([start]);
    expect((await all(store(), days(-2), everyGroup, days(-1))).map(({ At }) => At)).toEqual([-2, -1].map(days));
  });

  it("is packed two days later, and read all the same", async () => {
    for (const number of [-2, -1, 0]) await append(number);
    expect(await readdir(state())).toEqual(["2026-02-28.runs.ndjson.gz", "2026-03-01.runs.ndjson", "2026-03-02.runs.ndjson"]);
    expect(gunzipSync(await readFile(join(state(), "2026-02-28.runs.ndjson.gz"))).toString()).toBe(
      `${JSON.stringify(runLine({ At: days(-2) }))}\n`,
    );
    expect(await dates()).toEqual([days(-2), days(-1), start]);
  });

  it("is kept for as long as was asked, then deleted", async () => {
    for (const number of [-8, -7, -6, 0]) await append(number, 7);
    expect(await dates()).toEqual([days(-7), days(-6), start]);
  });

  it.each([
    ["before it was packed", [".packing"]],
    ["while it was packed", [".packing", ".gz.part"]],
    ["after it was packed", [".packing", ".gz"]],
  ])("is whole after a crash %s, and is packed the next day", async (_, left) => {
    await append(-2);
    const path = join(state(), "2026-02-28.runs.ndjson");
    const text = await readFile(path);
    await rename(path, `${path}.packing`);
    for (const ending of left.slice(1)) await writeFile(`${path}${ending}`, gzipSync(text).subarray(0, ending === ".gz" ? undefined : 10));
    expect(await dates()).toEqual([days(-2)]);
    await append(0);
    expect(await dates()).toEqual([days(-2), start]);
    expect(await readdir(state())).toEqual(["2026-02-28.runs.ndjson.gz", "2026-03-02.runs.ndjson"]);
  });

  it("takes lines of a clock set back after it was packed", async () => {
    for (const number of [-2, 0, -2, 1]) await append(number);
    expect(await dates()).toEqual([days(-2), days(-2), start, days(1)]);
  });

  it("is left as it is while another process tidies", async () => {
    await append(-2);
    const lock = await createLockFile(state(), systemClock).acquire("tidy");
    await append(0);
    expect(lock.held && (await lock.release())).toBeUndefined();
    expect(await readdir(state())).toEqual(["2026-02-28.runs.ndjson", "2026-03-02.runs.ndjson"]);
  });

  it("that cannot be read does not hide the other days", async () => {
    for (const number of [-2, -1, 0]) await append(number);
    const packed = join(state(), "2026-02-28.runs.ndjson.gz");
    await writeFile(packed, "no gzip");
    expect(await dates()).toEqual([days(-1), start]);
    expect(warnings).toEqual([`"${packed}" could not be read (Z_DATA_ERROR): a day of the record is missing`]);
  });

  it("of stops loses the intents whose result is there once it is packed, and keeps the others", async () => {
    const intent = (more: Partial<AppReceipt> = {}): IntentReceipt => ({
      ...appLine({ At: days(-2), Result: "planned", ...more }),
      Kind: "intent",
    });
    const open = [intent({ AppName: "b" }), intent({ Run: "second" }), intent({ Region: "eu-west-1" })];
    const ended = appLine({ At: days(-2), Result: "failed" });
    await store().append([intent(), ...open, ended]);
    await append(0);
    expect(await all(store(), longAgo, ["stops"])).toEqual([...open, ended]);
  });

  it("leaves other files of the folder alone", async () => {
    await mkdir(state());
    await writeFile(join(state(), "notes.txt"), "mine");
    await append(0, 1);
    expect(await readFile(join(state(), "notes.txt"), "utf8")).toBe("mine");
  });
});

const history = (since: Date, reader: ReceiptsReader = store()) =>
  wholeHistory(readHistory(reader, { since, now: start, users: [], spaces: [], regions: [], domains: [] }));

/** A file of an earlier version. */
const path = (form = "") => join(state(), `2026-02-28.ndjson${form}`);
/** What a run wrote then. */
const run = (hour: number, ...apps: Partial<AppReceipt>[]): Receipt[] => {
  const common = { At: new Date(days(-2).getTime() + hour * 3_600_000), Run: `at ${hour}` };
  return [...apps.map((app) => kept({ ...common, ...app })), runLine(common)];
};

const writeDay = async (form: string, bytes: string | Uint8Array) => {
  await mkdir(state(), { recursive: true });
  await writeFile(path(form), bytes);
};

describe("a day of an earlier version, one file with a line for every app and sweep", () => {
  const [stopped, gone] = [{ Result: "stopped", Verdict: "idle" }, { AppName: "b" }] as const;
  const lines = [
    run(-4, {}, gone),
    run(-3, {}, gone),
    run(-2, stopped, gone),
    run(-1, gone),
    run(0, gone),
    run(1, {}, gone),
    run(2, {}),
  ].flat();
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  it.each([
    ["plain", "", text],
    ["while it was packed", ".packing", text],
    ["packed", ".gz", gzipSync(text)],
  ])("is read without loss, %s, again and again", async (_, form, bytes) => {
    await writeDay(form, bytes);
    const plain = {
      async *read() {
        // A receipt belongs to the reader, who may change it.
        yield* structuredClone(lines).toReversed();
      },
    };
    const expected = await history(days(-3), plain);
    expect(expected.Summary).toMatchObject({ Stopped: 1, Runs: 7, UsdSaved: 0.1 });
    expect(await history(days(-3))).toEqual(expected);
    expect(await history(days(-3))).toEqual(expected);
    expect(await all(store())).toEqual(lines);
    expect(warnings).toEqual([]);
  });

  it("is reduced once to what history needs, beside the whole file, and read as a whole where that copy is damaged", async () => {
    await writeDay(".gz", gzipSync(text));
    const expected = await history(days(-3));
    const index = join(state(), "2026-02-28.index.ndjson.gz");
    expect(
      gunzipSync(await readFile(index))
        .toString()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toHaveLength(7 + 1 + 3);
    expect(gunzipSync(await readFile(path(".gz"))).toString()).toBe(text);
    await writeFile(path(".gz"), "not needed again");
    expect(await history(days(-3))).toEqual(expected);
    await writeFile(path(".gz"), gzipSync(text));
    await writeFile(index, "no gzip");
    expect(await history(days(-3))).toEqual(expected);
  });

  it("is packed as before, and continued in files of this version on the day of the update", async () => {
    await writeDay("", text);
    await store().append([appLine({ At: days(-2), Run: "later", AppName: "c" })]);
    expect((await history(days(-3))).Stops.map(({ AppName }) => AppName)).toEqual(["c", "a"]);
    await append(0);
    expect(await readdir(state())).toEqual(["2026-02-28.ndjson.gz", "2026-02-28.stops.ndjson.gz", "2026-03-02.runs.ndjson"]);
    expect((await history(days(-3))).Stops.map(({ AppName }) => AppName)).toEqual(["c", "a"]);
  });
});

describe("a record in a file of one's own", () => {
  it("the record is appended to and read back", async () => {
    const path = join(folder, "report.ndjson");
    await (await openReceiptsFile(path)).append([appLine()]);
    await (await openReceiptsFile(path)).append([runLine()]);
    const reader = receiptsFileReader(path, () => {});
    expect(await all(reader)).toEqual([appLine(), runLine()]);
    expect(await all(reader, hours(1))).toEqual([]);
  });

  it.each([
    ["in a folder that is not there", () => join(folder, "none", "report"), "ENOENT"],
    ["that is a folder", () => folder, "EISDIR"],
  ])("%s is a usage error", async (_, path, code) => {
    await expect(openReceiptsFile(path())).rejects.toMatchObject({ code: "usage", message: `"${path()}" cannot be written (${code})` });
  });

  it("cannot be read where it is not there, or no file", async () => {
    await expect(all(receiptsFileReader(join(folder, "none"), () => {}))).rejects.toMatchObject({
      code: "not-found",
      message: `no file "${join(folder, "none")}"`,
    });
    await expect(all(receiptsFileReader(folder, () => {}))).rejects.toMatchObject({
      code: "failed",
      message: `"${folder}" could not be read (EISDIR)`,
    });
  });
});

it("the record holds a year of sweeps, every six hours", async () => {
  for (let day = -364; day <= 0; day += 1) {
    const lines = Array.from({ length: 4 }, (_, hour) => [
      ...Array.from({ length: 8 }, (_, app) =>
        appLine({
          At: days(day),
          Run: `${day} ${hour}`,
          AppName: `kept-${app}`,
          UserProfileName: `user-${app}`,
          Result: "kept",
          Verdict: "active",
        }),
      ),
      runLine({ At: days(day), Run: `${day} ${hour}` }),
    ]).flat();
    await store().append([...lines, appLine({ At: days(day), Run: `${day} last` })]);
  }
  const year = await history(days(-365));
  expect(year.Summary).toMatchObject({ Stopped: 365, Runs: 365 * 4, UsdSaved: 364 * 2.4 });
  expect(year.Days).toHaveLength(365);
  const month = await history(days(-29));
  expect(month.Summary).toMatchObject({ Stopped: 30, Runs: 30 * 4 });
}, 60_000);

import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import type { Globals } from "../../../src/cli/globals.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { details, type Result, rows, type Rows, type Streamed, streamed, table } from "../../../src/cli/result.ts";
import { present } from "../../../src/cli/views/present.ts";
import { visibleJson } from "../../../src/core/visible.ts";
import { fakeIo, type FakeIoOptions } from "../../fakes/io.ts";

const apps = [
  { AppName: "one", Status: "InService", CreationTime: new Date("2026-03-01T00:00:00Z"), Absent: undefined },
  { AppName: "two", Status: "Failed", CreationTime: new Date("2026-03-02T00:00:00Z"), Absent: undefined },
];
const list = (some = apps): Rows =>
  rows(
    some,
    [
      { header: "NAME", value: (app) => app.AppName },
      { header: "STATUS", value: (app) => app.Status, tone: (app) => (app.Status === "Failed" ? "bad" : "good") },
      { header: "CREATED", value: (app) => app.CreationTime.toISOString(), wide: true },
    ],
    { name: (app) => (app.Status === "Failed" ? undefined : app.AppName), empty: "no apps", footer: ["2 apps"] },
  );
const one: Result = details({
  document: { AppName: "one", Spec: { Type: "t3" } },
  name: "d-1/one",
  fields: [
    ["App", "one"],
    ["Type", "t3"],
  ],
});

async function shown(result: Result, flags: Partial<Globals>, options: FakeIoOptions = {}): Promise<{ stdout: string; stderr: string }> {
  const parsed = await parseCommandLine(["app", "list"], commandList, "0");
  if ("help" in parsed) throw new Error("help was not asked for");
  const io = fakeIo(options);
  await present(result, { ...parsed.globals, ...flags }, io);
  return io.written;
}
const stdout = async (...given: Parameters<typeof shown>): Promise<string> => (await shown(...given)).stdout;

const json = [
  { AppName: "one", Status: "InService", CreationTime: "2026-03-01T00:00:00.000Z" },
  { AppName: "two", Status: "Failed", CreationTime: "2026-03-02T00:00:00.000Z" },
];

describe("tables below a list", () => {
  const owners = [{ Owner: "alice" }, { Owner: "ben" }];
  const both = (some = apps): Result => ({
    ...list(some),
    below: [table(owners, [{ header: "OWNER", value: ({ Owner }) => Owner }]), table([], [])],
  });

  it("are under it for a person, without those that are empty", async () => {
    expect(await stdout(both(), {})).toBe("NAME  STATUS\none   InService\ntwo   Failed\n\nOWNER\nalice\nben\n");
    expect(await stdout(both([]), {})).toBe("OWNER\nalice\nben\n");
  });

  it("are nothing to a script: neither tsv nor the names, nor the document, have them", async () => {
    for (const output of ["tsv", "name", "json"] as const) expect(await stdout(both(), { output })).toBe(await stdout(list(), { output }));
  });
});

describe("a list", () => {
  it("is a table of the narrow columns, plain in a pipe", async () => {
    expect(await stdout(list(), {})).toBe("NAME  STATUS\none   InService\ntwo   Failed\n");
  });

  it("has a rule at a terminal, and colours where they are wanted", async () => {
    expect(await stdout(list(), {}, { terminal: true })).toBe("NAME  STATUS\n────  ─────────\none   InService\ntwo   Failed\n");
    expect(await stdout(list(), {}, { terminal: true, colors: true })).toContain("\u001B[31mFailed\u001B[39m");
  });

  it.each<[Globals["output"], string]>([
    ["wide", "NAME  STATUS     CREATED\none   InService  2026-03-01T00:00:00.000Z\ntwo   Failed     2026-03-02T00:00:00.000Z\n"],
    ["tsv", "one\tInService\t2026-03-01T00:00:00.000Z\ntwo\tFailed\t2026-03-02T00:00:00.000Z\n"],
    ["name", "one\n"],
    ["json", `${JSON.stringify(json, null, 2)}\n`],
    ["jsonl", json.map((item) => `${JSON.stringify(item)}\n`).join("")],
    ["yaml", json.map((item) => `- AppName: ${item.AppName}\n  Status: ${item.Status}\n  CreationTime: ${item.CreationTime}\n`).join("")],
  ])("as %s", async (output, text) => {
    expect(await stdout(list(), { output })).toBe(text);
  });

  it("prints its footer on stderr, and nothing there with --quiet", async () => {
    expect((await shown(list(), {})).stderr).toBe("2 apps\n");
    expect((await shown(list(), { quiet: true })).stderr).toBe("");
  });

  it("of nothing is a hint on stderr and nothing on stdout, but for documents", async () => {
    expect(await shown(list([]), {})).toEqual({ stdout: "", stderr: "no apps\n2 apps\n" });
    for (const output of ["wide", "tsv", "name"] as const) expect(await stdout(list([]), { output })).toBe("");
    expect(await stdout(list([]), { output: "json" })).toBe("[]\n");
    expect(await stdout(list([]), { output: "yaml" })).toBe("[]\n");
    expect(await stdout(list([]), { output: "jsonl" })).toBe("");
  });
});

describe("one thing", () => {
  it.each<[Globals["output"], string]>([
    ["table", "App   one\nType  t3\n"],
    ["wide", "App   one\nType  t3\n"],
    ["tsv", "App\tone\nType\tt3\n"],
    ["name", "d-1/one\n"],
    ["json", '{\n  "AppName": "one",\n  "Spec": {\n    "Type": "t3"\n  }\n}\n'],
    ["jsonl", '{"AppName":"one","Spec":{"Type":"t3"}}\n'],
    ["yaml", "AppName: one\nSpec:\n  Type: t3\n"],
  ])("as %s", async (output, text) => {
    expect(await stdout(one, { output })).toBe(text);
  });
});

describe("a query", () => {
  it.each<[string, Globals["output"], string]>([
    ["[].AppName", "json", '[\n  "one",\n  "two"\n]\n'],
    ["[].AppName", "table", "one\ntwo\n"],
    ["[].[AppName,Status]", "tsv", "one\tInService\ntwo\tFailed\n"],
    ["[].{Name: AppName, State: Status}", "table", "Name  State\none   InService\ntwo   Failed\n"],
    ["[0].AppName", "table", "one\n"],
    ["length(@)", "tsv", "2\n"],
    ["[0].AppName", "yaml", "one\n"],
    ["[?Status=='Gone']", "table", ""],
    ["[?Status=='Gone']", "json", "[]\n"],
    ["[0].Absent", "json", "null\n"],
  ])("%s as %s", async (query, output, text) => {
    expect(await stdout(list(), { query, output })).toBe(text);
  });

  it("sees the fields of the service, not the columns", async () => {
    expect(await stdout(one, { query: "Spec.Type", output: "tsv" })).toBe("t3\n");
  });

  it("--query does not work with -o name", async () => {
    await expect(shown(list(), { query: "[0]", output: "name" })).rejects.toMatchObject({ code: "usage" });
  });
});

it("text is printed unchanged in any format, and an empty result prints nothing", async () => {
  expect(await stdout({ kind: "text", text: "#!/bin/sh\n" }, { output: "json" })).toBe("#!/bin/sh\n");
  expect(await shown({ kind: "nothing", footer: ["done"] }, { output: "json" })).toEqual({ stdout: "", stderr: "done\n" });
});

const item = (index: number) => ({
  AppName: `app-${index}`,
  Status: index % 7 === 0 ? "Failed" : "InService",
  CreationTime: new Date(index * 1_000),
  Detail: { Texts: ["a", "line\nend", "\u202E123"], Nothing: [] },
});

describe("a list that is read while it is shown", () => {
  const columns = list().columns;
  const read = (count: number, after: object = { Sums: { Read: count } }): Streamed => {
    const all = async function* () {
      for (let index = 0; index < count; index += 1) yield item(index);
    };
    return streamed(all(), columns, {
      document: { before: { Since: new Date(0) }, list: "Apps", after: () => after },
      name: ({ AppName }) => AppName,
      empty: "no apps",
      footer: () => [`${count} apps`],
    });
  };
  const whole = (count: number, after: object = { Sums: { Read: count } }): Rows =>
    rows(
      Array.from({ length: count }, (_, index) => item(index)),
      columns,
      {
        document: { Since: new Date(0), Apps: Array.from({ length: count }, (_, index) => item(index)), ...after },
        name: ({ AppName }) => AppName,
        empty: "no apps",
        footer: [`${count} apps`],
      },
    );

  it.each(["json", "yaml", "table", "wide", "tsv", "name"] as const)(
    "is the same text as the whole, as %s, on a terminal too",
    async (output) => {
      for (const count of [0, 1, 3, 40]) {
        for (const terminal of [false, true]) {
          expect(await shown(read(count), { output }, { terminal })).toEqual(await shown(whole(count), { output }, { terminal }));
          expect(await stdout(read(count, {}), { output })).toBe(await stdout(whole(count, {}), { output }));
        }
      }
    },
  );

  it("is an item a line as jsonl, and the whole document for a query", async () => {
    expect(await stdout(read(2), { output: "jsonl" })).toBe(
      [0, 1].map((index) => `${visibleJson(JSON.stringify(item(index)))}\n`).join(""),
    );
    expect(await stdout(read(3), { output: "json", query: "[length(Apps), Sums.Read]" })).toBe("[\n  3,\n  3\n]\n");
  });

  it("is written before all of it is read", async () => {
    let given = 0;
    const parts: number[] = [];
    const io = fakeIo({});
    const stream = {
      ...read(0),
      items: (async function* () {
        for (; given < 2_000; given += 1) yield item(given);
      })(),
    };
    const write = async (): Promise<void> => void parts.push(given);
    const parsed = await parseCommandLine(["app", "list", "-o", "jsonl"], commandList, "0");
    if ("help" in parsed) throw new Error("help was not asked for");
    await present(stream, parsed.globals, { stdout: { ...io.stdout, write }, stderr: io.stderr });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts[0]).toBeLessThan(1_000);
  });

  it("of more rows than a person reads is a plain table on a terminal too", async () => {
    const text = await stdout(read(1_001), {}, { terminal: true });
    expect(text.split("\n").slice(0, 2)).toEqual(["NAME      STATUS", "app-0     Failed"]);
  });
});

import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import type { Globals } from "../../../src/cli/globals.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { details, type Result, rows, type Rows, table } from "../../../src/cli/result.ts";
import { present } from "../../../src/cli/views/present.ts";
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

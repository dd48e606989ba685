import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column, Tone } from "../../src/output/column.ts";
import { renderFields, renderTable, renderTsv } from "../../src/output/table.ts";
import { widthOf } from "../../src/output/width.ts";
import { wrapped } from "../../src/output/wrap.ts";

interface Row {
  readonly id: string;
  readonly size: string;
  readonly note: string;
}

const columns: readonly Column<Row>[] = [
  { header: "ID", value: ({ id }) => id, tone: () => "good" },
  { header: "SIZE", value: ({ size }) => size, align: "right", droppable: true },
  { header: "NOTE", value: ({ note }) => note, wraps: true },
];
const plain = (text: string): string => text;
const colored = (text: string, tone: Tone): string => `\u001B[3${tone.length}m${text}\u001B[39m`;
const long = "a reason that goes on and on, since what there is to say about this app does not fit a line of eighty columns";
const rows: readonly Row[] = [
  { id: "d-1l8k4piban0c/space:nlp-notebooks/JupyterLab/default", size: "1", note: long },
  { id: "short", size: "22", note: "" },
];
const render = (terminal: boolean, width: number, list = rows) =>
  renderTable(list, columns, { drawable: terminal, columns: width, paint: plain }).split("\n");
const widest = (lines: readonly string[]): number => Math.max(...lines.map(({ length }) => length));

describe("a table", () => {
  it("in a pipe is plain lines, a row each, whatever the width", () => {
    const lines = render(false, 40);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^ID +SIZE +NOTE$/);
    expect(lines[1]).toContain(long);
    expect(lines.join("\n")).not.toMatch(/─/);
  });

  it("in a pipe has the same words at the same places as on a wide terminal", () => {
    const onTerminal = render(true, 200);
    expect(render(false, 200)).toEqual(onTerminal.toSpliced(1, 1));
    expect(renderTable(rows, columns, { drawable: false, columns: 200, paint: colored })).toContain("\u001B[34mshort\u001B[39m");
  });

  it("in a pipe keeps a value of several lines on one", () => {
    expect(render(false, 200, [{ id: "a", size: "1", note: "two\r\nlines" }])[1]).toBe("a      1  two lines");
  });

  it.each([true, false])("aligns columns beside Korean, Japanese and combined characters (terminal: %s)", (terminal) => {
    const wide = ["데이터", "データ", "e\u0301te\u0301", "abcdef"].map((id) => ({ id, size: "1", note: "end" }));
    const lines = render(terminal, 200, wide).filter((line) => line.endsWith("end"));
    expect(lines.map((line) => widthOf(line))).toEqual([
      widthOf(lines[0] ?? ""),
      widthOf(lines[0] ?? ""),
      widthOf(lines[0] ?? ""),
      widthOf(lines[0] ?? ""),
    ]);
    expect(lines).toHaveLength(4);
  });

  it("breaks prose in Korean where the terminal ends, and loses none of it", () => {
    const note = "학습이끝나지않은노트북이라서".repeat(4);
    const lines = render(true, 60, [{ id: "a", size: "1", note }]);
    expect(Math.max(...lines.map((line) => widthOf(line)))).toBeLessThanOrEqual(60);
    expect(
      lines
        .slice(2)
        .join("")
        .replaceAll(/[a1\s]/g, ""),
    ).toBe(note);
  });

  it("at 200 columns has a rule under its header and wraps nothing", () => {
    const lines = render(true, 200);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^─+ +─+ +─+$/);
    expect(lines[2]).toContain(long);
  });

  it("at 80 columns wraps prose, leaves out what can be missed, and cuts no identifier", () => {
    const lines = render(true, 80);
    expect(widest(lines)).toBeLessThanOrEqual(80);
    expect(lines[0]).not.toContain("SIZE");
    expect(lines.join("\n")).toContain("d-1l8k4piban0c/space:nlp-notebooks/JupyterLab/default");
    expect(
      lines
        .slice(2)
        .map((line) => line.slice(55).trim())
        .join(" ")
        .trim(),
    ).toBe(long);
  });

  it("breaks a word of prose that no line has room for, and loses no letter of it", () => {
    const arn = `arn:aws:iam::111122223333:role/${"deep/".repeat(20)}end`;
    const lines = render(true, 80, [{ id: "d-1", size: "1", note: `as ${arn} now` }]);
    expect(widest(lines)).toBeLessThanOrEqual(80);
    expect(lines.slice(2).join("").replaceAll(" ", "")).toContain(`as${arn}now`);
  });

  it("leaves out no more than it has to, the last first", () => {
    const cells = ["ID", "FIRST", "SECOND"].map((header, place): Column<Row> => ({
      header,
      value: () => "x".repeat(10),
      droppable: place > 0,
    }));
    const headers = (width: number) =>
      renderTable(rows, cells, { drawable: true, columns: width, paint: plain }).split("\n")[0]?.split(/ +/);
    expect([headers(32), headers(31), headers(20)]).toEqual([["ID", "FIRST", "SECOND"], ["ID", "FIRST"], ["ID"]]);
  });

  it("moves its columns together before it leaves one out", () => {
    const cells = ["ID", "OTHER"].map((header): Column<Row> => ({ header, value: () => "x".repeat(10) }));
    const header = (width: number) => renderTable(rows, cells, { drawable: true, columns: width, paint: plain }).split("\n")[0];
    expect([header(22), header(21)]).toEqual(["ID          OTHER", "ID         OTHER"]);
  });

  it("that fits no terminal is a list of the fields of each row, none left out that has a value", () => {
    expect(render(true, 60)).toEqual([
      "ID    d-1l8k4piban0c/space:nlp-notebooks/JupyterLab/default",
      "SIZE  1",
      `NOTE  ${long}`,
      "",
      "ID    short",
      "SIZE  22",
      "",
    ]);
  });

  it("that is a tree stays one on any terminal", () => {
    const branches: Column<Row> = { header: "WHAT", value: ({ id }) => `└─ ${id}`, tree: true };
    const status: Column<Row> = { header: "STATUS", value: () => "InService", droppable: true };
    const lines = renderTable(rows, [branches, status], { drawable: true, columns: 40, paint: plain }).split("\n");
    expect(lines).toEqual(["WHAT", "└─ d-1l8k4piban0c/space:nlp-notebooks/JupyterLab/default", "└─ short", ""]);
  });

  it("keeps what can be missed where there is room for it", () => {
    expect(render(true, 120)[0]).toContain("SIZE");
  });

  it("aligns to the right where a column says so", () => {
    const [, , first = "", second = ""] = render(true, 200, [
      { id: "a", size: "1", note: "" },
      { id: "b", size: "22222", note: "" },
    ]);
    expect([first, second]).toEqual(["a       1", "b   22222"]);
  });

  it("paints headers, rules and tones, and nothing of it counts as width", () => {
    const painted = renderTable(rows, columns, { drawable: true, columns: 200, paint: colored });
    expect(painted).toContain(`\u001B[34mshort\u001B[39m`);
    // oxlint-disable-next-line no-control-regex -- what colours are made of
    expect(painted.replaceAll(/\u001B\[\d+m/g, "").replaceAll(/ +$/gm, "")).toBe(render(true, 200).join("\n"));
  });

  it("never cuts an identifier, at any width", () => {
    const anyRow = fc.record({ id: fc.stringMatching(/^[a-z:/-]{1,70}$/), size: fc.constant("1"), note: fc.lorem({ maxCount: 30 }) });
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        (list, width, terminal) => {
          const text = render(terminal, width, list).join("\n");
          for (const { id } of list) expect(text).toContain(id);
        },
      ),
    );
  });
});

it("tab-separated values have no header, a tab inside is escaped, and line ends are spaces", () => {
  expect(renderTsv([{ id: "a\tb", size: "1", note: "two\r\nlines" }], columns)).toBe(`${String.raw`a\tb`}\t1\ttwo lines\n`);
});

it("fields are label and value, more lines of a value under its first", () => {
  expect(
    renderFields(
      [
        ["Name", "research"],
        ["Subnets", "subnet-1\nsubnet-2"],
        ["Why", ""],
      ],
      plain,
    ),
  ).toBe("Name     research\nSubnets  subnet-1\n         subnet-2\nWhy\n");
});

describe("fields at a terminal", () => {
  const [prose = ""] = wrapped(long, 60);

  it("wrap prose under its beginning", () => {
    const lines = renderFields([["Reason", long]], plain, 68)
      .trimEnd()
      .split("\n");
    expect(lines[0]).toBe(`Reason  ${prose}`);
    expect(widest(lines)).toBeLessThanOrEqual(68);
    expect(lines.map((line) => line.slice(8)).join(" ")).toBe(long);
  });

  it("indent what goes on where a value has several lines", () => {
    expect(renderFields([["Log", "one two three\nfour"]], plain, 14)).toBe("Log  one two\n       three\n     four\n");
  });

  it("break no command and no identifier", () => {
    const arn = `arn:aws:iam::123456789012:role/${"x".repeat(60)}`;
    expect(
      renderFields(
        [
          ["Mount", long, "verbatim"],
          ["Role", `${arn} (from the domain)`],
        ],
        plain,
        40,
      ),
    ).toBe(`Mount  ${long}\nRole   ${arn}\n       (from the domain)\n`);
  });

  it("have the tone of a state", () => {
    expect(renderFields([["Status", "Failed", "bad"]], colored)).toBe("\u001B[36mStatus\u001B[39m  \u001B[33mFailed\u001B[39m\n");
  });

  it("lose no word, whatever the width", () => {
    fc.assert(
      fc.property(fc.lorem({ mode: "words", maxCount: 40 }), fc.integer({ min: -5, max: 100 }), (text, width) => {
        const lines = wrapped(`  ${text}`, width);
        expect(lines.join(" ")).toBe(`  ${text}`);
        for (const line of lines) expect(line.length <= width || !line.trim().includes(" ")).toBe(true);
      }),
    );
  });
});

import { usageError } from "../../core/errors.ts";
import { Drawn, sent, visible, visibleLine } from "../../core/visible.ts";
import type { Column, Tone } from "../../output/column.ts";
import { toJson, toJsonLines, toPlain } from "../../output/document.ts";
import { genericTable } from "../../output/generic.ts";
import type { Io, Output } from "../../ports/io.ts";
import type { Globals, OutputFormat } from "../globals.ts";
import type { Details, Result, Rows, Streamed, WholeResult } from "../result.ts";

/** Writes a result to stdout in the requested format, and its hints to stderr. */
export async function present(result: Result, globals: Globals, io: Pick<Io, "stdout" | "stderr">): Promise<void> {
  const hints =
    result.kind === "streamed" ? await presentStreamed(result, globals, io.stdout) : await presentWhole(result, globals, io.stdout);
  if (hints.length === 0 || globals.quiet) return;
  const { proseLines } = await import("./prose.ts");
  await io.stderr.write(
    hints
      .flatMap((hint) => proseLines(hint, io.stderr))
      .map((line) => `${line}\n`)
      .join(""),
  );
}

async function presentWhole(result: WholeResult, globals: Globals, out: Output): Promise<readonly string[]> {
  const text = await render(result, globals, out);
  if (sent(text) !== "") await out.write(text);
  return [...(result.kind === "rows" && result.rows.length === 0 ? [result.empty] : []), ...(result.footer ?? [])];
}

async function presentStreamed(result: Streamed, { query, output }: Globals, out: Output): Promise<readonly string[]> {
  let count = 0;
  const items = (async function* (): AsyncGenerator<object> {
    for await (const item of result.items) {
      count += 1;
      yield item;
    }
  })();
  if (query === undefined) {
    const { piecesOf } = await import("./streamed.ts");
    const style = { drawable: out.drawable, columns: out.columns, paint: await painter(out) };
    for await (const piece of piecesOf({ ...result, items, columns: shown(result.columns, output) }, output, style)) await out.write(piece);
  } else {
    await out.write(await renderQuery(await documentOfStreamed({ ...result, items }), query, output, out));
  }
  return [...(count === 0 ? [result.empty] : []), ...result.footer()];
}

/** A query works on the whole document. */
async function documentOfStreamed({ items, document: { before, list, after } }: Streamed): Promise<unknown> {
  const all: object[] = [];
  for await (const item of items) all.push(item);
  return toPlain({ ...before, [list]: all, ...after() });
}

async function render(result: WholeResult, globals: Globals, out: Output): Promise<string | Drawn> {
  if (result.kind === "nothing") return "";
  if (result.kind === "text") return result.text;
  if (globals.query !== undefined) return await renderQuery(documentOf(result), globals.query, globals.output, out);
  const isLines = globals.output === "jsonl" && result.kind === "rows" && result.lines !== undefined;
  const structured = await renderDocument(isLines ? toPlain(result.lines) : documentOf(result), globals.output);
  if (structured !== undefined) return structured;
  if (globals.output === "name") return namesOf(result);
  return result.kind === "rows" ? await renderRows(result, globals.output, out) : await renderDetails(result, globals.output, out);
}

function documentOf(result: Rows | Details): unknown {
  return toPlain(result.kind === "rows" ? (result.document ?? result.rows) : result.document);
}

/** The formats that show the data itself; undefined for the others. */
async function renderDocument(document: unknown, format: OutputFormat): Promise<string | undefined> {
  if (format === "json") return toJson(document);
  if (format === "jsonl") return toJsonLines(document);
  if (format === "yaml") return (await import("../../output/yaml.ts")).toYaml(document);
  return undefined;
}

function namesOf(result: Rows | Details): string {
  const names = result.kind === "rows" ? result.rows.map(result.name) : [result.name];
  return names
    .filter((name) => name !== undefined)
    .map((name) => `${visibleLine(name)}\n`)
    .join("");
}

async function renderQuery(document: unknown, query: string, format: OutputFormat, out: Output): Promise<string | Drawn> {
  if (format === "name") throw usageError("--query cannot be used with -o name", { fix: "-o tsv prints what a query yields" });
  const { runQuery } = await import("../../output/query.ts");
  const answer = runQuery(document, query);
  const structured = await renderDocument(answer, format);
  if (structured !== undefined) return structured;
  const { rows, columns } = genericTable(answer);
  return await renderColumns(rows, columns, format, out);
}

async function renderRows(result: Rows, format: OutputFormat, out: Output): Promise<Drawn> {
  const tables = format === "tsv" ? [result] : [result, ...(result.below ?? [])];
  const filled = tables.filter(({ rows }) => rows.length > 0);
  const texts = await Promise.all(filled.map(({ rows, columns }) => renderColumns(rows, shown(columns, format), format, out)));
  return new Drawn(texts.map(({ text }) => text).join("\n"));
}

/** With -o wide all columns are shown, even on a narrow terminal. */
function shown<T>(columns: readonly Column<T>[], format: OutputFormat): readonly Column<T>[] {
  if (format === "table") return columns.filter(({ wide }) => wide !== true);
  return columns.map((column) => ({ ...column, droppable: false }));
}

/** A table as the terminal shows it, for text beside a result. */
export async function tableText<T>(rows: readonly T[], columns: readonly Column<T>[], out: Output): Promise<Drawn> {
  return await renderColumns(rows, columns, "table", out);
}

/** Labels and values as the terminal shows them, for text beside a result. */
export async function fieldsText(fields: Details["fields"], out: Output): Promise<Drawn> {
  const { renderFields } = await import("../../output/table.ts");
  return new Drawn(renderFields(fields, await painter(out), out.drawable ? out.columns : Infinity));
}

async function renderColumns<T>(rows: readonly T[], columns: readonly Column<T>[], format: OutputFormat, out: Output): Promise<Drawn> {
  const { renderTable, renderTsv } = await import("../../output/table.ts");
  if (format === "tsv") return new Drawn(renderTsv(rows, columns));
  const headed = columns.some((column) => column.header !== "");
  if (!headed) return new Drawn(renderTsv(rows, columns));
  return new Drawn(renderTable(rows, columns, { drawable: out.drawable, columns: out.columns, paint: await painter(out) }));
}

async function renderDetails(result: Details, format: OutputFormat, out: Output): Promise<Drawn> {
  if (format === "tsv") {
    return new Drawn(result.fields.map(([label, value]) => `${visibleLine(label)}\t${sent(value).replaceAll(/\s+/g, " ")}\n`).join(""));
  }
  const fields = await fieldsText(result.fields, out);
  if (result.script === undefined) return fields;
  const { highlightShell } = await import("../../output/shell.ts");
  return new Drawn(`${fields.text}\n${highlightShell(visible(result.script), await painter(out))}`);
}

async function painter(out: Output): Promise<(text: string, tone: Tone) => string> {
  return out.colors ? (await import("../../output/paint.ts")).paintTone : (text) => text;
}

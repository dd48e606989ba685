import type { Column, Tone } from "../output/column.ts";
import { usageError } from "../core/errors.ts";
import { toJson, toJsonLines, toPlain } from "../output/document.ts";
import { genericTable } from "../output/generic.ts";
import type { Io, Output } from "../ports/io.ts";
import type { Globals, OutputFormat } from "./globals.ts";
import type { Details, Result, Rows } from "./result.ts";

/** Writes a result to stdout in the format asked for, and its hints to stderr. */
export async function present(result: Result, globals: Globals, io: Pick<Io, "stdout" | "stderr">): Promise<void> {
  const text = await render(result, globals, io.stdout);
  if (text !== "") await io.stdout.write(text);
  const hints = [...(result.kind === "rows" && result.rows.length === 0 ? [result.empty] : []), ...(result.footer ?? [])];
  if (hints.length === 0 || globals.quiet) return;
  const { proseLines } = await import("./prose.ts");
  await io.stderr.write(hints.flatMap((hint) => proseLines(hint, io.stderr)).map((line) => `${line}\n`).join(""));
}

async function render(result: Result, globals: Globals, out: Output): Promise<string> {
  if (result.kind === "nothing") return "";
  if (result.kind === "text") return result.text;
  if (globals.query !== undefined) return await renderQuery(result, globals.query, globals.output, out);
  const structured = await renderDocument(documentOf(result), globals.output);
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
  if (format === "yaml") return (await import("../output/yaml.ts")).toYaml(document);
  return undefined;
}

function namesOf(result: Rows | Details): string {
  const names = result.kind === "rows" ? result.rows.map(result.name) : [result.name];
  return names
    .filter((name) => name !== undefined)
    .map((name) => `${name}\n`).join("");
}

async function renderQuery(result: Rows | Details, query: string, format: OutputFormat, out: Output): Promise<string> {
  if (format === "name") throw usageError("--query does not go with -o name", { fix: "-o tsv prints what a query yields" });
  const { runQuery } = await import("../output/query.ts");
  const answer = runQuery(documentOf(result), query);
  const structured = await renderDocument(answer, format);
  if (structured !== undefined) return structured;
  const { rows, columns } = genericTable(answer);
  return await renderColumns(rows, columns, format, out);
}

async function renderRows(result: Rows, format: OutputFormat, out: Output): Promise<string> {
  const tables = format === "tsv" ? [result] : [result, ...(result.below ?? [])];
  const filled = tables.filter(({ rows }) => rows.length > 0);
  const texts = await Promise.all(filled.map(({ rows, columns }) => renderColumns(rows, shown(columns, format), format, out)));
  return texts.join("\n");
}

/** Who asks for all columns gets all, however narrow the terminal. */
function shown<T>(columns: readonly Column<T>[], format: OutputFormat): readonly Column<T>[] {
  if (format === "table") return columns.filter(({ wide }) => wide !== true);
  return columns.map((column) => ({ ...column, droppable: false }));
}

/** A table as the terminal shows it, for text beside a result. */
export async function tableText<T>(rows: readonly T[], columns: readonly Column<T>[], out: Output): Promise<string> {
  return await renderColumns(rows, columns, "table", out);
}

/** Labels and values as the terminal shows them, for text beside a result. */
export async function fieldsText(fields: Details["fields"], out: Output): Promise<string> {
  const { renderFields } = await import("../output/table.ts");
  return renderFields(fields, await painter(out), out.drawable ? out.columns : Infinity);
}

async function renderColumns<T>(rows: readonly T[], columns: readonly Column<T>[], format: OutputFormat, out: Output): Promise<string> {
  const { renderTable, renderTsv } = await import("../output/table.ts");
  if (format === "tsv") return renderTsv(rows, columns);
  const headed = columns.some((column) => column.header !== "");
  if (!headed) return renderTsv(rows, columns);
  return renderTable(rows, columns, { drawable: out.drawable, columns: out.columns, paint: await painter(out) });
}

async function renderDetails(result: Details, format: OutputFormat, out: Output): Promise<string> {
  if (format === "tsv") return result.fields.map(([label, value]) => `${label}\t${value.replaceAll(/\s+/g, " ")}\n`).join("");
  const fields = await fieldsText(result.fields, out);
  return result.body === undefined ? fields : `${fields}\n${result.body(await painter(out))}`;
}

async function painter(out: Output): Promise<(text: string, tone: Tone) => string> {
  return out.colors ? (await import("../output/paint.ts")).paintTone : (text) => text;
}

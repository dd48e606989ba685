import { Drawn, visibleLine } from "../../core/visible.ts";
import { toJson, toJsonLines } from "../../output/document.ts";
import type { TableStyle } from "../../output/table.ts";
import type { OutputFormat } from "../globals.ts";
import type { Streamed } from "../result.ts";

/** Pieces of about this many characters are written together. */
const pieceLength = 64 * 1_024;

/** More rows than this are a plain table on a terminal too: drawing takes a hundred times as long. */
const mostDrawn = 1_000;

/**
 * The text of a list as it is read, in pieces, with hidden characters written out as the format does. A table is as wide as its widest cells: it is written at the end, and only its cells are
 * kept.
 */
export async function* piecesOf(result: Streamed, format: OutputFormat, style: TableStyle): AsyncGenerator<Drawn> {
  let piece = "";
  for await (const text of textsOf(result, format, style)) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield new Drawn(piece);
    piece = "";
  }
  if (piece !== "") yield new Drawn(piece);
}

function textsOf(result: Streamed, format: OutputFormat, style: TableStyle): AsyncIterable<string> {
  if (format === "json") return jsonOf(result);
  if (format === "yaml") return yamlOf(result);
  if (format === "jsonl") return linesOf(result, toJsonLines);
  if (format === "name") return linesOf(result, (item) => nameLine(result.name(item)));
  return format === "tsv" ? tsvOf(result) : tableOf(result, style);
}

async function* linesOf({ items }: Streamed, line: (item: object) => string): AsyncGenerator<string> {
  for await (const item of items) yield line(item);
}

function nameLine(name: string | undefined): string {
  return name === undefined ? "" : `${visibleLine(name)}\n`;
}

/** The same text as that of the whole document. */
async function* jsonOf({ items, document: { before, list, after } }: Streamed): AsyncGenerator<string> {
  const empty = toJson({ ...before, [list]: [] });
  yield empty.slice(0, -"]\n}\n".length);
  let isFirst = true;
  for await (const item of items) {
    const text = toJson([[item]]).slice("[\n  [".length, -"\n  ]\n]\n".length);
    yield isFirst ? text : `,${text}`;
    isFirst = false;
  }
  const rest = toJson(after());
  yield `${isFirst ? "" : "\n  "}]${rest === "{}\n" ? "\n}\n" : `,${rest.slice(1)}`}`;
}

/** The same text as that of the whole document. */
async function* yamlOf({ items, document: { before, list, after } }: Streamed): AsyncGenerator<string> {
  const { toYaml } = await import("../../output/yaml.ts");
  const empty = toYaml({ ...before, [list]: [] });
  let isFirst = true;
  for await (const item of items) {
    const text = toYaml({ [list]: [item] });
    yield isFirst ? empty.slice(0, -` []\n`.length) + text.slice(`${list}:`.length) : text.slice(`${list}:\n`.length);
    isFirst = false;
  }
  if (isFirst) yield empty;
  const rest = after();
  if (Object.keys(rest).length > 0) yield toYaml(rest);
}

async function* tsvOf({ items, columns }: Streamed): AsyncGenerator<string> {
  const { tsvLine } = await import("../../output/table.ts");
  const line = tsvLine(columns);
  for await (const item of items) yield line(item);
}

async function* tableOf({ items, columns }: Streamed, style: TableStyle): AsyncGenerator<string> {
  const { PlainTable, renderTable } = await import("../../output/table.ts");
  const table = new PlainTable(columns, style.paint);
  const first: object[] = [];
  let count = 0;
  for await (const item of items) {
    count += 1;
    table.add(item);
    if (style.drawable && count <= mostDrawn) first.push(item);
  }
  if (count === 0) return;
  if (style.drawable && count <= mostDrawn) yield renderTable(first, columns, style);
  else yield* table.lines();
}

import { CsvError, parse } from "csv-parse/sync";
import { type Document, LineCounter, isMap, isNode, isSeq, parseDocument } from "yaml";
import { type StudioctlError, usageError } from "../core/errors.ts";
import { faultsAt, type LineFault, type Row } from "../core/row-list.ts";

/** The form of a list: of users, of accounts. */
export interface RowForm {
  /** What a row is: `user`. */
  readonly what: string;
  readonly headings: readonly string[];
  /** The heading for a word in any case; throws a usage error for another word. */
  readonly headingOf: (word: string) => string;
  /** The heading that every row needs. */
  readonly identity: string;
  /** A row of a document: `{ UserProfileName: alice }`. */
  readonly example: string;
}

/** The rows, or why they could not be read. */
interface Read {
  readonly rows: readonly Row[];
  readonly faults: readonly LineFault[];
}

type RowRead = ReturnType<typeof faultsAt<Row>>;

/**
 * Reads a list: CSV with a header, or a list in YAML or JSON, by the ending of the file's name; standard input (`-`) by its beginning.
 * `toItems` makes items of the rows. All faults are one usage error with their lines.
 */
export function parseRowList<T>(
  path: string,
  content: string,
  form: RowForm,
  toItems: (rows: readonly Row[]) => { readonly items: readonly T[]; readonly faults: readonly LineFault[] },
): readonly T[] {
  const read = formatOf(path, content) === "csv" ? csvRows(content, form) : documentRows(content, form);
  const { items, faults: wrong } = toItems(read.rows);
  const faults = [...read.faults, ...wrong].toSorted((a, b) => a.line - b.line);
  if (faults.length > 0) throw refusal(path, faults);
  if (items.length === 0) throw usageError(`${path}: it contains no ${form.what}`, { fix: rightHeader(form.headings) });
  return items;
}

function rightHeader(headings: readonly string[]): string {
  return `the header is ${headings.join(",")}, in any order; only the first is needed`;
}

/** One usage error for all faults of a list. */
export function refusal(path: string, faults: readonly LineFault[]): StudioctlError {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) return usageError(`${path}:${first.line}: ${first.what}`, { fix: first.fix });
  const lines = faults.map(({ line, what, fix }) => `${path}:${line}: ${what}${fix === undefined ? "" : `; ${fix}`}`);
  return usageError(`${path}: ${faults.length} lines cannot be used`, {
    why: lines.join("\n"),
    fix: "correct them and run the command again: nothing was done",
  });
}

function formatOf(path: string, content: string): "csv" | "document" {
  if (path === "-") return /^\s*[[{-]/.test(content) ? "document" : "csv";
  if (/\.csv$/i.test(path)) return "csv";
  if (/\.(ya?ml|json)$/i.test(path)) return "document";
  throw usageError(`unknown type of file: "${path}"`, { fix: "give a file that ends in .csv, .yaml, .yml or .json" });
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function csvRows(content: string, form: RowForm): Read {
  const lines: Line[] = [];
  try {
    // One kind of line end: the parser counts the two characters of another as two lines, if they are quoted.
    parse(content.replaceAll(/\r\n?/g, "\n"), {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      // Spreadsheets write rows of only commas after the last.
      skip_records_with_empty_values: true,
      relax_column_count: true,
      record_delimiter: "\n",
      on_record(cells: string[], info) {
        // The parser returns the line in which a row ends; with a quoted cell it may begin some lines before.
        lines.push({ cells, line: info.lines - cells.join("").split("\n").length + 1 });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      rows: [],
      faults: [{ line: Number(error["lines"]), what: error.message, fix: "CSV, with quotes around a cell that has commas or quotes" }],
    };
  }
  const [header, ...rest] = lines;
  if (header === undefined) return { rows: [], faults: [] };
  const faults = headerFaults(header, form);
  if (faults.length > 0) return { rows: [], faults };
  const rows = rest.map((line) => rowOf(header, line));
  return allOf(rows);
}

function headerFaults({ line, cells }: Line, { headingOf, identity, headings }: RowForm): LineFault[] {
  const read = cells.map((cell) => faultsAt(line, () => headingOf(cell)));
  const found = read.flatMap(({ value }) => value ?? []);
  const unknown = read.flatMap(({ faults }) => faults.map(({ what }) => what));
  const twice = found.filter((heading, index) => found.indexOf(heading) !== index).map((heading) => `${heading} is given twice`);
  const lacking = found.includes(identity) ? [] : [`${identity} is missing`];
  const [what] = [...unknown, ...twice, ...lacking];
  return what === undefined ? [] : [{ line, what: `the header is wrong: ${what}`, fix: rightHeader(headings) }];
}

function rowOf(header: Line, { line, cells }: Line): RowRead {
  return faultsAt(line, () => {
    if (cells.length !== header.cells.length) throw usageError(`${cells.length} cells under a header of ${header.cells.length}`);
    return { line, members: Object.fromEntries(header.cells.map((heading, index) => [heading, cells[index]])) };
  });
}

function documentRows(content: string, { what, example }: RowForm): Read {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    return { rows: [], faults: [{ line: lineOf(error.pos[0]), what: error.message, fix: "a list in YAML or JSON" }] };
  const { contents } = document;
  const fix = `a list of ${what}s: [${example}]`;
  if (!isSeq(contents)) return { rows: [], faults: [{ line: lineOf(contents?.range[0]), what: `it is not a list of ${what}s`, fix }] };
  const rows = contents.items.map((item) => {
    const line = lineOf(isNode(item) ? item.range?.[0] : contents.range[0]);
    return faultsAt(line, () => ({ line, members: membersOf(item, document, { what, example }) }));
  });
  return allOf(rows);
}

function membersOf(item: unknown, document: Document, { what, example }: Pick<RowForm, "what" | "example">): Row["members"] {
  if (!isMap(item))
    throw usageError(`${isNode(item) ? item.toString() : String(item)} is not ${what === "account" ? "an" : "a"} ${what}`, {
      fix: `an object: ${example}`,
    });
  try {
    const members: unknown = item.toJS(document);
    return Object(members);
  } catch (error) {
    // An alias without its anchor.
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

function allOf(rows: readonly RowRead[]): Read {
  return { rows: rows.flatMap(({ value }) => value ?? []), faults: rows.flatMap(({ faults }) => faults) };
}

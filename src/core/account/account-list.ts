import { usageError } from "../errors.ts";
import { faultsAt, type LineFault, type Row } from "../row-list.ts";
import { suggestion } from "../suggest.ts";
import { parseTags } from "../tags.ts";
import { type Account, checkAccountId, checkRegion } from "./account.ts";

/** The headings of a list of accounts. */
export const accountHeadings = ["id", "name", "regions", "tags"] as const;
type Heading = (typeof accountHeadings)[number];

/** Other spellings: those of Organizations and of spreadsheets. */
const spellings: Readonly<Record<string, Heading>> = { account: "id", accountid: "id", region: "regions" };

/** The heading for a word in any case; throws a usage error for another word. */
export function accountHeadingOf(word: string): Heading {
  const text = word.trim().toLowerCase();
  const heading = accountHeadings.find((known) => known === text) ?? spellings[text.replaceAll(/[ _-]/g, "")];
  if (heading !== undefined) return heading;
  throw usageError(`"${word}" is not a column of a list of accounts`, {
    fix: suggestion(text, accountHeadings),
  });
}

/** The accounts of a list, and all faults in it with their lines. */
export function readAccounts(rows: readonly Row[]): { readonly accounts: readonly Account[]; readonly faults: readonly LineFault[] } {
  const faults: LineFault[] = [];
  const lines = new Map<string, number>();
  const accounts = rows.flatMap((row) => {
    const read = faultsAt(row.line, () => toAccount(row));
    faults.push(...read.faults);
    if (read.value === undefined) return [];
    const { AccountId } = read.value;
    const earlier = lines.get(AccountId);
    if (earlier !== undefined) faults.push({ line: row.line, what: `account ${AccountId} is in line ${earlier} already` });
    lines.set(AccountId, earlier ?? row.line);
    return [read.value];
  });
  return { accounts, faults };
}

/** Longer than any name in AWS (Organizations API: Account, Name has 50), and short enough for a column of a table. */
const longestName = 128;

function toAccount({ members }: Row): Account {
  const cells = new Map<Heading, unknown>();
  for (const [word, value] of Object.entries(members)) {
    const heading = accountHeadingOf(word);
    if (cells.has(heading)) throw usageError(`${heading} is given twice`);
    cells.set(heading, value);
  }
  const id = idOf(cells.get("id"));
  const name = textOf("name", cells.get("name"));
  if (name !== undefined && name.length > longestName)
    throw usageError(`name: ${name.length} characters are too many`, { fix: `at most ${longestName}` });
  const regions = [...new Set(textsOf("regions", cells.get("regions"), /[;,\s]+/))];
  for (const region of regions) checkRegion(region, "regions");
  const tags = parseTags(tagTexts(cells.get("tags")), "tags");
  return {
    AccountId: id,
    ...(name !== undefined && { Name: name }),
    ...(regions.length > 0 && { Regions: regions }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** YAML and JSON read digits without quotes as a number, and lose zeros at the beginning. */
function idOf(value: unknown): string {
  if (typeof value === "number") {
    const text = String(value);
    if (/^\d{12}$/.test(text)) return text;
    throw usageError(`id: ${text} is not the id of an account`, { fix: "twelve digits, in quotes" });
  }
  const text = textOf("id", value);
  if (text === undefined) throw usageError("no id");
  // AWS's console shows ids with hyphens.
  const digits = /^\d{4}-\d{4}-\d{4}$/.test(text) ? text.replaceAll("-", "") : text;
  checkAccountId(digits, "id");
  return digits;
}

/** An empty cell counts as absent. */
function textOf(heading: Heading, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw usageError(`${heading}: ${JSON.stringify(value)} is not text`, { fix: "put it in quotes" });
  return value.trim() === "" ? undefined : value.trim();
}

/** A list of texts, or one text that separates them. */
function textsOf(heading: Heading, value: unknown, separator: RegExp): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textOf(heading, item) ?? []);
  return (textOf(heading, value) ?? "").split(separator).filter((text) => text !== "");
}

/** `KEY=VALUE;KEY=VALUE`, a list of such texts, or an object. */
function tagTexts(value: unknown): string[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).map(([key, of]) => `${key}=${textOf("tags", of) ?? ""}`);
  return textsOf("tags", value, /\s*;\s*/).map((text) => text.trim());
}

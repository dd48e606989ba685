import { open } from "node:fs/promises";
import { appReference } from "../core/app/app.ts";
import { codeOf, StudioctlError, usageError } from "../core/errors.ts";
import { instanceKey, runs } from "../core/cost/billing.ts";
import { groupOf, type Receipt, type ReceiptGroup, resumedReceipt } from "../core/idle/receipt.ts";
import { parseReceipt, receiptLine } from "../core/idle/receipt-line.ts";
import type { Receipts, ReceiptsQuery, ReceiptsReader } from "../ports/sweeps.ts";
import { isAbsent } from "./file-error.ts";
import { appendLines, readLines, wholeLines } from "./line-file.ts";
import { notWritten } from "./own-file.ts";
import { requireNoPlantedLink } from "./own-folder.ts";

/**
 * A record in a file that the user names, created with the umask. Rejects with a usage error if it cannot be written, with `failed` if
 * others may have replaced it with a symbolic link.
 */
export async function openReceiptsFile(path: string): Promise<Receipts> {
  requireNoPlantedLink(path);
  try {
    await (await open(path, "a")).close();
  } catch (error) {
    throw usageError(`"${path}" cannot be written (${codeOf(error)})`, {
      fix: "give a file in an existing folder that you can write to",
    });
  }
  return { append: (receipts, how) => appendReceipts(path, receipts, how) };
}

/** Reads the record in a file of the user's, with all decisions of each run. */
export function receiptsFileReader(path: string, warn: (message: string) => void): ReceiptsReader {
  return {
    async *read(query) {
      for (const receipt of newestFirst(path, await mixedLines(path, query.groups), query, warn)) yield receipt;
    },
  };
}

/** Rejects with `failed`, naming the file. */
export async function appendReceipts(path: string, receipts: readonly Receipt[], how?: { readonly durable: boolean }): Promise<void> {
  try {
    await appendLines(path, linesOf(receipts), how);
  } catch (error) {
    if (error instanceof StudioctlError) throw error;
    throw notWritten(path, error);
  }
}

function* linesOf(receipts: readonly Receipt[]): Generator<string> {
  for (const receipt of receipts) yield receiptLine(receipt);
}

/**
 * The lines of a file with lines of one group, oldest first. Rejects with `not-found` where there is no such file, with `failed` where it
 * cannot be read.
 */
export async function groupLines(path: string): Promise<readonly string[]> {
  return await reading(path, () => wholeLines(path));
}

/**
 * The lines of a file with lines of all groups, such as one of `--report` or of an earlier version, that belong to these groups, oldest
 * first. If only stops are asked for, an app that is kept counts where it shows that its instance runs again, and the file is never in
 * memory as a whole.
 */
export async function mixedLines(path: string, groups: readonly ReceiptGroup[]): Promise<readonly string[]> {
  return await reading(path, async () => {
    const condense = groups.includes("verdicts") ? (line: string) => line : condenser();
    const lines: string[] = [];
    for await (const line of readLines(path)) {
      const short = condense(line);
      // A copy: a part of a text keeps the whole text in memory.
      if (short !== undefined) lines.push(short === line ? Buffer.from(line).toString() : short);
    }
    return lines;
  });
}

/**
 * The receipts of these lines of a file that the query asks for, the last line first. Lines that are not receipts, such as one cut off by a
 * crash, are skipped with a warning.
 */
export function newestFirst(
  path: string,
  lines: readonly string[],
  { since, until, groups }: ReceiptsQuery,
  warn: (message: string) => void,
): Receipt[] {
  const receipts: Receipt[] = [];
  let damaged = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const found = parseReceipt(line);
    if (found === undefined) damaged += 1;
    else if (found.At >= since && (until === undefined || found.At <= until) && groups.includes(groupOf(found))) receipts.push(found);
  }
  if (damaged > 0) warn(`${path}: ${damaged} ${damaged === 1 ? "line is" : "lines are"} not a receipt and skipped`);
  return receipts;
}

async function reading<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isAbsent(error)) throw new StudioctlError("not-found", `no file "${path}"`);
    throw new StudioctlError("failed", `"${path}" could not be read (${codeOf(error)})`, { cause: error });
  }
}

/** A member of a line as `receiptLine` writes it: within a text its quotes would be escaped. */
const isKept = '"Result":"kept"';

/**
 * Shortens a record of all decisions, line by line: lines of apps that are kept are left out (undefined), except for the first after a stop
 * that shows that the instance runs again.
 */
export function condenser(): (line: string) => string | undefined {
  /** Of each instance, whether it was seen running since it was last stopped, else the run that stopped it. */
  const seen = new Map<string, true | string>();
  return (line) => {
    if (!line.includes(isKept) && !line.includes('"Result":"stopped"')) return line;
    const found = parseReceipt(line);
    if (found?.Kind !== "app") return line;
    const instance = `${found.Account ?? ""}/${instanceKey(found)}`;
    if (found.Result !== "kept") {
      seen.set(instance, found.Run);
      return line;
    }
    const before = seen.get(instance);
    if (before === true || !runs(found)) return undefined;
    if (before !== found.Run) seen.set(instance, true);
    return receiptLine(resumedReceipt(found));
  };
}

/** The lines without the intents of which a later line of the same run records the result. */
export function withoutEnded(lines: readonly string[]): string[] {
  const ended = new Set<string>();
  const kept = lines.toReversed().filter((line) => {
    const found = line === "" ? undefined : parseReceipt(line);
    if (found === undefined) return line !== "";
    const key = `${found.Run}/${found.Account ?? ""}/${"Region" in found ? `${found.Region}/${appReference(found)}` : ""}`;
    if (found.Kind === "intent") return !ended.has(key);
    ended.add(key);
    return true;
  });
  return kept.toReversed();
}

import { open } from "node:fs/promises";
import { StudioctlError, usageError, codeOf } from "../core/errors.ts";
import type { Receipt } from "../core/idle/receipt.ts";
import type { Receipts, ReceiptsReader } from "../ports/receipts.ts";
import { isAbsent } from "./file-error.ts";
import { appendLines, readLines } from "./line-file.ts";
import { notWritten } from "./own-file.ts";
import { requireNoPlantedLink } from "./own-folder.ts";
import { fromLine, toLine } from "./receipt-line.ts";

/**
 * A record in a file of the user's choice, made by the umask. Rejects with a usage error where it cannot be written, with
 * `failed` where others may have put a symbolic link in its place.
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

/** The record in a file, to be read. */
export function receiptsFileReader(path: string, warn: (message: string) => void): ReceiptsReader {
  return { read: (since) => readReceipts(path, since, warn) };
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
  for (const receipt of receipts) yield toLine(receipt);
}

/**
 * Lines that are no receipts, such as one that a crash cut off, are passed over with a warning. Rejects with
 * `not-found` where there is no such file, with `failed` where it cannot be read.
 */
export async function* readReceipts(path: string, since: Date, warn: (message: string) => void): AsyncGenerator<Receipt> {
  let damaged = 0;
  try {
    for await (const line of readLines(path)) {
      if (line === "") continue;
      const receipt = fromLine(line);
      if (receipt === undefined) damaged += 1;
      else if (receipt.At >= since) yield receipt;
    }
  } catch (error) {
    if (isAbsent(error)) throw new StudioctlError("not-found", `no file "${path}"`);
    throw new StudioctlError("failed", `"${path}" could not be read (${codeOf(error)})`, { cause: error });
  }
  if (damaged > 0) warn(`${path}: ${damaged} ${damaged === 1 ? "line is" : "lines are"} not a receipt and skipped`);
}

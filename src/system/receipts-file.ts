import { open } from "node:fs/promises";
import * as v from "valibot";
import type { AppStatus, AppType } from "../core/app/app.ts";
import { codeOf, StudioctlError, usageError } from "../core/errors.ts";
import type { Receipt, RunReceipt } from "../core/idle/receipt.ts";
import type { Evidence, Result, Verdict } from "../core/idle/report.ts";
import type { Receipts, ReceiptsReader } from "../ports/sweeps.ts";
import { isAbsent } from "./file-error.ts";
import { appendLines, readLines } from "./line-file.ts";
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

/** Reads the record in a file. */
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
 * Lines that are not receipts, such as one cut off by a crash, are skipped with a warning. Rejects with
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

/** Later versions may add values: any text is accepted. */
const word = <T extends string>() => v.custom<T>((value) => typeof value === "string");
const time = v.pipe(
  v.string(),
  v.transform((text) => new Date(text)),
  v.date(),
);
const count = v.number();

const stamp = { At: time, Run: v.string(), Account: v.exactOptional(v.string()) };

const app = v.object({
  Kind: v.literal("app"),
  ...stamp,
  DomainId: v.string(),
  UserProfileName: v.exactOptional(v.string()),
  SpaceName: v.exactOptional(v.string()),
  AppType: word<AppType>(),
  AppName: v.string(),
  Region: v.string(),
  InstanceType: v.exactOptional(v.string()),
  Status: word<AppStatus>(),
  Verdict: word<Verdict>(),
  Result: word<Result>(),
  Reason: v.string(),
  IdleSeconds: v.exactOptional(v.number()),
  Evidence: v.array(v.object({ Source: word<Evidence["Source"]>(), LastActivity: v.exactOptional(time), Detail: v.string() })),
  HourlyUsd: v.exactOptional(v.number()),
  HourlyUsdSaved: v.exactOptional(v.number()),
  ResourceSpec: v.exactOptional(
    v.object({
      InstanceType: v.exactOptional(v.string()),
      SageMakerImageArn: v.exactOptional(v.string()),
      SageMakerImageVersionArn: v.exactOptional(v.string()),
      SageMakerImageVersionAlias: v.exactOptional(v.string()),
      LifecycleConfigArn: v.exactOptional(v.string()),
    }),
  ),
});

const intent = v.object({ ...app.entries, Kind: v.literal("intent") });

const run = v.object({
  Kind: v.literal("run"),
  ...stamp,
  StartedAt: time,
  Regions: v.exactOptional(v.array(v.string())),
  DryRun: v.boolean(),
  Version: v.string(),
  Arguments: v.array(v.string()),
  Outcome: word<RunReceipt["Outcome"]>(),
  Message: v.exactOptional(v.string()),
  Summary: v.exactOptional(
    v.object({
      Evaluated: count,
      Idle: count,
      Stopped: count,
      Failed: count,
      Kept: count,
      Unknown: count,
      HourlyUsdSaved: v.exactOptional(v.number()),
    }),
  ),
  Errors: v.exactOptional(v.array(v.object({ Region: v.string(), Code: v.string(), Message: v.string() }))),
});

const receipt: v.GenericSchema<unknown, Receipt> = v.variant("Kind", [app, intent, run]);

/** A line as it is written: one JSON object. */
export function toLine(receipt: Receipt): string {
  return JSON.stringify(receipt);
}

/** Parses a line; undefined for one that is not a receipt, or only a part of one. Members of later versions are left out. */
function fromLine(line: string): Receipt | undefined {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { success, output } = v.safeParse(receipt, document);
  return success ? output : undefined;
}

import { open } from "node:fs/promises";
import * as v from "valibot";
import { appReference, type AppStatus, type AppType } from "../core/app/app.ts";
import { codeOf, StudioctlError, usageError } from "../core/errors.ts";
import { instanceKey, runs } from "../core/cost/billing.ts";
import { groupOf, type Receipt, type ReceiptGroup, resumedReceipt, type RunReceipt } from "../core/idle/receipt.ts";
import type { Evidence, Result, Verdict } from "../core/idle/report.ts";
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
  return { read: (query) => readMixed(path, query, warn) };
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
 * The receipts of a file with lines of one group, the newest first. Lines that are not receipts, such as one cut off by a crash, are
 * skipped with a warning. Rejects with `not-found` where there is no such file, with `failed` where it cannot be read.
 */
export async function* readGroup(path: string, query: ReceiptsQuery, warn: (message: string) => void): AsyncGenerator<Receipt> {
  yield* newestFirst(path, await reading(path, () => wholeLines(path)), query, warn);
}

/**
 * The same of a file with lines of all groups, such as one of `--report` or of an earlier version. If only stops are asked for, an app that
 * is kept counts where it shows that its instance runs again, and the file is never in memory as a whole.
 */
export async function* readMixed(path: string, query: ReceiptsQuery, warn: (message: string) => void): AsyncGenerator<Receipt> {
  yield* newestFirst(path, await mixedLines(path, query.groups), query, warn);
}

/** The lines of a file with lines of all groups that belong to these groups, oldest first. */
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

/** The receipts of these lines that the query asks for, the last line first. */
export function* newestFirst(
  path: string,
  lines: readonly string[],
  { since, until, groups }: ReceiptsQuery,
  warn: (message: string) => void,
): Generator<Receipt> {
  let damaged = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const found = fromLine(line);
    if (found === undefined) damaged += 1;
    else if (found.At >= since && (until === undefined || found.At <= until) && groups.includes(groupOf(found))) yield found;
  }
  if (damaged > 0) warn(`${path}: ${damaged} ${damaged === 1 ? "line is" : "lines are"} not a receipt and skipped`);
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isAbsent(error)) throw new StudioctlError("not-found", `no file "${path}"`);
    throw new StudioctlError("failed", `"${path}" could not be read (${codeOf(error)})`, { cause: error });
  }
}

/** A member of a line as `toLine` writes it: within a text its quotes would be escaped. */
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
    const found = fromLine(line);
    if (found?.Kind !== "app") return line;
    const instance = `${found.Account ?? ""}/${instanceKey(found)}`;
    if (found.Result !== "kept") {
      seen.set(instance, found.Run);
      return line;
    }
    const before = seen.get(instance);
    if (before === true || !runs(found)) return undefined;
    if (before !== found.Run) seen.set(instance, true);
    return toLine(resumedReceipt(found));
  };
}

/** The lines without the intents of which a later line of the same run records the result. */
export function withoutEnded(lines: readonly string[]): string[] {
  const ended = new Set<string>();
  const kept = lines.toReversed().filter((line) => {
    const found = line === "" ? undefined : fromLine(line);
    if (found === undefined) return line !== "";
    const key = `${found.Run}/${found.Account ?? ""}/${"Region" in found ? `${found.Region}/${appReference(found)}` : ""}`;
    if (found.Kind === "intent") return !ended.has(key);
    ended.add(key);
    return true;
  });
  return kept.toReversed();
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

const resumed = v.object({
  Kind: v.literal("resumed"),
  ...stamp,
  DomainId: v.string(),
  UserProfileName: v.exactOptional(v.string()),
  SpaceName: v.exactOptional(v.string()),
  AppType: word<AppType>(),
  AppName: v.string(),
  Region: v.string(),
  InstanceType: v.exactOptional(v.string()),
});

const receipt: v.GenericSchema<unknown, Receipt> = v.variant("Kind", [app, intent, resumed, run]);

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

import { concurrency } from "../core/concurrency.ts";
import { isError, StudioctlError, usageError, whyFailed } from "../core/errors.ts";
import type { AccountError } from "../core/idle/report.ts";
import { concurrently } from "../operations/concurrently.ts";
import { accountError, explainClosed } from "../operations/sweep/accounts.ts";
import type { Column } from "../output/column.ts";
import type { AccountServices } from "./account-services.ts";
import { accountLabel, type AccountFlags, namedAccounts, reachAccounts, regionsOf, requireAccountFlags } from "./accounts.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What was read in one Region of one account. */
export interface InPlace<T> {
  readonly AccountId: string;
  readonly AccountName?: string;
  readonly Region: string;
  readonly value: T;
}

/** One of several accounts in a report. */
export interface AccountLine {
  readonly AccountId: string;
  readonly Name?: string;
  readonly Regions: readonly string[];
  /** Why it could not be read, or some of it. */
  readonly Error?: AccountError;
}

export interface InAccounts<T> {
  readonly found: readonly InPlace<T>[];
  readonly accounts: readonly AccountLine[];
  /** For stderr: a line for each account that failed. */
  readonly errors: readonly string[];
  /** 0; 3 if an account failed; 4 or 1 if all of them did. */
  readonly exitCode: ExitCode;
}

/** Reads something in every Region of every account of the flags. What fails in one account is its line. */
export async function inAccounts<T>(
  context: Context,
  flags: AccountFlags,
  read: (services: AccountServices, region: string) => Promise<T>,
): Promise<InAccounts<T>> {
  requireAccountFlags(flags, { role: true });
  if (context.globals.domain !== undefined)
    throw usageError("--domain cannot be used with several accounts", {
      why: "a domain belongs to one account",
      fix: "leave one of them out",
    });
  const work = { concurrency, progress: await context.progress(), signal: context.signal };
  const reached = await reachAccounts(context, flags, await namedAccounts(context, flags, work), work);
  const parts = await concurrently(reached, "accounts read", work, async ({ account, opened }) => {
    const { AccountId, Name } = account;
    const line = { AccountId, ...(Name !== undefined && { Name }) };
    if (opened.error !== undefined)
      return { found: [], account: { ...line, Regions: account.Regions ?? [], Error: accountError(opened.error) } };
    const regions = (await regionsOf(context, account, false)) ?? [];
    const found: InPlace<T>[] = [];
    const failed: { readonly region: string; readonly error: unknown }[] = [];
    for (const region of regions) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- the accounts are read side by side
        const value = await read(opened.services, region);
        found.push({ AccountId, ...(Name !== undefined && { AccountName: Name }), Region: region, value });
      } catch (error) {
        context.signal.throwIfAborted();
        const explained = explainClosed(error, { studio: { region }, account });
        if (isError(explained, "usage", "interrupted")) throw explained;
        failed.push({ region, error: explained });
      }
    }
    return { found, account: { ...line, Regions: regions, ...errorOf(failed) } };
  });
  const accounts: readonly AccountLine[] = parts.map(({ account }) => account);
  const lost = accounts.filter(({ Error }) => Error !== undefined);
  const isAll = lost.length === accounts.length && parts.every(({ found }) => found.length === 0);
  return {
    found: parts.flatMap((part) => part.found),
    accounts,
    errors: lost.map(errorLine),
    exitCode: lost.length === 0 ? exitCodes.done : isAll ? exitOf(lost) : exitCodes.partlyFailed,
  };
}

function errorOf(failed: readonly { readonly region: string; readonly error: unknown }[]): { readonly Error?: AccountError } {
  const [first] = failed;
  if (first === undefined) return {};
  if (failed.length === 1 && first.error instanceof StudioctlError) return { Error: accountError(first.error) };
  const Message = failed.map(({ region, error }) => `${region}: ${whyFailed(error)}`).join("; ");
  return { Error: { Code: accountError(first.error).Code, Message } };
}

function exitOf(lost: readonly AccountLine[]): ExitCode {
  return lost.every(({ Error }) => Error?.Code === "denied" || Error?.Code === "no-credentials") ? exitCodes.denied : exitCodes.failed;
}

/** `error: 222233334444 (vision-lab): …`, and how to mend it. */
export function errorLine({ Error, ...account }: Pick<AccountLine, "AccountId" | "Name" | "Error">): string {
  const fix = Error?.Fix === undefined ? "" : `\n  fix: ${Error.Fix}`;
  return `error: ${accountLabel(account)}: ${Error?.Message ?? ""}${fix}`;
}

/** A row with the account and Region it was found in. */
export type Placed<Row> = Row & Omit<InPlace<unknown>, "value">;

/** The rows that were found, each with its account and Region. */
export function placed<T, Row extends object>(found: readonly InPlace<T>[], rowsOf: (value: T) => readonly Row[]): Placed<Row>[] {
  return found.flatMap(({ value, ...place }) => rowsOf(value).map((row) => ({ ...place, ...row })));
}

export const accountColumn: Column<{ readonly AccountId?: string; readonly AccountName?: string }> = {
  header: "ACCOUNT",
  value: ({ AccountId = "", AccountName }) => AccountName ?? AccountId,
};

export const regionColumn: Column<{ readonly Region: string }> = { header: "REGION", value: ({ Region }) => Region, wide: true };

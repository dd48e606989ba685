import type { Account } from "../../core/account/account.ts";
import { isError, StudioctlError, whyFailed } from "../../core/errors.ts";
import type { AccountError, AccountReport, Decision, LockedRegion, RegionError } from "../../core/idle/report.ts";
import { summarize } from "../../core/idle/savings.ts";
import { isNotEnabled } from "./account.ts";

/** One of several accounts, and the Regions that are swept in it. */
export interface SweptAccount extends Account {
  readonly Regions: readonly string[];
  /** Why nothing of it can be swept: its role cannot be assumed, or its Regions are not known. */
  readonly error?: StudioctlError;
}

/** Each account with the sums of its decisions and its first error; nothing without several accounts. */
export function accountReports(
  accounts: readonly SweptAccount[] | undefined,
  decisions: readonly Decision[],
  errors: readonly RegionError[],
  { dryRun, locked }: { readonly dryRun: boolean; readonly locked: readonly LockedRegion[] },
): { readonly Accounts?: readonly AccountReport[] } {
  if (accounts === undefined) return {};
  const of = new Map(accounts.map(({ AccountId }): readonly [string, Decision[]] => [AccountId, []]));
  for (const decision of decisions) of.get(decision.AccountId ?? "")?.push(decision);
  return {
    Accounts: accounts.map(({ error, ...account }) => {
      const found =
        error === undefined ? ofRegions(errors.filter(({ AccountId }) => AccountId === account.AccountId)) : accountError(error);
      const LockedRegions = locked.filter(({ AccountId }) => AccountId === account.AccountId);
      return {
        ...account,
        Summary: summarize(of.get(account.AccountId) ?? [], dryRun),
        ...(found && { Error: found }),
        ...(LockedRegions.length > 0 && { LockedRegions }),
      };
    }),
  };
}

export function accountError(error: unknown): AccountError {
  if (!(error instanceof StudioctlError)) return { Code: "failed", Message: whyFailed(error) };
  const { code, message, why, fix } = error;
  return { Code: code, Message: message, ...(why !== undefined && { Why: why }), ...(fix !== undefined && { Fix: fix }) };
}

function ofRegions(errors: readonly RegionError[]): AccountError | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  return { Code: first.Code, Message: errors.map(({ Region, Message }) => `${Region}: ${Message}`).join("; ") };
}

/** Says of a Region that an account has not enabled that this is why the credentials are not valid there. */
export function explainClosed(
  error: unknown,
  { studio: { region }, account }: { readonly studio: { readonly region: string }; readonly account?: Pick<Account, "AccountId"> },
): unknown {
  if (!isError(error, "no-credentials", "denied") || !isNotEnabled(error)) return error;
  return error.with({
    code: "not-offered",
    message: `account ${account?.AccountId ?? ""} has not enabled ${region}`,
    why: "an account has to enable this Region before it can be used",
    fix: `leave ${region} out for this account (regions in the list of accounts), or enable it there`,
  });
}

import type { Account } from "../core/account/account.ts";
import { accountHeadingOf, accountHeadings, readAccounts } from "../core/account/account-list.ts";
import { parseRowList } from "./row-list.ts";

const form = {
  what: "account",
  headings: accountHeadings,
  headingOf: accountHeadingOf,
  identity: "id",
  example: '{ id: "222233334444" }',
};

/**
 * Reads a list of accounts: CSV with a header, or a list in YAML or JSON. All faults are one usage error with their lines.
 */
export function parseAccountList(path: string, content: string): readonly Account[] {
  return parseRowList(path, content, form, (rows) => {
    const { accounts, faults } = readAccounts(rows);
    return { items: accounts, faults };
  });
}

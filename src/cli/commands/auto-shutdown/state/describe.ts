import { formatBytes } from "../../../../core/bytes.ts";
import { describeTable, type StateTableDescription } from "../../../../operations/state/describe.ts";
import { defineCommand } from "../../../command.ts";
import { details } from "../../../result.ts";
import { timeAndAge } from "../../../views/columns.ts";
import { tableFlag, tableOf } from "./flags.ts";

export const stateDescribe = defineCommand({
  name: "auto-shutdown state describe",
  summary: "Show the state table, the accounts and Regions in it, and the runs that hold a lease",
  description:
    "Reads the settings of the table and what runs keep in it: for each account and Region the number of apps and the last " +
    "run, the leases of runs at work, and the days that have receipts. DynamoDB counts items and bytes every six hours.",
  flags: { state: tableFlag },
  examples: [
    ["Show the table", "studioctl auto-shutdown state describe --state dynamodb:studioctl-sweeps@eu-west-1"],
    ["Print who is at work", "studioctl auto-shutdown state describe --query 'Leases[].[Scope,By]' -o tsv"],
  ],
  seeAlso: ["auto-shutdown state create", "auto-shutdown history"],
  async run({ flags, context }) {
    const { admin } = await tableOf(context, flags.state);
    const found = await describeTable(admin);
    return details({ document: found, name: found.TableName, fields: fieldsOf(found, context.clock.now()) });
  },
});

function fieldsOf(found: StateTableDescription, now: Date): [string, string][] {
  const { Scopes, Leases, Receipts } = found;
  return [
    ["Table", found.TableName],
    ["Region", found.Region],
    ["ARN", found.TableArn],
    ["Status", found.TableStatus],
    ["Billing", found.BillingMode],
    ["Size", `${found.ItemCount} items, ${formatBytes(found.TableSizeBytes)}`],
    ["Layout", String(found.Layout)],
    ["Expired items", found.TimeToLive ? "are deleted" : "are not deleted: auto-shutdown state create turns that on"],
    ["Backups", found.PointInTimeRecovery ? "of the last 35 days" : "none"],
    ["Scopes", Scopes.map(({ Scope, Apps, LastRunAt }) => `${Scope}  ${appsText(Apps)}${lastRun(LastRunAt, now)}`).join("\n") || "none"],
    ["Leases", Leases.map(({ Scope, By, Since }) => `${Scope}  ${By}, since ${timeAndAge(new Date(Since), now)}`).join("\n") || "none"],
    [
      "Receipts",
      Receipts.Days === 0 ? "none" : `${Receipts.Days} ${Receipts.Days === 1 ? "day" : "days"}, ${Receipts.First} to ${Receipts.Last}`,
    ],
  ];
}

function appsText(count: number): string {
  return count === 1 ? "1 app" : `${count} apps`;
}

function lastRun(at: Date | undefined, now: Date): string {
  return at === undefined ? "" : `, last run ${timeAndAge(at, now)}`;
}

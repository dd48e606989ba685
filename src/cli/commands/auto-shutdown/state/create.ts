import { createTable, type Created, type TableChange } from "../../../../operations/state/create.ts";
import { defineCommand } from "../../../command.ts";
import { tagFlag } from "../../../common-flags.ts";
import { switchFlag } from "../../../flags.ts";
import { details } from "../../../result.ts";
import { tableFlag, tableOf } from "./flags.ts";

const words: Readonly<Record<TableChange, string>> = {
  table: "the table, on demand, with the string keys pk and sk",
  "time-to-live": "the deletion of expired items",
  "point-in-time-recovery": "point-in-time recovery",
  mark: "the mark by which runs know it",
};

export const stateCreate = defineCommand({
  name: "auto-shutdown state create",
  summary: "Create the DynamoDB table in which sweeps of all machines remember",
  description:
    "Creates an on-demand table, lets receipts that have expired be deleted, and waits until it can be used. If the table " +
    "exists, only what is missing is added, so that the command can be run again after an interruption; an empty table with " +
    "the string keys pk and sk is taken over. A table with other keys or with other items is not changed.",
  flags: {
    state: tableFlag,
    tag: tagFlag("tags of a new table"),
    pointInTimeRecovery: switchFlag("keep backups of the last 35 days, which cost extra"),
    dryRun: switchFlag("check only, change nothing"),
  },
  examples: [
    ["Create the table", "studioctl auto-shutdown state create --state dynamodb:studioctl-sweeps@eu-west-1"],
    [
      "Create it with backups and a tag",
      "studioctl auto-shutdown state create --state dynamodb:studioctl-sweeps@eu-west-1 --point-in-time-recovery --tag team=platform",
    ],
  ],
  seeAlso: ["auto-shutdown state describe", "auto-shutdown state migrate", "auto-shutdown run"],
  async run({ flags, context }) {
    const { admin, layout } = await tableOf(context, flags.state);
    const { tag: tags, pointInTimeRecovery, dryRun } = flags;
    const ports = { clock: context.clock, progress: await context.progress() };
    const waiting = { timeoutMs: context.globals.timeout, signal: context.signal };
    const created = await createTable(admin, ports, layout, { tags, pointInTimeRecovery, dryRun, waiting });
    return details({
      document: {
        TableName: admin.name,
        ...(created.TableArn !== undefined && { TableArn: created.TableArn }),
        Region: admin.region,
        Changes: created.changes,
        DryRun: dryRun,
      },
      name: admin.name,
      fields: [
        ["Table", admin.name],
        ["Region", admin.region],
        ["ARN", created.TableArn ?? ""],
      ],
      footer: outcome(created, dryRun),
    });
  },
});

function outcome({ changes }: Created, dryRun: boolean): string[] {
  if (changes.length === 0) return ["it exists already: nothing was changed"];
  const list = changes.map((change) => words[change]).join("; ");
  return [dryRun ? `would be created: ${list}` : `created: ${list}`];
}

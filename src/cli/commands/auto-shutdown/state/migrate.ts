import { migrateState } from "../../../../operations/state/migrate.ts";
import { defineCommand } from "../../../command.ts";
import { switchFlag } from "../../../flags.ts";
import { details } from "../../../result.ts";
import { tableFlag, tableOf } from "./flags.ts";

export const stateMigrate = defineCommand({
  name: "auto-shutdown state migrate",
  summary: "Copy the state folder of this machine to the state table",
  description:
    "Copies first sightings and receipts, so that runs with --state continue where the runs of this machine ended. The folder " +
    "stays as it is. Run again, it copies what is new: a sighting replaces only an earlier one, and a receipt is written once. " +
    "Several machines can copy theirs to the same table.",
  flags: { state: tableFlag, dryRun: switchFlag("count only, copy nothing") },
  examples: [
    ["Show what would be copied", "studioctl auto-shutdown state migrate --state dynamodb:studioctl-sweeps@eu-west-1 --dry-run"],
    ["Copy it", "studioctl auto-shutdown state migrate --state dynamodb:studioctl-sweeps@eu-west-1"],
  ],
  seeAlso: ["auto-shutdown state create", "auto-shutdown run"],
  async run({ flags: { state, dryRun }, context }) {
    const { admin, sightings, receipts } = await tableOf(context, state);
    const from = await context.folderState();
    const ports = { from, to: { sightings, receipts }, clock: context.clock, progress: await context.progress() };
    const { Scopes, Receipts, Days } = await migrateState(ports, { dryRun, signal: context.signal });
    const folder = context.sweepFolder();
    return details({
      document: { Folder: folder, TableName: admin.name, Region: admin.region, Scopes, Receipts, Days, DryRun: dryRun },
      name: admin.name,
      fields: [
        ["Folder", folder],
        ["Table", `${admin.name} in ${admin.region}`],
        ["Scopes", Scopes.map(({ Scope, Apps }) => `${Scope}  ${Apps} ${Apps === 1 ? "app" : "apps"}`).join("\n") || "none"],
        ["Receipts", Receipts === 0 ? "none" : `${Receipts} of ${Days} ${Days === 1 ? "day" : "days"}`],
      ],
      footer: [dryRun ? "nothing was copied" : "copied, or there already; the folder stays as it is"],
    });
  },
});

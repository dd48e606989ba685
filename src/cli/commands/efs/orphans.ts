import { formatBytes } from "../../../core/bytes.ts";
import { storagePricesAsOf } from "../../../core/cost/storage.ts";
import { type OrphanLeft as Orphan, findOrphans, leftOfOrphans } from "../../../operations/efs/orphans.ts";
import type { Column } from "../../../output/column.ts";
import { ageColumn, createdColumn, dollars, lifeCycleColumn } from "../../views/columns.ts";
import { type AccountFlags, accountFlags, requireAccountFlags, wantsAccounts } from "../../accounts.ts";
import { defineCommand } from "../../command.ts";
import type { Context } from "../../context.ts";
import { accountColumn, inAccounts, placed, regionColumn } from "../../in-accounts.ts";
import { blockedLines, removalLines } from "../../teardown/report.ts";
import { type Rows, rows } from "../../result.ts";

export const efsOrphans = defineCommand({
  name: "efs orphans",
  summary: "List file systems of domains that no longer exist",
  description:
    "A domain that is deleted with --efs retain leaves its file system, which still costs money. Lists the file systems of the " +
    "Region whose tag names a domain that no longer exists, with the commands that remove the oldest one, in order: mount " +
    "targets, the two security groups that refer to each other, the file system. In JSON each has them as LeftBehind, with " +
    "what they block. Deletes nothing: a file system may hold the only copy of somebody's work.",
  flags: accountFlags,
  examples: [
    ["List file systems without a domain", "studioctl efs orphans"],
    ["Print their ids", "studioctl efs orphans -o name"],
    ["Print the commands that remove them", "studioctl efs orphans --query '[].LeftBehind[].Remove[]' -o tsv"],
  ],
  async run({ flags, context }) {
    requireAccountFlags(flags, { role: true });
    if (wantsAccounts(flags)) return await orphansOfAccounts(context, flags);
    const [studio, fileSystems] = await Promise.all([context.studioInFull(), context.fileSystems()]);
    const network = () => context.network();
    const orphans = await leftOfOrphans({ fileSystems, network }, await findOrphans({ studio, fileSystems }));
    return rows(orphans, [...columns, ageColumn<Orphan>(context.clock.now()), createdColumn<Orphan>(), command], {
      name: ({ FileSystemId }) => FileSystemId,
      empty: `no file systems without a domain in ${fileSystems.region}`,
      footer: total(orphans),
    });
  },
});

/** The file systems of several accounts, each with its account and Region. */
async function orphansOfAccounts(context: Context, flags: AccountFlags): Promise<Rows> {
  const { found, errors, exitCode } = await inAccounts(context, flags, async (services, region) => {
    const [studio, fileSystems] = await Promise.all([services.studioInFull(region), services.fileSystems(region)]);
    const network = () => services.network(region);
    return await leftOfOrphans({ fileSystems, network }, await findOrphans({ studio, fileSystems }));
  });
  const orphans = placed(found, (each) => each);
  const places = [accountColumn, regionColumn];
  return rows(orphans, [...places, ...columns, ageColumn<Orphan>(context.clock.now()), createdColumn<Orphan>(), command], {
    name: ({ FileSystemId }) => FileSystemId,
    empty: "no file systems without a domain in these accounts",
    footer: [...errors, ...sums(orphans)],
    exitCode,
  });
}

const columns: readonly Column<Orphan>[] = [
  { header: "FILE SYSTEM", value: ({ FileSystemId }) => FileSystemId },
  { header: "DOMAIN", value: ({ DomainId }) => DomainId },
  lifeCycleColumn,
  { header: "SIZE", value: ({ SizeInBytes }) => formatBytes(SizeInBytes.Value), align: "right" },
  { header: "$/MONTH", value: ({ MonthlyUsd }) => (MonthlyUsd === undefined ? "" : dollars(MonthlyUsd).slice(1)), align: "right" },
];

const command: Column<Orphan> = { header: "COMMAND", value: ({ Command }) => Command, wide: true };

/** Their total, how to show the first, what it blocks, and the commands that remove it. */
function total(orphans: readonly Orphan[]): string[] {
  const [first] = orphans;
  if (first === undefined) return [];
  return [
    ...sums(orphans),
    `show one with: ${first.Command}`,
    ...blockedLines(first.FileSystemId, first.LeftBehind),
    ...removalLines(first.FileSystemId, first.LeftBehind),
  ];
}

function sums(orphans: readonly Orphan[]): string[] {
  if (orphans.length === 0) return [];
  const bytes = orphans.reduce((sum, { SizeInBytes }) => sum + SizeInBytes.Value, 0);
  const priced = orphans.flatMap(({ MonthlyUsd }) => MonthlyUsd ?? []);
  const usd = priced.reduce((sum, each) => sum + each, 0);
  const cost = priced.length === orphans.length ? `${dollars(usd)} a month at the prices of ${storagePricesAsOf}` : "their cost is unknown";
  return [`${orphans.length} file ${orphans.length === 1 ? "system" : "systems"}, ${formatBytes(bytes)}, ${cost}`];
}

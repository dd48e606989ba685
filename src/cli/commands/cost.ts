import { ownerLabel, ownerOf } from "../../core/app/app.ts";
import { bytesPerGibibyte, formatBytes } from "../../core/bytes.ts";
import type { DomainCost, InstanceCost, InstanceTypeCost, OwnerCost } from "../../core/cost/cost.ts";
import { grouped } from "../../core/collections.ts";
import { storageCost, type StorageCost, storagePricesAsOf } from "../../core/cost/storage.ts";
import { type CostReport, type DomainStorage, type UnreadHome, readCost, sumOfCosts } from "../../operations/cost.ts";
import type { LoadedPrices } from "../../operations/prices.ts";
import type { Column } from "../../output/column.ts";
import { dollars, hourlyFigure } from "../views/columns.ts";
import { type AccountFlags, accountFlags, requireAccountFlags, wantsAccounts } from "../accounts.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { accountColumn, type AccountLine, inAccounts, placed, regionColumn } from "../in-accounts.ts";
import { choiceFlag, withDefault } from "../flags.ts";
import { instancesLine, priceNotes } from "../views/prices.ts";
import { type Rows, rows, table } from "../result.ts";
import { theDomainNamed } from "../targets.ts";

const hourlyColumn: Column<InstanceCost> = { header: "$/H", value: hourly, align: "right" };

const ownerColumns: readonly Column<OwnerCost>[] = [
  { header: "USER", value: (cost) => ownerLabel(ownerOf(cost)) },
  { header: "DOMAIN", value: (cost) => cost.DomainName },
  {
    header: "INSTANCES",
    value: ({ InstanceTypes }) =>
      Object.entries(InstanceTypes)
        .map(([type, count]) => (count === 1 ? type : `${count} ${type}`))
        .join(", "),
  },
  { header: "SPACES", value: ({ Spaces }) => Spaces.join(", "), droppable: true },
  hourlyColumn,
];

const countColumn: Column<InstanceCost> = { header: "INSTANCES", value: ({ Instances }) => String(Instances), align: "right" };

const domainColumns: readonly Column<DomainCost>[] = [
  { header: "DOMAIN", value: (cost) => cost.DomainName },
  { header: "ID", value: (cost) => cost.DomainId, droppable: true },
  countColumn,
  hourlyColumn,
];

const typeColumns: readonly Column<InstanceTypeCost>[] = [
  { header: "INSTANCE", value: (cost) => cost.InstanceType },
  countColumn,
  hourlyColumn,
];

/** The storage of one kind in a domain. */
interface StorageRow extends StorageCost {
  readonly what: string;
  readonly DomainName: string;
}

const storageColumns: readonly Column<StorageRow>[] = [
  { header: "STORAGE", value: ({ what }) => what },
  { header: "DOMAIN", value: ({ DomainName }) => DomainName },
  { header: "SIZE", value: ({ SizeInGb }) => sizeText(SizeInGb), align: "right" },
  { header: "$/MONTH", value: ({ MonthlyUsd, Unpriced }) => atLeast(MonthlyUsd?.toFixed(2), Unpriced > 0), align: "right" },
];

export const costCommand = defineCommand({
  name: "cost",
  summary: "Show what running apps cost an hour, and what storage costs a month",
  description:
    "On-demand prices of apps that are Pending or InService, in all domains of the Region or in the one given with --domain. " +
    "Apps that share an instance are charged once, Jupyter servers are free, and a space counts for its owner. An instance " +
    "type without a known price is named and not part of any sum: ≥ marks sums that are incomplete. Storage is what the home " +
    "directories (EFS) contain, and the size of the volumes of spaces (EBS); efs orphans shows what deleted domains left. JSON " +
    "contains everything, whatever --by: AsOf, Region; Instances, HourlyUsd and Unpriced of everything, and of each item of " +
    "ByDomain (DomainId, DomainName), ByUser (also UserProfileName, or SpaceName if the owner is unknown; InstanceTypes, " +
    "Spaces) and ByInstanceType; StorageAsOf, StorageSizeInGb, StorageMonthlyUsd and Storage (Kind, DomainId, DomainName, " +
    "FileSystemId or SpaceName, SizeInGb, MonthlyUsd); Unread, the domains whose file system could not be read. With several " +
    "accounts each item has AccountId, AccountName and Region, and Accounts has the sums of each account or its Error.",
  flags: {
    ...accountFlags,
    by: withDefault(choiceFlag("GROUP", ["user", "domain", "instance-type"], "what each row of the table stands for"), "user"),
  },
  examples: [
    ["Show the cost of each user", "studioctl cost"],
    ["Show the cost of each instance type in one domain", "studioctl cost --by instance-type --domain research"],
    ["Print the dollars per hour", "studioctl cost --query HourlyUsd"],
    ["Show the cost in every account of the organization", "studioctl cost --organization --assume-role studioctl-sweep"],
  ],
  seeAlso: ["quota", "auto-shutdown plan", "efs usage", "efs orphans"],
  async run({ flags, context }) {
    requireAccountFlags(flags, { role: true });
    if (wantsAccounts(flags)) return await costOfAccounts(context, flags);
    const studio = await context.studio();
    const domainId = await theDomainNamed(context);
    const loaded = context.currentPrices([studio.region]);
    const [report, prices] = await Promise.all([
      readCost(
        { studio, fileSystems: await context.fileSystems(), prices: loaded, clock: context.clock, signal: context.signal },
        domainId,
      ),
      loaded,
    ]);
    return { ...costRows(report, flags.by), ...around(report, prices) };
  },
});

/** The cost of several accounts: every row with its account and Region, the sums of all. */
async function costOfAccounts(context: Context, flags: AccountFlags & { readonly by: Grouping }): Promise<Rows> {
  const { clock, signal } = context;
  const { found, accounts, errors, exitCode } = await inAccounts(context, flags, async (services, region) => {
    const [studio, fileSystems] = await Promise.all([services.studio(region), services.fileSystems(region)]);
    return await readCost({ studio, fileSystems, prices: context.currentPrices([region]), clock, signal }, undefined);
  });
  const prices = await context.currentPrices([...new Set(found.map(({ Region }) => Region))]);
  const reports = found.map(({ value }) => value);
  const report = {
    ...sumOfCosts(reports),
    ByDomain: placed(found, ({ ByDomain }) => ByDomain),
    ByUser: placed(found, ({ ByUser }) => ByUser),
    ByInstanceType: placed(found, ({ ByInstanceType }) => ByInstanceType),
    Storage: placed(found, ({ Storage }) => Storage),
    Unread: placed(found, ({ Unread }) => Unread),
    Accounts: accounts.map((account) => {
      const { Instances, HourlyUsd, Unpriced, StorageSizeInGb, StorageMonthlyUsd } = sumOfCosts(
        found.flatMap(({ AccountId, value }) => (AccountId === account.AccountId ? [value] : [])),
      );
      const storage = { StorageSizeInGb, ...(StorageMonthlyUsd !== undefined && { StorageMonthlyUsd }) };
      return { ...account, Instances, ...(HourlyUsd !== undefined && { HourlyUsd }), Unpriced, ...storage };
    }),
  };
  const shown = costRows(report, flags.by);
  const { below = [], footer = [], document } = around(report, prices);
  return {
    ...shown,
    columns: [accountColumn, regionColumn, ...shown.columns],
    ...(document && { document }),
    below: [...below, table(report.Accounts, accountCostColumns)],
    footer: [...errors, ...footer],
    exitCode,
  };
}

const accountCostColumns: readonly Column<AccountLine & InstanceCost & { readonly StorageMonthlyUsd?: number }>[] = [
  { header: "ACCOUNT", value: ({ AccountId }) => AccountId },
  { header: "NAME", value: ({ Name = "" }) => Name },
  { header: "REGIONS", value: ({ Regions }) => Regions.join(", "), wide: true },
  { header: "INSTANCES", value: ({ Instances }) => String(Instances), align: "right" },
  { header: "$/H", value: hourly, align: "right" },
  { header: "STORAGE $/MONTH", value: ({ StorageMonthlyUsd }) => StorageMonthlyUsd?.toFixed(2) ?? "", align: "right" },
  { header: "ERROR", value: ({ Error }) => Error?.Message ?? "", wraps: true },
];

type Grouping = "user" | "domain" | "instance-type";

function costRows(report: Pick<CostReport, "ByDomain" | "ByUser" | "ByInstanceType">, by: Grouping): Rows {
  const rest = { empty: "nothing is running that costs money" };
  if (by === "domain") return rows(report.ByDomain, domainColumns, { ...rest, name: ({ DomainId }) => DomainId });
  if (by === "instance-type") return rows(report.ByInstanceType, typeColumns, { ...rest, name: ({ InstanceType }) => InstanceType });
  return rows(report.ByUser, ownerColumns, { ...rest, name: (cost) => ownerLabel(ownerOf(cost)) });
}

/** The members of every grouping. */
function around(report: Omit<CostReport, "Region">, prices: LoadedPrices): Pick<Rows, "document" | "below" | "footer"> {
  const unpriced = report.Unpriced.length === 0 ? "" : `no price is known for ${report.Unpriced.join(", ")}`;
  return {
    document: { AsOf: prices.asOf, StorageAsOf: storagePricesAsOf, ...report },
    below: [table(storageRows(report.Storage), storageColumns)],
    footer: [
      ...instancesLine(report, unpriced, prices),
      ...storageLine(report.Storage),
      ...priceNotes(prices),
      ...report.Unread.map(({ DomainName, Reason }) => `note: the file system of ${DomainName} is not included: ${Reason}`),
      ...unreadLines(report.Unread),
    ],
  };
}

function storageRows(storage: readonly DomainStorage[]): StorageRow[] {
  return [...grouped(storage, ({ Kind, DomainId }) => `${Kind} ${DomainId}`).values()].map((group) => {
    const [{ Kind, DomainName }] = group;
    const volumes = group.length === 1 ? "volume of a space" : `volumes of ${group.length} spaces`;
    return { what: Kind === "EFS" ? "EFS: home directories" : `EBS: ${volumes}`, DomainName, ...storageCost(group) };
  });
}

function storageLine(storage: readonly DomainStorage[]): string[] {
  if (storage.length === 0) return [];
  const { SizeInGb, MonthlyUsd, Unpriced } = storageCost(storage);
  const sum = MonthlyUsd === undefined ? "" : `, ${dollars(MonthlyUsd)} a month at the prices of ${storagePricesAsOf}`;
  const rest = Unpriced === 0 ? "" : ` (${Unpriced} without a known price)`;
  return [`${sizeText(SizeInGb)} stored${sum}${rest}`];
}

function hourly({ HourlyUsd, Unpriced }: InstanceCost): string {
  return atLeast(HourlyUsd === undefined ? undefined : hourlyFigure(HourlyUsd), Unpriced.length > 0);
}

/** A figure, and whether something is missing in it. */
function atLeast(figure: string | undefined, lacking: boolean): string {
  if (figure === undefined) return "";
  return lacking ? `≥${figure}` : figure;
}

/** In GB, as AWS counts and charges them (2^30 bytes), as for the volumes of spaces; less than one GB in smaller units. */
function sizeText(gigabytes: number): string {
  if (gigabytes < 1) return formatBytes(Math.round(gigabytes * bytesPerGibibyte));
  return `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0).replace(/\.0$/, "")} GB`;
}

/** Reasons and fixes, each once: domains often share them. */
function unreadLines(unread: readonly UnreadHome[]): string[] {
  const lines = unread.flatMap(({ Why, Fix }) => [
    ...(Why === undefined ? [] : [`  why: ${Why}`]),
    ...(Fix === undefined ? [] : [`  fix: ${Fix}`]),
  ]);
  return [...new Set(lines)];
}

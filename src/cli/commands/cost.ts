import { ownerLabel, ownerOf } from "../../core/app/app.ts";
import { bytesPerGibibyte, formatBytes } from "../../core/bytes.ts";
import type { DomainCost, InstanceCost, InstanceTypeCost, OwnerCost } from "../../core/cost/cost.ts";
import { grouped } from "../../core/collections.ts";
import { storageCost, type StorageCost, storagePricesAsOf } from "../../core/cost/storage.ts";
import { type CostReport, type DomainStorage, type UnreadHome, readCost } from "../../operations/cost.ts";
import type { LoadedPrices } from "../../operations/prices.ts";
import type { Column } from "../../output/column.ts";
import { dollars, hourlyFigure } from "../views/columns.ts";
import { defineCommand } from "../command.ts";
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
    "FileSystemId or SpaceName, SizeInGb, MonthlyUsd); Unread, the domains whose file system could not be read.",
  flags: {
    by: withDefault(choiceFlag("GROUP", ["user", "domain", "instance-type"], "what each row of the table stands for"), "user"),
  },
  examples: [
    ["Show the cost of each user", "studioctl cost"],
    ["Show the cost of each instance type in one domain", "studioctl cost --by instance-type --domain research"],
    ["Print the dollars per hour", "studioctl cost --query HourlyUsd"],
  ],
  seeAlso: ["quota", "auto-shutdown plan", "efs usage", "efs orphans"],
  async run({ flags, context }) {
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

function costRows(report: CostReport, by: "user" | "domain" | "instance-type"): Rows {
  const rest = { empty: "nothing is running that costs money" };
  if (by === "domain") return rows(report.ByDomain, domainColumns, { ...rest, name: ({ DomainId }) => DomainId });
  if (by === "instance-type") return rows(report.ByInstanceType, typeColumns, { ...rest, name: ({ InstanceType }) => InstanceType });
  return rows(report.ByUser, ownerColumns, { ...rest, name: (cost) => ownerLabel(ownerOf(cost)) });
}

/** The members of every grouping. */
function around(report: CostReport, prices: LoadedPrices): Pick<Rows, "document" | "below" | "footer"> {
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

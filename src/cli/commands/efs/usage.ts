import { formatBytes } from "../../../core/bytes.ts";
import { storagePricesAsOf, type StoredClass } from "../../../core/cost/storage.ts";
import { homeUsage } from "../../../operations/efs/orphans.ts";
import { dollars, statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { details, known } from "../../result.ts";
import { theDomain } from "../../targets.ts";

/** Display names of the storage classes. */
const labels: Readonly<Record<StoredClass["StorageClass"], string>> = {
  Standard: "Standard",
  InfrequentAccess: "Infrequent Access",
  Archive: "Archive",
};

export const efsUsage = defineCommand({
  name: "efs usage",
  summary: "Show the size of the home directories of a domain, and what it costs",
  description:
    "The size is what the service metered, at most some hours ago, for the whole file system: there are no sizes of single " +
    "directories. Home directories of deleted users stay and count. No call tells their uids: mount the file system to see " +
    "them.",
  examples: [
    ["Show the size by storage class", "studioctl efs usage --domain research"],
    ["Print the monthly cost", "studioctl efs usage -d research --query MonthlyUsd"],
  ],
  async run({ context }) {
    const domainId = await theDomain(context);
    const [studio, fileSystems] = await Promise.all([context.studio(), context.fileSystems()]);
    const usage = await homeUsage({ studio, fileSystems }, domainId);
    const { MonthlyUsd, SizeInBytes } = usage;
    return details({
      document: usage,
      fields: known([
        ["Domain", usage.DomainId],
        ["File system", usage.FileSystemId],
        ["Status", usage.LifeCycleState, statusTone(usage.LifeCycleState)],
        ["Size", formatBytes(SizeInBytes.Value)],
        ...usage.StorageClasses.map((stored) => [labels[stored.StorageClass], classText(stored)] as const),
        ["Metered", SizeInBytes.Timestamp === undefined ? undefined : timeAndAge(SizeInBytes.Timestamp, context.clock.now())],
        [
          "Cost",
          MonthlyUsd === undefined ? `unknown: no price of EFS in ${fileSystems.region} is known` : `${dollars(MonthlyUsd)} a month`,
        ],
        ["Homes", `${usage.Homes}`],
        ["Without a user", "unknown: no call lists the home directories of deleted users"],
      ]),
      name: usage.FileSystemId,
      footer:
        MonthlyUsd === undefined
          ? []
          : [`storage only, at the prices of ${storagePricesAsOf}`, "throughput and requests are charged separately"],
    });
  },
});

function classText({ Bytes, MonthlyUsd }: StoredClass): string {
  return `${formatBytes(Bytes)}${MonthlyUsd === undefined || Bytes === 0 ? "" : `, ${dollars(MonthlyUsd)} a month`}`;
}

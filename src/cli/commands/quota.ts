import { type AppType, type Owner, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { checkInstanceType } from "../../core/app/rules.ts";
import { appTypes } from "../../core/service-model.ts";
import { type OwnerSlots, type StudioQuota, exhausted, increaseCommand } from "../../core/quota/quota.ts";
import { type QuotaReport, type QuotaSelection, readQuotas } from "../../operations/quota.ts";
import type { Column, Tone } from "../../output/column.ts";
import { defineCommand } from "../command.ts";
import { choicesFlag, switchFlag, textFlag } from "../flags.ts";
import { ownerFlags, ownerOfFlags } from "../common-flags.ts";
import { type Rows, rows, table } from "../result.ts";
import { theDomainNamed } from "../targets.ts";

const quotaColumns: readonly Column<StudioQuota>[] = [
  { header: "QUOTA", value: (quota) => quota.QuotaName },
  { header: "USED", value: (quota) => String(quota.Used), align: "right", tone: toneOf },
  { header: "LIMIT", value: (quota) => String(quota.Value), align: "right" },
  { header: "LEFT", value: (quota) => String(quota.Left), align: "right", tone: toneOf },
  { header: "CODE", value: (quota) => quota.QuotaCode, droppable: true },
  { header: "ADJUSTABLE", value: (quota) => (quota.Adjustable ? "yes" : "no"), wide: true },
];

const slotColumns: readonly Column<OwnerSlots>[] = [
  { header: "OWNER", value: (slots) => ownerLabel(ownerOf(slots)) },
  { header: "INSTANCE", value: (slots) => slots.InstanceType },
  {
    header: "SLOTS",
    value: ({ Used, Limit }) => `${Used}/${Limit}`,
    align: "right",
    tone: ({ Used, Limit }) => (Used >= Limit ? "bad" : undefined),
  },
  { header: "DOMAIN", value: (slots) => slots.DomainId, droppable: true },
  { header: "APPS", value: ({ AppNames }) => AppNames.join(", "), wide: true },
];

export const quotaCommand = defineCommand({
  name: "quota",
  summary: "Show Studio quotas against what is running, and slots per user",
  description:
    "Quotas apply to the account in one Region: apps of all its domains count if they are Pending or InService. The quota that " +
    "is nearest to its limit comes first; without --all, only quotas in use and those that apply to all of Studio are shown. " +
    "Below them are the slots that KernelGateway apps use on an instance of their owner, which up to four share: --domain " +
    "selects among these, and with --user or --space only slots are shown. In JSON, Quotas have the service's QuotaCode, " +
    "QuotaName, Value and Adjustable, then AppType and InstanceType if they apply to one, Used and Left; Slots have DomainId, " +
    "UserProfileName or SpaceName, InstanceType, Used, Limit and AppNames.",
  flags: {
    all: switchFlag("include quotas that are not in use"),
    type: choicesFlag<AppType>("TYPE", appTypes, "only quotas of apps of these types"),
    instanceType: textFlag("TYPE", "only quotas of this instance type", { check: checkInstanceType, completes: "instance-type" }),
    ...ownerFlags,
  },
  examples: [
    ["Show quotas in use, nearest to the limit first", "studioctl quota"],
    ["Check the quota of a GPU instance type", "studioctl quota --instance-type ml.g5.2xlarge"],
    ["Show free slots on the instances of one user", "studioctl quota --user ben"],
    ["Print quotas that are used up", "studioctl quota --query 'Quotas[?Left==`0`].[QuotaCode,QuotaName,Value]' -o tsv"],
  ],
  seeAlso: ["cost", "app start", "app why"],
  async run({ flags, context }) {
    const owner = ownerOfFlags(flags);
    const [studio, quotas] = await Promise.all([context.studio(), context.quotas()]);
    const domainId = await theDomainNamed(context);
    const selection: QuotaSelection = { all: flags.all, types: flags.type, instanceType: flags.instanceType, domainId, owner };
    const report = await readQuotas({ studio, quotas }, selection);
    if (owner !== undefined) return slotRows(report, owner);
    const wanting = report.Quotas.filter((quota) => exhausted(quota) || (quota.Left === 0 && flags.instanceType !== undefined));
    return rows(report.Quotas, quotaColumns, {
      document: report,
      below: [table(report.Slots, slotColumns)],
      name: ({ QuotaCode }) => QuotaCode,
      empty: flags.all ? "Service Quotas has no such quota" : "no such quota is in use: --all shows the others",
      footer: wanting.map((quota) => advice(quota, studio.region)),
    });
  },
});

function slotRows(report: QuotaReport, owner: Owner): Rows {
  return rows(report.Slots, slotColumns, {
    document: report,
    name: () => undefined,
    empty: `no KernelGateway app of ${ownerLabel(owner)} is running`,
  });
}

function toneOf(quota: StudioQuota): Tone | undefined {
  return exhausted(quota) ? "bad" : undefined;
}

/** How to increase an exhausted quota. */
function advice(quota: StudioQuota, region: string): string {
  const { QuotaName, Adjustable } = quota;
  return Adjustable
    ? `nothing left of "${QuotaName}": ${increaseCommand(quota, region)}`
    : `nothing left of "${QuotaName}", which cannot be increased`;
}

import { type AppType, type Owner, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { checkInstanceType } from "../../core/app/rules.ts";
import { appTypes } from "../../core/service-model.ts";
import { type OwnerSlots, type StudioQuota, exhausted, increaseCommand } from "../../core/quota/quota.ts";
import { type QuotaReport, type QuotaSelection, readQuotas } from "../../operations/quota.ts";
import type { Column, Tone } from "../../output/column.ts";
import { isError } from "../../core/errors.ts";
import { type AccountFlags, accountFlags, requireAccountFlags, wantsAccounts } from "../accounts.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { accountColumn, inAccounts, placed, regionColumn } from "../in-accounts.ts";
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
    "UserProfileName or SpaceName, InstanceType, Used, Limit and AppNames. With several accounts each item has AccountId, AccountName " +
    "and Region too, and Accounts the Error of each account that could not be read.",
  flags: {
    all: switchFlag("include quotas that are not in use"),
    type: choicesFlag<AppType>("TYPE", appTypes, "only quotas of apps of these types"),
    instanceType: textFlag("TYPE", "only quotas of this instance type", { check: checkInstanceType, completes: "instance-type" }),
    ...ownerFlags,
    ...accountFlags,
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
    requireAccountFlags(flags, { role: true });
    if (wantsAccounts(flags)) return await quotasOfAccounts(context, flags, owner);
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

/** The quotas of several accounts: every row with its account and Region. */
async function quotasOfAccounts(context: Context, flags: QuotaFlags, owner: Owner | undefined): Promise<Rows> {
  const selection: QuotaSelection = { all: flags.all, types: flags.type, instanceType: flags.instanceType, owner };
  const { found, accounts, errors, exitCode } = await inAccounts(context, flags, async (services, region) => {
    const [studio, quotas] = await Promise.all([services.studio(region), services.quotas(region)]);
    try {
      return await readQuotas({ studio, quotas }, selection);
    } catch (error) {
      // A user or a space is in one of the accounts.
      if (owner !== undefined && isError(error, "not-found")) return { Quotas: [], Slots: [] };
      throw error;
    }
  });
  const Quotas = placed(found, (report) => report.Quotas).toSorted((a, b) => a.Left - b.Left);
  const Slots = placed(found, (report) => report.Slots);
  const document = { Quotas, Slots, Accounts: accounts };
  const rest = { document, exitCode, footer: errors };
  const places = [accountColumn, regionColumn];
  if (owner !== undefined)
    return rows(Slots, [...places, ...slotColumns], {
      ...rest,
      name: () => undefined,
      empty: `no KernelGateway app of ${ownerLabel(owner)} is running`,
    });
  return rows(Quotas, [...places, ...quotaColumns], {
    ...rest,
    below: [table(Slots, [...places, ...slotColumns])],
    name: ({ QuotaCode }) => QuotaCode,
    empty: flags.all ? "Service Quotas has no such quota" : "no such quota is in use: --all shows the others",
  });
}

interface QuotaFlags extends AccountFlags {
  readonly all: boolean;
  readonly type: readonly AppType[];
  readonly instanceType: string | undefined;
}

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

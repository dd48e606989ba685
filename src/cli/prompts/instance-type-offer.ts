import { instanceHardware } from "../../core/app/instance-hardware.ts";
import { compareBySize, fastLaunchTypes } from "../../core/app/instances.ts";
import { appsPerInstance, fallbackInstanceType, slots } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import { instanceTypes } from "../../core/service-model.ts";
import { defaultInstanceType } from "../../core/settings/effective.ts";
import { describeDomain } from "../../operations/domain/describe.ts";
import { describeUserProfile } from "../../operations/profile/describe.ts";
import type { Column } from "../../output/column.ts";
import type { ChoiceList } from "../../ports/prompter.ts";
import { hourlyFigure } from "../views/columns.ts";
import { choiceList, type OfferScope } from "./choice-list.ts";

interface Row {
  readonly type: string;
  readonly usd: number | undefined;
  readonly free: number;
  readonly isDefault: boolean;
}

/**
 * Instance types for a KernelGateway app of a user: the user's default first, then the cheapest. Free is how many more apps
 * may share the user's instance of a type.
 */
export async function instanceTypeOffer({ context, inDomain, flags }: OfferScope): Promise<ChoiceList> {
  const [studio, prices, DomainId] = await Promise.all([context.studio(), context.prices(), inDomain()]);
  const user = typeof flags["user"] === "string" ? flags["user"] : undefined;
  const owner = user === undefined ? undefined : { UserProfileName: user };
  const apps = await collect(studio.listApps({ DomainId, ...owner }));
  const byDefault = owner === undefined ? fallbackInstanceType : await defaultOf({ DomainId, ...owner });
  const limit = typeof flags["maxAppsPerInstance"] === "number" ? flags["maxAppsPerInstance"] : appsPerInstance;
  const rows = instanceTypes
    .filter((type) => type !== "system")
    .map((type): Row => ({
      type,
      usd: prices.hourlyUsd(studio.region, "KernelGateway", type),
      free: owner === undefined ? limit : slots(apps, owner, type, limit).free,
      isDefault: type === byDefault,
    }))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || comparePrices(a.usd, b.usd) || compareBySize(a.type, b.type));
  return await choiceList(context.io, rows, columns, ({ type }) => type);

  async function defaultOf(key: { readonly DomainId: string; readonly UserProfileName: string }): Promise<string> {
    return defaultInstanceType(await describeUserProfile({ studio }, key), await describeDomain({ studio }, DomainId));
  }
}

const columns: readonly Column<Row>[] = [
  { header: "INSTANCE", value: ({ type, isDefault }) => (isDefault ? `${type} (default)` : type) },
  { header: "VCPU", value: ({ type }) => instanceHardware(type)?.vCpus.toString() ?? "", align: "right" },
  { header: "GIB", value: ({ type }) => instanceHardware(type)?.memory.toString() ?? "", align: "right" },
  { header: "GPU", value: ({ type }) => gpuText(type) },
  { header: "$/H", value: ({ usd }) => hourlyFigure(usd), align: "right" },
  { header: "FREE", value: ({ free }) => free.toString(), align: "right" },
  { header: "", value: ({ type }) => (fastLaunchTypes.has(type) ? "starts fast" : ""), droppable: true },
];

function gpuText(type: string): string {
  const gpus = instanceHardware(type)?.gpus;
  return gpus === undefined ? "" : `${gpus.count} ${gpus.model}`;
}

/** Types without a price come last. */
function comparePrices(a = Number.MAX_VALUE, b = Number.MAX_VALUE): number {
  return a - b;
}

import { type App, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { appsPerInstance, takenSlots } from "../../core/app/rules.ts";
import { instanceKey, runs, sumUsd } from "../../core/cost/billing.ts";
import type { Column } from "../../output/column.ts";
import type { Prices } from "../../ports/prices.ts";
import { ageColumn, createdColumn, hourlyFigure, statusColumn } from "./columns.ts";
import { instancesLine } from "./prices.ts";

/** An app with the price of its instance, if one is known. */
export type PricedApp = App & { readonly HourlyUsd?: number };

export function withHourlyUsd<T extends App>(app: T, prices: Prices, region: string): T & { readonly HourlyUsd?: number } {
  const type = onInstance(app) ? app.ResourceSpec?.InstanceType : undefined;
  const usd = type === undefined ? undefined : prices.hourlyUsd(region, app.AppType, type);
  return usd === undefined ? app : { ...app, HourlyUsd: usd };
}

/** A failed or deleted app has an instance type but no instance. */
function onInstance({ Status }: App): boolean {
  return Status !== "Failed" && Status !== "Deleted";
}

/** The columns that identify an app. */
export const appIdentityColumns: readonly Column<App>[] = [
  { header: "OWNER", value: (app) => ownerLabel(ownerOf(app)) },
  { header: "TYPE", value: (app) => app.AppType },
  { header: "NAME", value: (app) => app.AppName },
];

/** `apps` are all of the domain that use a slot on an instance. */
export function appColumns(apps: readonly App[], now: Date): readonly Column<PricedApp>[] {
  const taken = takenSlots(apps);
  return [
    ...appIdentityColumns,
    statusColumn(),
    { header: "INSTANCE", value: (app) => app.ResourceSpec?.InstanceType ?? "" },
    ageColumn(now),
    { header: "IMAGE", value: imageOf, wide: true },
    createdColumn(),
    { header: "SLOT", value: (app) => slotText(taken, app), wide: true, align: "right" },
    { header: "$/H", value: (app) => hourlyFigure(app.HourlyUsd), wide: true, align: "right" },
  ];
}

/** The image's name out of its ARN, with the version where one is pinned. */
function imageOf({ ResourceSpec: spec }: App): string {
  const version = /image-version\/(.+)$/.exec(spec?.SageMakerImageVersionArn ?? "")?.[1];
  return version?.replace("/", ":") ?? /image\/(.+)$/.exec(spec?.SageMakerImageArn ?? "")?.[1] ?? "";
}

/** How many slots of its instance are in use; only KernelGateway apps share one (service-facts: App rules). */
function slotText(taken: ReturnType<typeof takenSlots>, app: App): string {
  const type = app.ResourceSpec?.InstanceType;
  if (app.AppType !== "KernelGateway" || type === undefined || !onInstance(app)) return "";
  return `${taken(ownerOf(app), type).length}/${appsPerInstance}`;
}

/** Running instances and their cost, each counted once. */
export function runningFooter(apps: readonly PricedApp[], prices: Prices): string[] {
  const running = apps.filter(runs);
  const instances = new Map(running.map((app) => [instanceKey({ ...app, InstanceType: app.ResourceSpec?.InstanceType }), app.HourlyUsd]));
  const charged = [...instances.values()].filter((usd) => usd !== 0);
  const usd = sumUsd(charged);
  const unknown = charged.filter((each) => each === undefined).length;
  const sum = { Instances: charged.length, ...(usd !== undefined && { HourlyUsd: usd }) };
  return instancesLine(sum, unknown === 0 ? "" : `${unknown} without a known price`, prices);
}

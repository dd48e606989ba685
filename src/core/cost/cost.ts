import { type App, type AppType, ownerLabel, ownerOf } from "../app/app.ts";
import { type HourlyPrices, instanceKey, runs, sumUsd } from "./billing.ts";
import type { DomainSummary, SpaceSummary } from "../domain/domain.ts";
import { grouped } from "../collections.ts";

/**
 * An instance that is charged now. Apps that share an instance count once: Classic compute is billed by instance (service-facts: App
 * rules).
 */
export interface BilledInstance {
  readonly DomainId: string;
  /** The user who is charged; for a space its owner; absent if the space has none. */
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  readonly AppType: AppType;
  readonly InstanceType: string;
  readonly AppNames: readonly string[];
  /** Absent if no price is known. */
  readonly HourlyUsd?: number;
}

/** What some instances cost together. */
export interface InstanceCost {
  readonly Instances: number;
  /** Of those with a known price; absent if there are none. */
  readonly HourlyUsd?: number;
  /** Instances without a known price, which no sum includes: `Canvas on system`. */
  readonly Unpriced: readonly string[];
}

export interface DomainCost extends InstanceCost {
  readonly DomainId: string;
  readonly DomainName: string;
}

/** The cost of a user in one domain, or of a space without an owner. */
export interface OwnerCost extends DomainCost {
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  /** How many of each instance type. */
  readonly InstanceTypes: Readonly<Record<string, number>>;
  /** The user's spaces that some of it runs in. */
  readonly Spaces: readonly string[];
}

export interface InstanceTypeCost extends InstanceCost {
  readonly InstanceType: string;
}

type Domains = readonly Pick<DomainSummary, "DomainId" | "DomainName">[];

/** The instances that apps run on, each once, without those that are free (service-facts: Prices). */
export function billedInstances(
  apps: readonly App[],
  spaces: readonly SpaceSummary[],
  prices: HourlyPrices,
  region: string,
): BilledInstance[] {
  const owners = new Map(spaces.map((space) => [spaceKey(space), space.OwnershipSettingsSummary?.OwnerUserProfileName]));
  const sharing = grouped(apps.filter(runs), (app) => instanceKey({ ...app, InstanceType: app.ResourceSpec?.InstanceType }));
  const instances = [...sharing.values()].map((together): BilledInstance => {
    const [app] = together;
    const { DomainId, AppType, ResourceSpec: { InstanceType = "unknown" } = {} } = app;
    const user = app.UserProfileName ?? owners.get(spaceKey(app));
    const usd = prices.hourlyUsd(region, AppType, InstanceType);
    return {
      DomainId,
      ...ownerOf(app),
      ...(user !== undefined && { UserProfileName: user }),
      AppType,
      InstanceType,
      AppNames: together.map(({ AppName }) => AppName),
      ...(usd !== undefined && { HourlyUsd: usd }),
    };
  });
  return instances.filter(({ HourlyUsd }) => HourlyUsd !== 0);
}

/** The cost of these instances. */
export function instanceCost(instances: readonly BilledInstance[]): InstanceCost {
  const usd = sumUsd(instances.map(({ HourlyUsd }) => HourlyUsd));
  const unpriced = instances
    .filter(({ HourlyUsd }) => HourlyUsd === undefined)
    .map(({ AppType, InstanceType }) => `${AppType} on ${InstanceType}`);
  return { Instances: instances.length, ...(usd !== undefined && { HourlyUsd: usd }), Unpriced: [...new Set(unpriced)] };
}

/** By domain, most expensive first. */
export function costByDomain(instances: readonly BilledInstance[], domains: Domains): DomainCost[] {
  const groups = grouped(instances, ({ DomainId }) => DomainId);
  return dearestFirst([...groups].map(([DomainId, group]) => ({ ...named(DomainId, domains), ...instanceCost(group) })));
}

/** By user and domain, most expensive first; apps in a space count for its owner. */
export function costByOwner(instances: readonly BilledInstance[], domains: Domains): OwnerCost[] {
  const groups = [...grouped(instances, (each) => `${each.DomainId}/${ownerLabel(payer(each)).toLowerCase()}`).values()];
  const costs = groups.map((group) => {
    const types = [...grouped(group, ({ InstanceType }) => InstanceType)];
    return {
      ...named(group[0].DomainId, domains),
      ...payer(group[0]),
      ...instanceCost(group),
      InstanceTypes: Object.fromEntries(types.map(([type, { length }]) => [type, length])),
      Spaces: [...new Set(group.flatMap(({ SpaceName }) => SpaceName ?? []))],
    };
  });
  return dearestFirst(costs);
}

/** By instance type, most expensive first. */
export function costByInstanceType(instances: readonly BilledInstance[]): InstanceTypeCost[] {
  const groups = grouped(instances, ({ InstanceType }) => InstanceType);
  return dearestFirst([...groups].map(([InstanceType, group]) => ({ InstanceType, ...instanceCost(group) })));
}

/** The user who is charged for an instance. */
function payer({ UserProfileName, SpaceName }: BilledInstance) {
  return ownerOf(UserProfileName === undefined ? { ...(SpaceName !== undefined && { SpaceName }) } : { UserProfileName });
}

/** A domain id with its name, if the name is known. */
export function named(DomainId: string, domains: Domains): Pick<DomainCost, "DomainId" | "DomainName"> {
  return { DomainId, DomainName: domains.find((domain) => domain.DomainId === DomainId)?.DomainName ?? DomainId };
}

/** Items without a price may cost anything: they come first among equals. */
function dearestFirst<T extends InstanceCost>(costs: readonly T[]): T[] {
  return costs.toSorted((a, b) => (b.HourlyUsd ?? 0) - (a.HourlyUsd ?? 0) || b.Unpriced.length - a.Unpriced.length);
}

function spaceKey({ DomainId, SpaceName = "" }: { readonly DomainId: string; readonly SpaceName?: string }): string {
  return `${DomainId}/${SpaceName.toLowerCase()}`;
}

import { type App, type AppType, ownerLabel, ownerOf } from "../app/app.ts";
import { type HourlyPrices, instanceKey, runs, sumUsd } from "./billing.ts";
import type { DomainSummary, SpaceSummary } from "../domain/domain.ts";
import { grouped } from "../collections.ts";

/** An instance that is charged for now. Apps that share it are one: Classic compute is billed by instance (service-facts: App rules). */
export interface BilledInstance {
  readonly DomainId: string;
  /** Whom it counts to: of a space its owner; absent if the space tells none. */
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
  /** What has no known price, and is in no sum: `Canvas on system`. */
  readonly Unpriced: readonly string[];
}

export interface DomainCost extends InstanceCost {
  readonly DomainId: string;
  readonly DomainName: string;
}

/** Of a user in one domain, or of a space that tells no owner. */
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

/** The instances that apps run on, each once; those that are free are none (service-facts: Prices). */
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

/** What some instances cost, each of them counted. */
export function instanceCost(instances: readonly BilledInstance[]): InstanceCost {
  const usd = sumUsd(instances.map(({ HourlyUsd }) => HourlyUsd));
  const unpriced = instances
    .filter(({ HourlyUsd }) => HourlyUsd === undefined)
    .map(({ AppType, InstanceType }) => `${AppType} on ${InstanceType}`);
  return { Instances: instances.length, ...(usd !== undefined && { HourlyUsd: usd }), Unpriced: [...new Set(unpriced)] };
}

/** By domain, the dearest first. */
export function costByDomain(instances: readonly BilledInstance[], domains: Domains): DomainCost[] {
  const groups = grouped(instances, ({ DomainId }) => DomainId);
  return dearestFirst([...groups].map(([DomainId, group]) => ({ ...named(DomainId, domains), ...instanceCost(group) })));
}

/** By user and domain, the dearest first; what runs in a space counts to its owner. */
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

/** By instance type, the dearest first. */
export function costByInstanceType(instances: readonly BilledInstance[]): InstanceTypeCost[] {
  const groups = grouped(instances, ({ InstanceType }) => InstanceType);
  return dearestFirst([...groups].map(([InstanceType, group]) => ({ InstanceType, ...instanceCost(group) })));
}

/** Whom an instance counts to. */
function payer({ UserProfileName, SpaceName }: BilledInstance) {
  return ownerOf(UserProfileName === undefined ? { ...(SpaceName !== undefined && { SpaceName }) } : { UserProfileName });
}

/** A domain with its name, if it is among these. */
export function named(DomainId: string, domains: Domains): Pick<DomainCost, "DomainId" | "DomainName"> {
  return { DomainId, DomainName: domains.find((domain) => domain.DomainId === DomainId)?.DomainName ?? DomainId };
}

/** What has no price may cost anything: it comes first among equals. */
function dearestFirst<T extends InstanceCost>(costs: readonly T[]): T[] {
  return costs.toSorted((a, b) => (b.HourlyUsd ?? 0) - (a.HourlyUsd ?? 0) || b.Unpriced.length - a.Unpriced.length);
}

function spaceKey({ DomainId, SpaceName = "" }: { readonly DomainId: string; readonly SpaceName?: string }): string {
  return `${DomainId}/${SpaceName.toLowerCase()}`;
}

import { type AppType, type Owner, ownerOf } from "../core/app/app.ts";
import { collect } from "../core/collections.ts";
import { type OwnerSlots, type StudioQuota, ownerSlots, studioQuotas } from "../core/quota/quota.ts";
import { sameOwner } from "../core/app/rules.ts";
import type { Quotas } from "../ports/quotas.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../ports/studio.ts";
import { requireScope } from "./require.ts";
import { requireOwners } from "./sweep/scope.ts";

/** Selects quotas and slots; an absent member or an empty list matches any. */
export interface QuotaSelection {
  /** Whether to include unused quotas. */
  readonly all: boolean;
  readonly types: readonly AppType[];
  readonly instanceType?: string | undefined;
  /** Limits slots only: quotas apply to the account in its Region. */
  readonly domainId?: string | undefined;
  readonly owner?: Owner | undefined;
}

export interface QuotaReport {
  /** Nearest to the limit first. */
  readonly Quotas: readonly StudioQuota[];
  /** Fullest first. */
  readonly Slots: readonly OwnerSlots[];
}

interface Ports {
  readonly studio: Domains & UserProfiles & Spaces & Apps;
  readonly quotas: Quotas;
}

/**
 * The quotas of Studio with their use in all domains of the Region, and the slots that users' apps take on their instances. Rejects as the
 * calls do, and with `not-found` if the owner or the domain does not exist.
 */
export async function readQuotas({ studio, quotas }: Ports, selection: QuotaSelection): Promise<QuotaReport> {
  const [limits, domains, profiles, spaces, apps] = await Promise.all([
    collect(quotas.listSageMakerQuotas()),
    collect(studio.listDomains()),
    collect(studio.listUserProfiles({})),
    collect(studio.listSpaces({})),
    collect(studio.listApps({})),
  ]);
  const inventory = { domains: domains.length, profiles: profiles.length, spaces: spaces.length, apps };
  const Slots = ownerSlots(apps).filter((slots) => wantsSlots(slots, selection));
  if (Slots.length === 0) await requireThere(studio, selection);
  return { Quotas: studioQuotas(limits, inventory).filter((quota) => wantsQuota(quota, selection)), Slots };
}

/** Quotas of all of Studio do not match a type; the quota of a requested instance type is shown even if it is unused. */
function wantsQuota({ AppType, InstanceType, Used }: StudioQuota, { all, types, instanceType }: QuotaSelection): boolean {
  const narrowed = types.length > 0 || instanceType !== undefined;
  if (AppType === undefined) return !narrowed;
  if (instanceType !== undefined && instanceType !== InstanceType) return false;
  if (types.length > 0 && !types.some((type) => type === AppType)) return false;
  return all || instanceType !== undefined || Used > 0;
}

function wantsSlots(slots: OwnerSlots, { types, instanceType, domainId, owner }: QuotaSelection): boolean {
  return (
    (types.length === 0 || types.includes("KernelGateway")) &&
    (instanceType === undefined || slots.InstanceType === instanceType) &&
    (domainId === undefined || slots.DomainId === domainId) &&
    (owner === undefined || sameOwner(ownerOf(slots), owner))
  );
}

async function requireThere(studio: Ports["studio"], { domainId, owner }: QuotaSelection): Promise<void> {
  if (domainId !== undefined) await requireScope({ studio }, domainId, owner);
  else if (owner !== undefined) {
    const [users, spaces] = "SpaceName" in owner ? [[], [owner.SpaceName]] : [[owner.UserProfileName], []];
    await requireOwners([studio], { domains: [], users, spaces });
  }
}

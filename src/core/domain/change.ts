import type { Tag } from "../app/app.ts";
import { type Difference, changedMembers, differences, merged } from "../settings/difference.ts";
import type { Domain, DomainChange, UserSettings } from "./domain.ts";
import { type DomainSettingsRequest, networks, requestedSettings } from "./setup.ts";
import { tagChange } from "../tags.ts";

/** The update of a domain for a request: the service requests contain only what differs. */
export interface DomainUpdate {
  readonly change: DomainChange;
  readonly tags: readonly Tag[];
  readonly differences: readonly Difference[];
  /** What the service changes only if no app runs (service-facts: Settings and images): `its execution role`. */
  readonly needsStop: readonly string[];
}

/** Decides what to write, from the current domain and tags. Empty differences: nothing has to change. */
export function domainUpdate(domain: Domain, tags: readonly Tag[], request: DomainSettingsRequest): DomainUpdate {
  const userSettings = changedMembers(domain.DefaultUserSettings, merged(domain.DefaultUserSettings, requestedSettings(request)));
  const network = request.network && networks[request.network];
  const spaceSettings = spaceRole(domain, userSettings);
  const change: DomainChange = {
    ...(Object.keys(userSettings).length > 0 && { DefaultUserSettings: userSettings }),
    ...(spaceSettings !== undefined && { DefaultSpaceSettings: spaceSettings }),
    ...(request.subnets.length > 0 && !sameSet(domain.SubnetIds ?? [], request.subnets) && { SubnetIds: request.subnets }),
    ...(network !== undefined &&
      network !== (domain.AppNetworkAccessType ?? networks.public) &&
      networkChange(domain, network, request.subnets)),
  };
  const tagged = tagChange(tags, request.tags);
  return {
    change,
    tags: tagged.tags,
    differences: [...differences(domain, merged(domain, change)), ...tagged.differences],
    needsStop: needsStop(domain, change),
  };
}

/** VpcOnly is refused without the VPC and its subnets beside it (terraform-provider-aws, issue 45528, has the service's text). */
function networkChange(
  { VpcId, SubnetIds }: Domain,
  AppNetworkAccessType: "PublicInternetOnly" | "VpcOnly",
  requested: readonly string[],
): DomainChange {
  if (AppNetworkAccessType === "PublicInternetOnly") return { AppNetworkAccessType };
  return {
    AppNetworkAccessType,
    ...(VpcId !== undefined && { VpcId }),
    ...(SubnetIds !== undefined && requested.length === 0 && { SubnetIds }),
  };
}

/** The role of shared spaces changes with that of users if they are the same; a different one stays. */
function spaceRole({ DefaultUserSettings, DefaultSpaceSettings }: Domain, { ExecutionRole }: UserSettings): UserSettings | undefined {
  const present = DefaultSpaceSettings?.ExecutionRole;
  if (ExecutionRole === undefined || present === undefined) return undefined;
  return present === DefaultUserSettings?.ExecutionRole ? { ExecutionRole } : undefined;
}

function needsStop(domain: Domain, { DefaultUserSettings, AppNetworkAccessType, SubnetIds }: DomainChange): string[] {
  const removed = SubnetIds && (domain.SubnetIds ?? []).filter((id) => !SubnetIds.includes(id));
  return [
    ...(DefaultUserSettings?.ExecutionRole === undefined ? [] : ["its execution role"]),
    ...(AppNetworkAccessType === undefined ? [] : ["its network access"]),
    ...(removed === undefined || removed.length === 0 ? [] : [`its subnets, without ${removed.join(", ")}`]),
  ];
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));
}

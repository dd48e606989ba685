import { type App, type AppKey, appReference, ownerOf } from "../app/app.ts";
import type { DomainSummary, SpaceSummary, UserProfileSummary } from "../domain/domain.ts";

/** The kinds that a teardown deletes, in order: each kind belongs to one of those after it (service-facts: States and lifetimes). */
export const kinds = ["App", "Space", "UserProfile", "Domain"] as const;
export type Kind = (typeof kinds)[number];

/** One thing that can be deleted. Field names are the service's. */
export type Entity = { readonly Status: string; readonly CreationTime: Date } & (
  | ({ readonly Kind: "App" } & AppKey)
  | {
      readonly Kind: "Space";
      readonly DomainId: string;
      readonly SpaceName: string;
      readonly SharingType?: "Private" | "Shared";
      readonly VolumeSizeInGb?: number;
    }
  | { readonly Kind: "UserProfile"; readonly DomainId: string; readonly UserProfileName: string }
  | { readonly Kind: "Domain"; readonly DomainId: string; readonly DomainName: string }
);

/** The lists of one domain. */
export interface Inventory {
  readonly domains: readonly DomainSummary[];
  readonly profiles: readonly UserProfileSummary[];
  readonly spaces: readonly SpaceSummary[];
  readonly apps: readonly App[];
}

/** A domain, or one user profile in it. */
export interface TeardownRoot {
  readonly DomainId: string;
  readonly UserProfileName?: string;
}

/** An entity in the tree of entities that must be deleted before the root. */
export interface TreeNode {
  readonly id: string;
  readonly entity: Entity;
  /** The ids of its children; it is free when all of them are deleted. */
  readonly children: readonly string[];
  readonly depth: number;
  /**
   * Whether to delete it, to wait for it because it is already Deleting, or to leave it: deleting a Failed app is an error, and it blocks
   * nothing (service-facts: States and lifetimes).
   */
  readonly task: "delete" | "wait" | "leave";
}

/** The name for messages and `-o name`: `d-1`, `d-1/alice`, `d-1/space:nlp`, `d-1/alice/KernelGateway/churn`. */
export function entityReference(entity: Entity): string {
  if (entity.Kind === "App") return appReference(entity);
  if (entity.Kind === "Domain") return entity.DomainId;
  return `${entity.DomainId}/${entity.Kind === "Space" ? `space:${entity.SpaceName}` : entity.UserProfileName}`;
}

/** All of an inventory by id. Deleted apps, which stay listed for 24 hours (service-facts: States and lifetimes), are left out. */
export function entitiesOf({ domains, profiles, spaces, apps }: Inventory): ReadonlyMap<string, Entity> {
  const all: Entity[] = [
    ...apps.filter(({ Status }) => Status !== "Deleted").map(appEntity),
    ...spaces.map(spaceEntity),
    ...profiles.map(({ DomainId, UserProfileName, Status, CreationTime }) => ({
      Kind: "UserProfile" as const,
      DomainId,
      UserProfileName,
      Status,
      CreationTime,
    })),
    ...domains.map(({ DomainId, DomainName, Status, CreationTime }) => ({
      Kind: "Domain" as const,
      DomainId,
      DomainName,
      Status,
      CreationTime,
    })),
  ];
  return new Map(all.map((entity) => [idOf(entity), entity]));
}

function appEntity({ DomainId, AppType, AppName, Status, CreationTime, ...app }: App): Entity {
  return { Kind: "App", DomainId, ...ownerOf(app), AppType, AppName, Status, CreationTime };
}

function spaceEntity({
  DomainId,
  SpaceName,
  Status,
  CreationTime,
  SpaceSharingSettingsSummary: sharing,
  SpaceSettingsSummary: settings,
}: SpaceSummary): Entity {
  const VolumeSizeInGb = settings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
  return {
    Kind: "Space",
    DomainId,
    SpaceName,
    ...(sharing?.SharingType && { SharingType: sharing.SharingType }),
    ...(VolumeSizeInGb !== undefined && { VolumeSizeInGb }),
    Status,
    CreationTime,
  };
}

/**
 * The tree under a root, depth first, the root first; empty if the root is not in the inventory. An entity whose owner is not listed
 * belongs to the domain, so that nothing of a domain is missed.
 */
export function teardownTree(inventory: Inventory, root: TeardownRoot): readonly TreeNode[] {
  const entities = entitiesOf(inventory);
  const owners = new Map(
    inventory.spaces.map(({ DomainId, SpaceName, OwnershipSettingsSummary: owner }) => [
      spaceId(DomainId, SpaceName),
      owner?.OwnerUserProfileName,
    ]),
  );
  const children = new Map<string, string[]>();
  for (const [id, entity] of entities) {
    const parent = parentOf(id, entity, owners);
    const above = parent === undefined || entities.has(parent) ? parent : entity.DomainId;
    if (above === undefined) continue;
    const siblings = children.get(above);
    if (siblings === undefined) children.set(above, [id]);
    else siblings.push(id);
  }

  function under(id: string, depth: number): TreeNode[] {
    const entity = entities.get(id);
    if (entity === undefined) return [];
    const own = children.get(id) ?? [];
    return [{ id, entity, children: own, depth, task: taskOf(entity) }, ...own.flatMap((child) => under(child, depth + 1))];
  }
  return under(root.UserProfileName === undefined ? root.DomainId : profileId(root.DomainId, root.UserProfileName), 0);
}

/** The entity that another one belongs to and blocks; undefined for a domain. */
function parentOf(id: string, entity: Entity, owners: ReadonlyMap<string, string | undefined>): string | undefined {
  const { Kind, DomainId } = entity;
  if (Kind === "Domain") return undefined;
  if (Kind === "UserProfile") return DomainId;
  if (Kind === "App" && entity.SpaceName !== undefined) return spaceId(DomainId, entity.SpaceName);
  const owner = Kind === "Space" ? owners.get(id) : entity.UserProfileName;
  return owner === undefined ? DomainId : profileId(DomainId, owner);
}

function taskOf({ Kind, Status }: Entity): TreeNode["task"] {
  if (Status === "Deleting") return "wait";
  return Kind === "App" && Status === "Failed" ? "leave" : "delete";
}

/** What must be deleted before the root: everything under it except what blocks nothing. */
export function inTheWay(tree: readonly TreeNode[]): readonly TreeNode[] {
  return tree.slice(1).filter(({ task }) => task !== "leave");
}

const words: Readonly<Record<Kind, string>> = { App: "app", Space: "space", UserProfile: "user profile", Domain: "domain" };

/** `3 apps`. */
export function kindCount(kind: Kind, count: number): string {
  return `${count} ${words[kind]}${count === 1 ? "" : "s"}`;
}

/** `3 apps, 1 space`: how many nodes there are of each kind. */
export function countByKind(nodes: readonly TreeNode[]): string {
  const counts = kinds.map((kind) => [kind, nodes.filter(({ entity }) => entity.Kind === kind).length] as const);
  return counts.flatMap(([kind, count]) => (count === 0 ? [] : [kindCount(kind, count)])).join(", ");
}

/** Names of profiles and spaces are compared without case (service-facts: App rules). */
function idOf(entity: Entity): string {
  if (entity.Kind === "Space") return spaceId(entity.DomainId, entity.SpaceName);
  if (entity.Kind === "UserProfile") return profileId(entity.DomainId, entity.UserProfileName);
  if (entity.Kind === "Domain") return entity.DomainId;
  const owner = ownerOf(entity);
  const ownerId = "SpaceName" in owner ? spaceId(entity.DomainId, owner.SpaceName) : profileId(entity.DomainId, owner.UserProfileName);
  return `${ownerId}/${entity.AppType}/${entity.AppName}`;
}

function spaceId(domainId: string, name: string): string {
  return `${domainId}/space:${name.toLowerCase()}`;
}

function profileId(domainId: string, name: string): string {
  return `${domainId}/${name.toLowerCase()}`;
}

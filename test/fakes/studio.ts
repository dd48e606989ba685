import { type App, type AppDetail, type AppKey, type Tag, appReference } from "../../src/core/app/app.ts";
import type { Domain, Space, SpaceSummary, UserProfile } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Studio } from "../../src/ports/studio.ts";
import { arnPrefix, created, domain, profile, space } from "./entities.ts";

export interface FakeStudioOptions {
  readonly region?: string;
  readonly apps?: readonly (App & Partial<AppDetail>)[];
  readonly domains?: readonly (Pick<Domain, "DomainId"> & Partial<Domain>)[];
  readonly profiles?: readonly (Pick<UserProfile, "DomainId" | "UserProfileName"> & Partial<UserProfile>)[];
  readonly spaces?: readonly (Pick<Space, "DomainId" | "SpaceName"> & Partial<Space>)[];
  /** By app reference. */
  readonly tags?: Readonly<Record<string, readonly Tag[]>>;
  /** What a Deleting app is in the second list after its DeleteApp; Deleted unless told otherwise. */
  readonly endsAs?: App["Status"];
}

type Call = readonly [method: keyof Studio, subject: string];

/**
 * A Region of Studio in memory. `calls` tells every method called with its subject (an app reference, a
 * domain id, a filter as JSON); `fail` makes calls whose subject contains a text reject, `when` lets something
 * happen just before them.
 */
export function fakeStudio(options: FakeStudioOptions = {}) {
  const apps = new Map((options.apps ?? []).map((app) => [appReference(app), { ...app }]));
  const tags = new Map(Object.entries(options.tags ?? {}).map(([reference, list]) => [reference, [...list]]));
  const calls: Call[] = [];
  const hooks: { method: keyof Studio; part: string; action: () => void }[] = [];
  const domains = (options.domains ?? []).map(domain);
  const profiles = (options.profiles ?? []).map(profile);
  const spaces = (options.spaces ?? []).map(space);
  const domainNamed = (id: string) =>
    find(
      domains.find(({ DomainId }) => DomainId === id),
      `domain ${id}`,
    );
  const profileNamed = ({ DomainId, UserProfileName }: Pick<UserProfile, "DomainId" | "UserProfileName">) =>
    find(
      profiles.filter(inDomain(DomainId)).find((each) => each.UserProfileName === UserProfileName),
      `user profile ${UserProfileName}`,
    );
  const spaceNamed = ({ DomainId, SpaceName }: Pick<Space, "DomainId" | "SpaceName">) =>
    find(
      spaces.filter(inDomain(DomainId)).findLast((each) => each.SpaceName === SpaceName),
      `space ${SpaceName}`,
    );
  /** Deleting apps, and whether a list has shown them so. */
  const leaving = new Map<string, boolean>();

  function called(method: keyof Studio, subject: string): void {
    calls.push([method, subject]);
    for (const hook of hooks) if (hook.method === method && subject.includes(hook.part)) hook.action();
  }

  const tagsOf = (arn: string): Tag[] => {
    const reference = [...apps.keys()].find((key) => arnOf(key) === arn) ?? arn;
    const list = tags.get(reference) ?? [];
    tags.set(reference, list);
    return list;
  };

  function passTime(): void {
    for (const [reference, shown] of leaving) {
      const app = apps.get(reference);
      if (!shown) leaving.set(reference, true);
      else if (app !== undefined) {
        apps.set(reference, { ...app, Status: options.endsAs ?? "Deleted" });
        leaving.delete(reference);
      }
    }
  }

  function when(method: keyof Studio, part: string, action: () => void): void {
    hooks.push({ method, part, action });
  }

  const studio = {
    region: options.region ?? "us-east-1",
    async *listDomains() {
      called("listDomains", "");
      yield* listed(domains);
    },
    async describeDomain(id) {
      called("describeDomain", id);
      return shown(domainNamed(id));
    },
    async updateDomain(id, change) {
      called("updateDomain", JSON.stringify({ DomainId: id, ...change }));
      const found = domainNamed(id);
      const { DefaultUserSettings: users, DefaultSpaceSettings: spaces } = change;
      Object.assign(found, {
        ...change,
        Status: "Updating",
        DefaultUserSettings: { ...found.DefaultUserSettings, ...users },
        ...(spaces !== undefined && { DefaultSpaceSettings: { ...found.DefaultSpaceSettings, ...spaces } }),
      });
    },
    async createDomain(request) {
      called("createDomain", JSON.stringify(request));
      const DomainId = `d-new${domains.length}`;
      domains.push({ ...domain({ DomainId }), ...request, Status: "Pending" });
      return DomainId;
    },
    async deleteDomain(id, homeFileSystem) {
      called("deleteDomain", homeFileSystem === undefined ? id : `${id} ${homeFileSystem}`);
      doom(domainNamed(id));
    },
    async *listUserProfiles(filter) {
      called("listUserProfiles", JSON.stringify(filter));
      const named = profiles.filter(({ UserProfileName }) => UserProfileName.includes(filter.UserProfileName ?? ""));
      for (const { FailureReason: _, ...summary } of listed(named.filter(inDomain(filter.DomainId)))) yield summary;
    },
    async describeUserProfile({ DomainId, UserProfileName }) {
      called("describeUserProfile", `${DomainId}/${UserProfileName}`);
      return shown(profileNamed({ DomainId, UserProfileName }));
    },
    async updateUserProfile(key, { UserSettings }) {
      called("updateUserProfile", JSON.stringify({ ...key, UserSettings }));
      const found = profileNamed(key);
      Object.assign(found, { Status: "Updating", UserSettings: { ...found.UserSettings, ...UserSettings } });
    },
    async createUserProfile(request) {
      called("createUserProfile", JSON.stringify(request));
      const { DomainId, UserProfileName } = request;
      profiles.push({ ...profile({ DomainId, UserProfileName }), ...request, Status: "Pending" });
    },
    async deleteUserProfile(key) {
      called("deleteUserProfile", `${key.DomainId}/${key.UserProfileName}`);
      doom(profileNamed(key));
    },
    async *listSpaces(filter) {
      called("listSpaces", JSON.stringify(filter));
      yield* [...listed(spaces.filter(inDomain(filter.DomainId)))]
        .filter(({ SpaceName }) => SpaceName.includes(filter.SpaceName ?? ""))
        .map(summaryOf);
    },
    async describeSpace({ DomainId, SpaceName }) {
      called("describeSpace", `${DomainId}/${SpaceName}`);
      return shown(spaceNamed({ DomainId, SpaceName }));
    },
    async updateSpace(key, change) {
      called("updateSpace", JSON.stringify({ ...key, ...change }));
      const found = spaceNamed(key);
      Object.assign(found, { ...change, Status: "Updating", SpaceSettings: { ...found.SpaceSettings, ...change.SpaceSettings } });
    },
    async createSpace(request) {
      called("createSpace", JSON.stringify(request));
      const { DomainId, SpaceName } = request;
      spaces.push({ ...space({ DomainId, SpaceName }), ...request, Status: "Pending" });
    },
    async deleteSpace(key) {
      called("deleteSpace", `${key.DomainId}/${key.SpaceName}`);
      doom(spaceNamed(key));
    },
    async *listApps(filter) {
      called("listApps", JSON.stringify(filter));
      passTime();
      yield* [...apps.values()].filter(
        (app) =>
          inDomain(filter.DomainId)(app) &&
          (filter.UserProfileName ?? app.UserProfileName) === app.UserProfileName &&
          (filter.SpaceName ?? app.SpaceName) === app.SpaceName,
      );
    },
    async describeApp(key) {
      const reference = appReference(key);
      called("describeApp", reference);
      return { ...find(apps.get(reference), `app ${reference}`), AppArn: arnOf(reference) };
    },
    async createApp(app) {
      const reference = appReference(app);
      called("createApp", reference);
      apps.set(reference, { ...app, Status: "Pending", CreationTime: created });
      if (app.Tags !== undefined) tags.set(reference, [...app.Tags]);
      return arnOf(reference);
    },
    async deleteApp(key) {
      const reference = appReference(key);
      called("deleteApp", reference);
      apps.set(reference, { ...find(apps.get(reference), `app ${reference}`), Status: "Deleting" });
      leaving.set(reference, false);
    },
    async listTags(arn) {
      called("listTags", arn);
      return [...tagsOf(arn)];
    },
    async addTags(arn, added) {
      called("addTags", arn);
      const list = tagsOf(arn);
      for (const tag of added) list.splice(indexOfKey(list, tag.Key), 1, tag);
    },
    async deleteTags(arn, keys) {
      called("deleteTags", arn);
      const list = tagsOf(arn);
      list.splice(0, list.length, ...list.filter(({ Key }) => !keys.includes(Key)));
    },
    async createPresignedDomainUrl(request) {
      called("createPresignedDomainUrl", JSON.stringify(request));
      return new Secret("https://studio.example/auth?token=hidden");
    },
  } satisfies Studio;

  return {
    ...studio,
    calls,
    /** How often a method was called. */
    count: (method: keyof Studio) => calls.filter(([name]) => name === method).length,
    /** Subjects of the calls of a method, in order. */
    subjects: (method: keyof Studio) => calls.filter(([name]) => name === method).map(([, subject]) => subject),
    when,
    fail(
      method: keyof Studio,
      part: string,
      error: Error = new StudioctlError("denied", `not allowed to ${method}`, {
        deniedAction: `sagemaker:${method.charAt(0).toUpperCase()}${method.slice(1)}`,
      }),
    ): void {
      when(method, part, () => {
        throw error;
      });
    },
    /** Changes an app as somebody else would, or adds it; undefined takes it away. */
    set(key: AppKey, change: Partial<App & AppDetail> | undefined): void {
      const reference = appReference(key);
      const app = apps.get(reference) ?? { ...key, Status: "InService" as const, CreationTime: created };
      if (change === undefined) apps.delete(reference);
      else apps.set(reference, { ...app, ...change });
    },
    /** Changes a domain as somebody else would. */
    setDomain(id: string, change: Partial<Domain>): void {
      Object.assign(domainNamed(id), change);
    },
    /** Changes a space as somebody else would. */
    setSpace(key: Pick<Space, "DomainId" | "SpaceName">, change: Partial<Space>): void {
      Object.assign(spaceNamed(key), change);
    },
    /** Changes a user profile as somebody else would, where it is there. */
    setProfile(name: string, change: Partial<UserProfile>): void {
      Object.assign(profiles.find(({ UserProfileName }) => UserProfileName === name) ?? {}, change);
    },
    tag(key: AppKey, list: readonly Tag[]): void {
      tags.set(appReference(key), [...list]);
    },
  };
}

export type FakeStudio = ReturnType<typeof fakeStudio>;

/** The ARN the fake gives an app (service-facts: The model of Studio). */
function arnOf(reference: string): string {
  const [domain, owner = "", type = "", name] = reference.split("/");
  return `${arnPrefix}:app/${domain}/${owner.replace(/^space:/, "")}/${type.toLowerCase()}/${name}`;
}

function indexOfKey(list: readonly Tag[], key: string): number {
  const index = list.findIndex(({ Key }) => Key === key);
  return index === -1 ? list.length : index;
}

function summaryOf({
  DomainId,
  SpaceName,
  Status,
  CreationTime,
  SpaceSettings,
  OwnershipSettings,
  SpaceSharingSettings,
}: Space): SpaceSummary {
  return {
    DomainId,
    SpaceName,
    Status,
    CreationTime,
    ...(SpaceSettings && {
      SpaceSettingsSummary: {
        ...(SpaceSettings.AppType && { AppType: SpaceSettings.AppType }),
        ...(typeof SpaceSettings["RemoteAccess"] === "string" && { RemoteAccess: SpaceSettings["RemoteAccess"] }),
        ...(SpaceSettings.SpaceStorageSettings && { SpaceStorageSettings: SpaceSettings.SpaceStorageSettings }),
      },
    }),
    ...(OwnershipSettings && { OwnershipSettingsSummary: OwnershipSettings }),
    ...(SpaceSharingSettings && { SpaceSharingSettingsSummary: SpaceSharingSettings }),
  };
}

/** As it is now; a change under way is over when it has been seen once. */
function shown<T extends { readonly Status: string }>(entity: T): T {
  if (entity.Status === "gone") throw new StudioctlError("not-found", "it is gone");
  const now = { ...entity };
  const next = entity.Status === "Updating" || entity.Status === "Pending" ? "InService" : entity.Status;
  Object.assign(entity, { Status: doomed.has(entity) ? "gone" : next });
  return now;
}

/** Entities whose delete was accepted here: gone when they have been seen Deleting once. */
const doomed = new WeakSet<object>();

function doom(entity: object): void {
  Object.assign(entity, { Status: "Deleting" });
  doomed.add(entity);
}

/** What a list shows of entities. */
function* listed<T extends { readonly Status: string }>(entities: readonly T[]): Generator<T> {
  for (const entity of entities) if (entity.Status !== "gone") yield shown(entity);
}

function find<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new StudioctlError("not-found", `no ${what}`);
  return item;
}

function inDomain(wanted: string | undefined): (item: { readonly DomainId: string }) => boolean {
  return (item) => wanted === undefined || wanted === item.DomainId;
}

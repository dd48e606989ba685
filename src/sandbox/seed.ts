import { type AppKey, type Owner, ownerOf, type ResourceSpec, type Tag } from "../core/app/app.ts";
import { parseDuration } from "../core/time.ts";
import { emptyState } from "./empty-state.ts";
import { home } from "./home.ts";
import type { HomeFileSystem, Transition } from "./sagemaker-state.ts";
import type {
  Seed,
  SeedApp,
  SeedContents,
  SeedContainer,
  SeedDomain,
  SeedFileSystem,
  SeedOwner,
  SeedRepository,
  SeedRetained,
  SeedSpace,
  SeedUser,
} from "./seed-document.ts";
import { activityOf, simulatedServer } from "./seed-server.ts";
import { seededOrganization } from "./seed-organization.ts";
import { leftOf } from "./services/efs/homes.ts";
import { appRecordKey, namedKey, ownerKey } from "./services/sagemaker/names.ts";
import { appRecord, domainRecord, nextDomainId, nextUid, spaceRecord, userProfileRecord } from "./services/sagemaker/records.ts";
import { gone } from "./services/sagemaker/transitions.ts";
import type { ContainerRecord, RepositoryRecord, RetainedDomain, SandboxState } from "./state.ts";

/** Settings are older than any app. */
const settingsAgeDays = 90;

/** The account that a seed describes, at `now` (epoch milliseconds of the sandbox's clock). */
export function seedState(seed: Seed, now: number): SandboxState {
  const state = emptyState();
  const { transitionSeconds, ...settings } = seed.settings ?? {};
  Object.assign(state.settings, settings);
  Object.assign(state.settings.transitionSeconds, transitionSeconds);
  addContents(state, seed, now);
  if (seed.accounts !== undefined) state.organization = seededOrganization(state, seed.accounts, addContents, now);
  return state;
}

/** Adds domains, remains of domains, and repositories to one account. */
function addContents(state: SandboxState, { domains = [], retained = [], ecr = [] }: SeedContents, now: number): void {
  for (const domain of domains) addDomain(state, domain, now);
  for (const left of retained) state.ec2.retainedDomains.push(seededRetained(nextDomainId(state), left, now));
  for (const repository of ecr) state.ecr.repositories[repository.name] = seededRepository(repository, now);
}

function addDomain(state: SandboxState, domain: SeedDomain, now: number): void {
  const { name, authMode = "IAM", unifiedStudio = false, users = [], spaces = [] } = domain;
  const DomainId = nextDomainId(state);
  const CreationTime = now - settingsAgeDays * 86_400_000;
  const files = domain.fileSystem === "none" ? { HomeEfsFileSystemCreation: "Disabled" } : seededFileSystem(domain);
  state.sagemaker.domains[DomainId] = domainRecord({
    DomainId,
    DomainName: name,
    AuthMode: authMode,
    CreationTime,
    ...files,
    ...(unifiedStudio && { DomainSettings: { UnifiedStudioSettings: { StudioWebPortalAccess: "ENABLED" } } }),
  });
  for (const user of users) addUser(state, DomainId, user, CreationTime, now);
  for (const space of spaces) addSpace(state, DomainId, space, CreationTime, now);
}

function addUser(state: SandboxState, DomainId: string, user: SeedUser, CreationTime: number, now: number): void {
  const { name: UserProfileName, defaultInstanceType: InstanceType } = user;
  const UserSettings = InstanceType === undefined ? {} : { KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType } } };
  const record = userProfileRecord({ DomainId, UserProfileName, HomeEfsFileSystemUid: nextUid(state), UserSettings, CreationTime });
  state.sagemaker.userProfiles[namedKey(DomainId, UserProfileName)] = record;
  const apps = user.apps?.map((app) => (app.type === "KernelGateway" ? { instanceType: InstanceType, ...app } : app));
  addBelongings(state, DomainId, { UserProfileName }, { ...user, apps }, record.UserProfileArn, now);
}

function addSpace(state: SandboxState, DomainId: string, space: SeedSpace, CreationTime: number, now: number): void {
  const { name: SpaceName, type: AppType, sharing = "Private", volumeGb = 5, remoteAccess } = space;
  const remote = remoteAccess === undefined ? {} : { RemoteAccess: remoteAccess ? "ENABLED" : "DISABLED" };
  const record = spaceRecord({
    DomainId,
    SpaceName,
    HomeEfsFileSystemUid: nextUid(state),
    SpaceSettings: { AppType, ...remote, SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: volumeGb } } },
    OwnershipSettings: { OwnerUserProfileName: space.owner },
    SpaceSharingSettings: { SharingType: sharing },
    CreationTime,
  });
  state.sagemaker.spaces[namedKey(DomainId, SpaceName)] = record;
  addBelongings(state, DomainId, { SpaceName }, space, record.SpaceArn, now);
}

/** The owner's tags, its apps, and what runs on its server. */
function addBelongings(state: SandboxState, DomainId: string, owner: Owner, seed: SeedOwner, arn: string, now: number): void {
  const { apps = [], server, tags } = seed;
  if (tags !== undefined) state.sagemaker.tags[arn] = { ...tags };
  for (const app of apps) addApp(state, { DomainId, ...owner, AppType: app.type, AppName: app.name ?? "default" }, app, now);
  if (server === undefined) return;
  const specs = new Map(apps.map((app) => [app.name ?? "default", specOf(app)]));
  state.jupyter.servers[ownerKey(DomainId, owner)] = simulatedServer(server, seed.name, specs, now);
}

function addApp(state: SandboxState, key: AppKey, app: SeedApp, now: number): void {
  const { status: Status = "InService", failureReason } = app;
  const transition = transitionOf(state, Status, now);
  const record = appRecord({
    ...key,
    ResourceSpec: specOf(app),
    CreationTime: now - parseDuration(app.started),
    Status,
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    ...(app.log && { log: app.log }),
    ...(app.lifecycleLog && { lifecycleLog: app.lifecycleLog }),
    ...(transition && { transition }),
  });
  state.sagemaker.apps[appRecordKey(key)] = record;
  if (app.active !== undefined) (state.canvas ??= {})[ownerKey(key.DomainId, ownerOf(key))] = activityOf(app.active, now);
  const tags = { ...app.tags, ...keepTag(app, now) };
  if (Object.keys(tags).length > 0) state.sagemaker.tags[record.AppArn] = tags;
}

function transitionOf(state: SandboxState, status: string, now: number): Transition | undefined {
  const { appStart, appStop } = state.settings.transitionSeconds;
  if (status === "Pending") return { at: now + appStart * 1000, to: "InService" };
  if (status === "Deleting") return { at: now + appStop * 1000, to: "Deleted" };
  return status === "Deleted" ? { at: now + 86_400_000, to: gone } : undefined;
}

/** `studioctl:keep` holds an ISO time or `forever`. */
function keepTag({ keep }: SeedApp, now: number): Record<string, Tag["Value"]> {
  if (keep === undefined) return {};
  return { "studioctl:keep": keep === "forever" ? keep : new Date(now + parseDuration(keep)).toISOString() };
}

function specOf({ type, instanceType, image }: SeedApp): ResourceSpec {
  return {
    InstanceType: instanceType ?? (type === "JupyterServer" || type === "Canvas" ? "system" : "ml.t3.medium"),
    // First-party images belong to an account of AWS.
    ...(image === undefined ? {} : { SageMakerImageArn: `arn:aws:sagemaker:${home.region}:081325390199:image/${image}` }),
  };
}

/** The home file system of a domain from a seed. */
function seededFileSystem({ efsGb, accessPoints = [] }: SeedFileSystem): { readonly homeFileSystem: HomeFileSystem } {
  const points = accessPoints.map(({ name, path, user }) => ({ name, path, ...(user && { user }) }));
  return {
    homeFileSystem: {
      ...(efsGb !== undefined && { storedGb: typeof efsGb === "number" ? { standard: efsGb } : efsGb }),
      ...(points.length > 0 && { accessPoints: points }),
    },
  };
}

/** The remains of a deleted ordinary domain. */
function seededRetained(DomainId: string, seed: SeedRetained, now: number): RetainedDomain {
  const CreationTime = now - parseDuration(seed.created);
  return leftOf(domainRecord({ DomainId, DomainName: DomainId, CreationTime, ...seededFileSystem(seed) }));
}

/** A repository is as old as its first image. */
function seededRepository({ name, images }: SeedRepository, now: number): RepositoryRecord {
  const containers = images.map((image, index) => seededContainer(image, `${name} ${index + 1}`, now));
  return { createdAt: Math.min(now, ...containers.map(({ pushedAt }) => pushedAt)), images: containers };
}

function seededContainer(
  { tags = [], sizeMb, architectures = ["amd64"], pushed, findings }: SeedContainer,
  content: string,
  now: number,
): ContainerRecord {
  return { tags: [...tags], content, architectures, sizeMb, pushedAt: now - parseDuration(pushed), ...(findings && { findings }) };
}

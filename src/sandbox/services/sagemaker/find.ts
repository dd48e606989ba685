import { type AppKey, type Owner, ownerOf } from "../../../core/app/app.ts";
import type { Context } from "../../operation.ts";
import { resourceNotFound, validationException } from "../../protocol/service-error.ts";
import type { AppRecord, DomainRecord, Settings, SpaceRecord, UserProfileRecord } from "../../sagemaker-state.ts";
import { appArn, appRecordKey, domainArn, namedKey, ownerKey, spaceArn, userProfileArn } from "./names.ts";

/**
 * Whether a name is used, ignoring case: ARNs contain it in lower case (SageMaker API: the pattern of ImageArn), so two would share one.
 */
export function isTaken(table: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(table).some((used) => used.toLowerCase() === name.toLowerCase());
}

/** What an app can belong to. */
export type OwnerRecord = UserProfileRecord | SpaceRecord;

export function isSpace(owner: OwnerRecord): owner is SpaceRecord {
  return "SpaceName" in owner;
}

export function requireDomain({ state }: Context, domainId: string): DomainRecord {
  return state.sagemaker.domains[domainId] ?? missing(`Domain [${domainArn(domainId)}] does not exist.`);
}

export function requireUserProfile(context: Context, domainId: string, name: string): UserProfileRecord {
  requireDomain(context, domainId);
  return (
    context.state.sagemaker.userProfiles[namedKey(domainId, name)] ??
    missing(`UserProfile [${userProfileArn(domainId, name)}] does not exist.`)
  );
}

export function requireSpace(context: Context, domainId: string, name: string): SpaceRecord {
  requireDomain(context, domainId);
  return context.state.sagemaker.spaces[namedKey(domainId, name)] ?? missing(`Space [${spaceArn(domainId, name)}] does not exist.`);
}

/** The profile or space of an existing or a new app. */
function requireOwner(context: Context, domainId: string, owner: Owner): OwnerRecord {
  return "SpaceName" in owner
    ? requireSpace(context, domainId, owner.SpaceName)
    : requireUserProfile(context, domainId, owner.UserProfileName);
}

/** The owner of a domain's RStudio server app, which no list of user profiles shows (service-facts: The model of Studio). */
const domainShared = "domain-shared";

/**
 * The owner of a new app. The RStudio server of a domain belongs to `domain-shared`, and nothing else does
 * (SageMaker API: RStudioServerProDomainSettings; the text is inferred).
 */
export function requireAppOwner(context: Context, { DomainId, AppType }: AppKey, owner: Owner): OwnerRecord {
  const shared = "UserProfileName" in owner && owner.UserProfileName.toLowerCase() === domainShared;
  if (shared !== (AppType === "RStudioServerPro")) {
    throw validationException(
      shared
        ? `AppType [${AppType}] is not supported for UserProfile [${domainShared}].`
        : `AppType [${AppType}] is only supported for UserProfile [${domainShared}].`,
    );
  }
  if (!shared) return requireOwner(context, DomainId, owner);
  const domain = requireDomain(context, DomainId);
  if (Object(domain["DomainSettings"]).RStudioServerProDomainSettings === undefined) {
    throw validationException(`Domain [${domain.DomainArn}] has no RStudioServerProDomainSettings.`);
  }
  return {
    DomainId,
    UserProfileName: domainShared,
    UserProfileArn: userProfileArn(DomainId, domainShared),
    Status: "InService",
    CreationTime: domain.CreationTime,
  };
}

/** Nothing can be started in an entity that is not InService, or whose latest update failed. */
export function requireInService({ Status }: DomainRecord | OwnerRecord, arn: string): void {
  if (Status === "InService" || Status === "Update_Failed") return;
  throw validationException(`[${arn}] is in ${Status} status. It must be InService.`);
}

export function ownerArn(owner: OwnerRecord): string {
  return isSpace(owner) ? owner.SpaceArn : owner.UserProfileArn;
}

/** The owner in a request; the service requires exactly one of the two. */
export function requestedOwner(input: { readonly UserProfileName?: string; readonly SpaceName?: string }): Owner {
  if ((input.UserProfileName === undefined) === (input.SpaceName === undefined)) {
    throw validationException("Exactly one of UserProfileName and SpaceName must be specified.");
  }
  return ownerOf(input);
}

/**
 * Not found has two forms: an unknown owner is a ValidationException that says RecordNotFound, an unknown app a ResourceNotFound
 * (service-facts: Errors: DescribeApp returns either).
 */
export function requireApp(context: Context, key: AppKey): AppRecord {
  const owner = requestedOwner(key);
  const { apps, userProfiles, spaces } = context.state.sagemaker;
  const app = apps[appRecordKey({ ...key, ...owner })];
  if (app !== undefined) return app;
  const table = "SpaceName" in owner ? spaces : userProfiles;
  const name = "SpaceName" in owner ? owner.SpaceName : owner.UserProfileName;
  if (table[namedKey(key.DomainId, name)] === undefined) {
    throw validationException(`RecordNotFound: no such owner of App [${appArn(key)}].`);
  }
  throw resourceNotFound(`App [${appArn(key)}] does not exist.`);
}

/** The records of apps of one owner, in whatever status. */
export function appsOf({ state }: Context, domainId: string, owner: Owner): AppRecord[] {
  const prefix = `${ownerKey(domainId, owner)}/`;
  return Object.entries(state.sagemaker.apps).flatMap(([key, app]) => (key.startsWith(prefix) ? [app] : []));
}

/** Failed and deleted apps block nothing (service-facts: States and lifetimes). */
export function isLive(app: AppRecord): boolean {
  return app.Status !== "Failed" && app.Status !== "Deleted";
}

function missing(message: string): never {
  throw resourceNotFound(message);
}

/**
 * Deletes what ends with its owner: Failed apps, which cannot be deleted (service-facts: States and lifetimes), and the state of the
 * Jupyter server.
 */
export function forgetBelongings(context: Context, domainId: string, owner: Owner): void {
  const { sagemaker, jupyter } = context.state;
  for (const app of appsOf(context, domainId, owner)) {
    if (app.Status !== "Failed") continue;
    delete sagemaker.apps[appRecordKey(app)];
    delete sagemaker.tags[app.AppArn];
  }
  delete jupyter.servers[ownerKey(domainId, owner)];
}

/** The users of an image or a config: the apps that run with it, and the settings that it is attached to. */
interface Use {
  readonly app?: (app: AppRecord) => boolean;
  readonly settings: (settings: Settings | undefined) => boolean;
}

/** The ARN of what blocks a deletion: a running app, or a domain, profile or space. */
export function userOf({ state }: Context, use: Use): string | undefined {
  const { apps, domains, userProfiles, spaces } = state.sagemaker;
  const app = Object.values(apps).find((app) => isLive(app) && use.app?.(app) === true);
  const domain = Object.values(domains).find(
    (domain) => use.settings(domain.DefaultUserSettings) || use.settings(domain.DefaultSpaceSettings),
  );
  const profile = Object.values(userProfiles).find(({ UserSettings }) => use.settings(UserSettings));
  const space = Object.values(spaces).find(({ SpaceSettings }) => use.settings(SpaceSettings));
  return app?.AppArn ?? domain?.DomainArn ?? profile?.UserProfileArn ?? space?.SpaceArn;
}

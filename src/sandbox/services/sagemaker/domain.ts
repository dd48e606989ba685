import type { UserSettings } from "../../../core/domain/domain.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, validationException } from "../../protocol/service-error.ts";
import type { DomainRecord, SpaceRecord, UserProfileRecord } from "../../sagemaker-state.ts";
import { leftOf } from "../efs/homes.ts";
import { requireDomain, requireSpace, requireUserProfile } from "./find.ts";
import { type ListInput, listPage } from "./listing.ts";
import { checkDomainQuota } from "./quotas.ts";
import { domainRecord, fileSystemId, nextDomainId } from "./records.ts";
import { checkSettings, needsStop, requireAssumableRole, requireNetwork, updated } from "./settings.ts";
import { setTags } from "./tags.ts";
import { creating, deleting, updating } from "./transitions.ts";

interface CreateDomainInput {
  readonly DomainName: string;
  readonly AuthMode: string;
  readonly DefaultUserSettings: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly VpcId?: string;
  readonly SubnetIds?: readonly string[];
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createDomain: Operation<CreateDomainInput> = ({ Tags, ...members }, context: Context) => {
  checkDomainQuota(context);
  checkSettings(context, members.DefaultUserSettings);
  checkSettings(context, members.DefaultSpaceSettings);
  requireNetwork(context, members);
  requireAssumableRole(context, members.DefaultUserSettings.ExecutionRole);
  requireAssumableRole(context, members.DefaultSpaceSettings?.ExecutionRole);
  const DomainId = nextDomainId(context.state);
  const domain = domainRecord({ ...members, DomainId, CreationTime: context.now });
  context.state.sagemaker.domains[DomainId] = creating(domain, "domain", context);
  setTags(context, domain.DomainArn, Tags);
  return domain;
};

export const describeDomain: Operation<{ readonly DomainId: string }> = (input, context) => requireDomain(context, input.DomainId);

export const listDomains: Operation<ListInput> = (input, { state }) => {
  const domains = Object.entries(state.sagemaker.domains);
  const { records, ...page } = listPage(domains, input, { operation: "ListDomains", order: "Ascending" });
  return { Domains: records, ...page };
};

interface DomainSettingsForUpdate {
  readonly RStudioServerProDomainSettingsForUpdate?: object;
  readonly [member: string]: unknown;
}

interface UpdateDomainInput {
  readonly DomainId: string;
  readonly DefaultUserSettings?: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly DomainSettingsForUpdate?: DomainSettingsForUpdate;
  readonly AppNetworkAccessType?: string;
  readonly VpcId?: string;
  readonly SubnetIds?: readonly string[];
  readonly HomeEfsFileSystemCreation?: "Enabled" | "Disabled";
  readonly [member: string]: unknown;
}

export const updateDomain: Operation<UpdateDomainInput> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  checkSettings(context, input.DefaultUserSettings);
  checkSettings(context, input.DefaultSpaceSettings);
  requireNetwork(context, { VpcId: input.VpcId ?? String(domain["VpcId"]), SubnetIds: input.SubnetIds });
  refuseWhileRunning(domain, input, context);
  requireScope(input);
  const { DomainSettingsForUpdate, DefaultUserSettings, DefaultSpaceSettings, ...members } = input;
  const changing = updating(domain, "domain", domain.DomainArn, context);
  context.state.sagemaker.domains[domain.DomainId] = {
    ...changing,
    ...members,
    ...fileSystem(domain, input, context),
    DefaultUserSettings: updated(domain.DefaultUserSettings, DefaultUserSettings) ?? {},
    ...(DefaultSpaceSettings && { DefaultSpaceSettings: updated(domain.DefaultSpaceSettings, DefaultSpaceSettings) ?? {} }),
    ...(DomainSettingsForUpdate === undefined
      ? {}
      : { DomainSettings: { ...Object(domain["DomainSettings"]), ...domainSettings(DomainSettingsForUpdate) } }),
  };
  return domain;
};

/** terraform-provider-aws, issue 45528, has the text. */
function requireScope({ AppNetworkAccessType, VpcId, SubnetIds }: UpdateDomainInput): void {
  if (AppNetworkAccessType !== "VpcOnly" || (VpcId !== undefined && SubnetIds !== undefined)) return;
  throw validationException("VpcId and Subnet IDs are required for updating domains to VpcOnly mode.");
}

/** Members with different names in updates and descriptions (SageMaker API: DomainSettingsForUpdate). */
function domainSettings({ RStudioServerProDomainSettingsForUpdate: rstudio, ...others }: DomainSettingsForUpdate): object {
  return { ...others, ...(rstudio !== undefined && { RStudioServerProDomainSettings: rstudio }) };
}

/** A file system can be added later, but not removed (SageMaker API: UpdateDomain). */
function fileSystem(domain: DomainRecord, { HomeEfsFileSystemCreation }: UpdateDomainInput, { now }: Context): object {
  if (HomeEfsFileSystemCreation === "Disabled" && domain["HomeEfsFileSystemId"] !== undefined) {
    throw validationException("HomeEfsFileSystemCreation cannot be changed from [Enabled] to [Disabled].");
  }
  if (HomeEfsFileSystemCreation !== "Enabled" || domain["HomeEfsFileSystemId"] !== undefined) return {};
  return { HomeEfsFileSystemId: fileSystemId(domain.DomainId), homeFileSystem: { CreationTime: now } };
}

/** Some changes require that no app runs in the domain (service-facts: Errors and Settings and images). */
function refuseWhileRunning(domain: DomainRecord, input: UpdateDomainInput, { state }: Context): void {
  const running = Object.values(state.sagemaker.apps).filter((app) => app.DomainId === domain.DomainId && app.Status === "InService");
  const rewired =
    differs(domain["AppNetworkAccessType"], input.AppNetworkAccessType) || removesSubnet(domain["SubnetIds"], input.SubnetIds);
  const stops =
    rewired ||
    needsStop(domain.DefaultUserSettings, input.DefaultUserSettings, running) ||
    needsStop(domain.DefaultSpaceSettings, input.DefaultSpaceSettings, running);
  if (running.length === 0 || !stops) return;
  throw validationException(
    `Unable to update Domain [${domain.DomainArn}] with InService App. Delete all InService apps in the domain including ` +
      "shared Apps for [domain-shared] User Profile, and try again.",
  );
}

function differs(present: unknown, wanted: string | undefined): boolean {
  return wanted !== undefined && wanted !== present;
}

function removesSubnet(present: unknown, wanted: readonly string[] | undefined): boolean {
  return wanted !== undefined && Array.isArray(present) && present.some((subnet) => !wanted.includes(String(subnet)));
}

interface DeleteDomainInput {
  readonly DomainId: string;
  readonly RetentionPolicy?: { readonly HomeEfsFileSystem?: "Retain" | "Delete" };
}

export const deleteDomain: Operation<DeleteDomainInput> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const { userProfiles, spaces, domains, tags } = context.state.sagemaker;
  const isInside = (entity: { readonly DomainId: string }): boolean => entity.DomainId === domain.DomainId;
  const inTheWay = Object.values(userProfiles).some(isInside) ? "UserProfile" : Object.values(spaces).some(isInside) ? "Space" : undefined;
  if (inTheWay !== undefined) {
    throw resourceInUse(`Unable to delete Domain [${domain.DomainArn}] because ${inTheWay}(s) are associated with it.`);
  }
  domains[domain.DomainId] = deleting(domain, "domain", domain.DomainArn, context);
  delete tags[domain.DomainArn];
  retain(domain, input, context);
  return undefined;
};

/** The home file system and its security groups stay unless their deletion is requested. */
function retain(domain: DomainRecord, { RetentionPolicy }: DeleteDomainInput, { state: { ec2 } }: Context): void {
  ec2.retainedDomains = ec2.retainedDomains.filter(({ DomainId }) => DomainId !== domain.DomainId);
  if (domain["HomeEfsFileSystemId"] === undefined || RetentionPolicy?.HomeEfsFileSystem === "Delete") return;
  ec2.retainedDomains.push(leftOf(domain));
}

interface SignInInput {
  readonly DomainId: string;
  readonly UserProfileName: string;
  readonly SpaceName?: string;
  readonly LandingUri?: string;
  readonly ExpiresInSeconds?: number;
  readonly SessionExpirationDurationInSeconds?: number;
}

/** The default lifetime of the service, seconds (SageMaker API: CreatePresignedDomainUrl). */
const defaults = { ExpiresInSeconds: 300, SessionExpirationDurationInSeconds: 43_200 };

/** Where a URL may lead (SageMaker API: CreatePresignedDomainUrl, LandingUri; the text of the refusal is inferred). */
const landings = /^(?:studio:|app:(?:JupyterServer|JupyterLab|RStudioServerPro|CodeEditor|Canvas)):/;

export const createPresignedDomainUrl: Operation<SignInInput> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const profile = requireUserProfile(context, input.DomainId, input.UserProfileName);
  if (domain.AuthMode === "SSO") {
    throw validationException("CreatePresignedDomainUrl is not supported for Domains with AuthMode [SSO].");
  }
  const space = input.SpaceName === undefined ? undefined : requireSpace(context, input.DomainId, input.SpaceName);
  if (space !== undefined) requireAccess(space, profile);
  if (input.LandingUri !== undefined && !landings.test(input.LandingUri))
    throw validationException(`Invalid LandingUri [${input.LandingUri}].`);
  const { ExpiresInSeconds, SessionExpirationDurationInSeconds } = { ...defaults, ...input };
  const url = context.presign({
    DomainId: input.DomainId,
    UserProfileName: profile.UserProfileName,
    ...(space === undefined ? {} : { SpaceName: space.SpaceName }),
    ...(input.LandingUri === undefined ? {} : { LandingUri: input.LandingUri }),
    expiresInSeconds: ExpiresInSeconds,
    sessionSeconds: SessionExpirationDurationInSeconds,
  });
  return { AuthorizedUrl: url };
};

/**
 * A private space can be used only by its owner (SageMaker developer guide, "Amazon SageMaker Studio spaces"; the text is
 * inferred). Throws ValidationException.
 */
function requireAccess(
  { SpaceArn, SpaceSharingSettings, OwnershipSettings }: SpaceRecord,
  { UserProfileArn, UserProfileName }: UserProfileRecord,
): void {
  const owner = OwnershipSettings?.OwnerUserProfileName;
  if (Object(SpaceSharingSettings).SharingType !== "Private" || owner?.toLowerCase() === UserProfileName.toLowerCase()) return;
  throw validationException(`UserProfile [${UserProfileArn}] does not own the private Space [${SpaceArn}].`);
}

import type { UserSettings } from "../../../../core/domain/domain.ts";
import { validationException } from "../../../protocol/service-error.ts";
import type { DomainRecord } from "../../../sagemaker-state.ts";
import type { Context, Operation } from "../context.ts";
import { updating } from "../entities.ts";
import { requireDomain } from "../find.ts";
import { fileSystemId } from "../records.ts";
import { requireNetwork } from "../surroundings.ts";
import { checkSettings, needsStop } from "../user-settings.ts";

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
  requirePlace(input);
  const { DomainSettingsForUpdate, DefaultUserSettings, DefaultSpaceSettings, ...members } = input;
  const changing = updating(domain, "domain", domain.DomainArn, context);
  context.state.sagemaker.domains[domain.DomainId] = {
    ...changing,
    ...members,
    ...fileSystem(domain, input, context),
    DefaultUserSettings: { ...domain.DefaultUserSettings, ...DefaultUserSettings },
    ...(DefaultSpaceSettings === undefined ? {} : { DefaultSpaceSettings: { ...domain.DefaultSpaceSettings, ...DefaultSpaceSettings } }),
    ...(DomainSettingsForUpdate === undefined
      ? {}
      : { DomainSettings: { ...Object(domain["DomainSettings"]), ...domainSettings(DomainSettingsForUpdate) } }),
  };
  return domain;
};

/** terraform-provider-aws, issue 45528, has the text. */
function requirePlace({ AppNetworkAccessType, VpcId, SubnetIds }: UpdateDomainInput): void {
  if (AppNetworkAccessType !== "VpcOnly" || (VpcId !== undefined && SubnetIds !== undefined)) return;
  throw validationException("VpcId and Subnet IDs are required for updating domains to VpcOnly mode.");
}

/** What is updated under another name than it is described under (SageMaker API: DomainSettingsForUpdate). */
function domainSettings({ RStudioServerProDomainSettingsForUpdate: rstudio, ...others }: DomainSettingsForUpdate): object {
  return { ...others, ...(rstudio !== undefined && { RStudioServerProDomainSettings: rstudio }) };
}

/** A file system can be had later, not given up (SageMaker API: UpdateDomain). */
function fileSystem(domain: DomainRecord, { HomeEfsFileSystemCreation }: UpdateDomainInput, { now }: Context): object {
  if (HomeEfsFileSystemCreation === "Disabled" && domain["HomeEfsFileSystemId"] !== undefined) {
    throw validationException("HomeEfsFileSystemCreation cannot be changed from [Enabled] to [Disabled].");
  }
  if (HomeEfsFileSystemCreation !== "Enabled" || domain["HomeEfsFileSystemId"] !== undefined) return {};
  return { HomeEfsFileSystemId: fileSystemId(domain.DomainId), homeFileSystem: { CreationTime: now } };
}

/** Some changes need that no app runs in the domain (service-facts: Errors and Settings and images). */
function refuseWhileRunning(domain: DomainRecord, input: UpdateDomainInput, { state }: Context): void {
  const running = Object.values(state.sagemaker.apps).filter((app) => app.DomainId === domain.DomainId && app.Status === "InService");
  const rewired =
    differs(domain["AppNetworkAccessType"], input.AppNetworkAccessType) || removesSubnet(domain["SubnetIds"], input.SubnetIds);
  if (running.length === 0 || !(rewired || needsStop(domain.DefaultUserSettings, input.DefaultUserSettings, running))) return;
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

import type { SpaceSettings } from "../../../core/domain/domain.ts";
import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceInUse, validationException } from "../../protocol/service-error.ts";
import type { SpaceRecord } from "../../sagemaker-state.ts";
import { storageBusySeconds } from "./app-rules.ts";
import { appsOf, forgetBelongings, isLive, requireDomain, requireInService, requireSpace, requireUserProfile } from "./find.ts";
import { type ListInput, listPage, nameContains } from "./listing.ts";
import { namedKey, spaceArn } from "./names.ts";
import { checkSpaceQuota } from "./quotas.ts";
import { nextUid, spaceRecord } from "./records.ts";
import { checkSettings, ownersCustomImages, requireInstanceType, updated } from "./settings.ts";
import { settingsWithVolume, volumeChange } from "./space-storage.ts";
import { setTags } from "./tags.ts";
import { creating, deleting, updating } from "./transitions.ts";

interface CreateSpaceInput {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceSettings?: SpaceSettings;
  readonly OwnershipSettings?: { readonly OwnerUserProfileName: string };
  readonly SpaceSharingSettings?: { readonly SharingType: string };
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createSpace: Operation<CreateSpaceInput> = ({ Tags, ...members }, context) => {
  const domain = requireDomain(context, members.DomainId);
  requireInService(domain, domain.DomainArn);
  const { spaces } = context.state.sagemaker;
  const key = namedKey(members.DomainId, members.SpaceName);
  const earlier = spaces[key];
  if (earlier !== undefined) throw resourceInUse(`Space [${earlier.SpaceArn}] already exists.`);
  if ((members.OwnershipSettings === undefined) !== (members.SpaceSharingSettings === undefined)) {
    throw validationException("OwnershipSettings and SpaceSharingSettings must be specified together.");
  }
  if (members.OwnershipSettings !== undefined) {
    requireUserProfile(context, members.DomainId, members.OwnershipSettings.OwnerUserProfileName);
  }
  checkSettings(context, members.SpaceSettings, ownersCustomImages);
  requireInstanceType(members.SpaceSettings);
  checkRemoteAccess(members.SpaceSettings, members.SpaceSettings?.AppType);
  const SpaceSettings = settingsWithVolume(context, domain, members);
  checkSpaceQuota(context);
  const space = spaceRecord({
    ...members,
    ...(SpaceSettings !== undefined && { SpaceSettings }),
    HomeEfsFileSystemUid: nextUid(context.state),
    CreationTime: context.now,
  });
  spaces[key] = creating(space, "space", context);
  setTags(context, space.SpaceArn, Tags);
  return space;
};

interface SpaceKey {
  readonly DomainId: string;
  readonly SpaceName: string;
}

/** Without its domain the error for a missing space has the other form (service-facts: Errors: DescribeSpace returns either). */
export const describeSpace: Operation<SpaceKey> = (input, context) => {
  if (context.state.sagemaker.domains[input.DomainId] === undefined) {
    throw validationException(`RecordNotFound: no such domain of Space [${spaceArn(input.DomainId, input.SpaceName)}].`);
  }
  return requireSpace(context, input.DomainId, input.SpaceName);
};

interface ListSpacesInput extends ListInput {
  readonly DomainIdEquals?: string;
  readonly SpaceNameContains?: string;
}

export const listSpaces: Operation<ListSpacesInput> = (input, { state }) => {
  const spaces = Object.entries(state.sagemaker.spaces).filter(
    ([, space]) =>
      (input.DomainIdEquals === undefined || space.DomainId === input.DomainIdEquals) &&
      nameContains(space.SpaceName, input.SpaceNameContains),
  );
  const { records, ...page } = listPage(spaces, input, { operation: "ListSpaces", order: "Ascending" });
  return { Spaces: records.map(summary), ...page };
};

/** A list contains extracts of the settings, under other names. */
function summary(space: SpaceRecord): object {
  return {
    ...space,
    SpaceSettingsSummary: space.SpaceSettings,
    SpaceSharingSettingsSummary: space.SpaceSharingSettings,
    OwnershipSettingsSummary: space.OwnershipSettings,
  };
}

interface UpdateSpaceInput {
  readonly DomainId: string;
  readonly SpaceName: string;
  readonly SpaceSettings?: SpaceSettings;
  readonly SpaceDisplayName?: string;
}

export const updateSpace: Operation<UpdateSpaceInput> = (input, context) => {
  const space = requireSpace(context, input.DomainId, input.SpaceName);
  // Refused even for its present type (service-facts: Errors).
  if (input.SpaceSettings?.AppType !== undefined) throw validationException("Updating AppType for Space is not supported.");
  checkSettings(context, input.SpaceSettings, ownersCustomImages);
  requireInstanceType(input.SpaceSettings);
  requireStoppedForRemoteAccess(context, space, input.SpaceSettings);
  const changed = volumeChange(context, requireDomain(context, input.DomainId), space, input.SpaceSettings);
  const SpaceSettings = updated(space.SpaceSettings, input.SpaceSettings);
  context.state.sagemaker.spaces[namedKey(input.DomainId, input.SpaceName)] = {
    ...updating(space, "space", space.SpaceArn, context),
    ...changed,
    ...(SpaceSettings !== undefined && { SpaceSettings }),
    ...(input.SpaceDisplayName === undefined ? {} : { SpaceDisplayName: input.SpaceDisplayName }),
    storageAvailableAt: context.now + storageBusySeconds(context.state.settings.transitionSeconds) * 1000,
  };
  return space;
};

/** Only JupyterLab and Code Editor have remote access (service-facts: Remote access). The text is inferred. Throws ValidationException. */
function checkRemoteAccess(settings: SpaceSettings | undefined, type: string | undefined): void {
  if (settings?.RemoteAccess !== "ENABLED" || type === "JupyterLab" || type === "CodeEditor") return;
  throw validationException(`RemoteAccess is not supported for a Space of AppType [${type ?? "none"}].`);
}

/**
 * Remote access can be changed only while no app runs (service-facts: Remote access). The text is inferred from that of UpdateDomain.
 * Throws ValidationException.
 */
function requireStoppedForRemoteAccess(context: Context, space: SpaceRecord, settings: SpaceSettings | undefined): void {
  checkRemoteAccess(settings, space.SpaceSettings?.AppType);
  const { RemoteAccess: before = "DISABLED" } = space.SpaceSettings ?? {};
  if ((settings?.RemoteAccess ?? before) === before || !appsOf(context, space.DomainId, space).some(isLive)) return;
  throw validationException(
    `Unable to update RemoteAccess of Space [${space.SpaceArn}] with InService App. Delete all apps in the space, and try again.`,
  );
}

export const deleteSpace: Operation<SpaceKey> = (input, context) => {
  const space = requireSpace(context, input.DomainId, input.SpaceName);
  if (appsOf(context, space.DomainId, space).some(isLive)) {
    throw resourceInUse(`Unable to delete Space [${space.SpaceArn}] because App(s) are associated with it.`);
  }
  const { spaces, tags } = context.state.sagemaker;
  spaces[namedKey(space.DomainId, space.SpaceName)] = deleting(space, "space", space.SpaceArn, context);
  delete tags[space.SpaceArn];
  forgetBelongings(context, space.DomainId, { SpaceName: space.SpaceName });
  return undefined;
};

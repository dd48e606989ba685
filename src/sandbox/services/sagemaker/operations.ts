import type { Operation } from "./context.ts";
import { addTags } from "./operations/add-tags.ts";
import { createApp } from "./operations/create-app.ts";
import { createAppImageConfig } from "./operations/create-app-image-config.ts";
import { createDomain } from "./operations/create-domain.ts";
import { createImage } from "./operations/create-image.ts";
import { createImageVersion } from "./operations/create-image-version.ts";
import { createPresignedDomainUrl } from "./operations/create-presigned-domain-url.ts";
import { createSpace } from "./operations/create-space.ts";
import { createStudioLifecycleConfig } from "./operations/create-studio-lifecycle-config.ts";
import { createUserProfile } from "./operations/create-user-profile.ts";
import { deleteApp } from "./operations/delete-app.ts";
import { deleteAppImageConfig } from "./operations/delete-app-image-config.ts";
import { deleteDomain } from "./operations/delete-domain.ts";
import { deleteImage } from "./operations/delete-image.ts";
import { deleteImageVersion } from "./operations/delete-image-version.ts";
import { deleteSpace } from "./operations/delete-space.ts";
import { deleteStudioLifecycleConfig } from "./operations/delete-studio-lifecycle-config.ts";
import { deleteTags } from "./operations/delete-tags.ts";
import { deleteUserProfile } from "./operations/delete-user-profile.ts";
import { describeApp } from "./operations/describe-app.ts";
import { describeAppImageConfig } from "./operations/describe-app-image-config.ts";
import { describeDomain } from "./operations/describe-domain.ts";
import { describeImage } from "./operations/describe-image.ts";
import { describeImageVersion } from "./operations/describe-image-version.ts";
import { describeSpace } from "./operations/describe-space.ts";
import { describeStudioLifecycleConfig } from "./operations/describe-studio-lifecycle-config.ts";
import { describeUserProfile } from "./operations/describe-user-profile.ts";
import { listAliases } from "./operations/list-aliases.ts";
import { listAppImageConfigs } from "./operations/list-app-image-configs.ts";
import { listApps } from "./operations/list-apps.ts";
import { listDomains } from "./operations/list-domains.ts";
import { listImageVersions } from "./operations/list-image-versions.ts";
import { listImages } from "./operations/list-images.ts";
import { listSpaces } from "./operations/list-spaces.ts";
import { listStudioLifecycleConfigs } from "./operations/list-studio-lifecycle-configs.ts";
import { listTags } from "./operations/list-tags.ts";
import { listUserProfiles } from "./operations/list-user-profiles.ts";
import { updateAppImageConfig } from "./operations/update-app-image-config.ts";
import { updateDomain } from "./operations/update-domain.ts";
import { updateImage } from "./operations/update-image.ts";
import { updateImageVersion } from "./operations/update-image-version.ts";
import { updateSpace } from "./operations/update-space.ts";
import { updateUserProfile } from "./operations/update-user-profile.ts";

/** Operations that leave the state as it is: they run side by side, without a lock. */
export const readers: Readonly<Record<string, Operation<unknown>>> = {
  CreatePresignedDomainUrl: createPresignedDomainUrl,
  DescribeApp: describeApp,
  DescribeAppImageConfig: describeAppImageConfig,
  DescribeDomain: describeDomain,
  DescribeImage: describeImage,
  DescribeImageVersion: describeImageVersion,
  DescribeSpace: describeSpace,
  DescribeStudioLifecycleConfig: describeStudioLifecycleConfig,
  DescribeUserProfile: describeUserProfile,
  ListAliases: listAliases,
  ListAppImageConfigs: listAppImageConfigs,
  ListApps: listApps,
  ListDomains: listDomains,
  ListImageVersions: listImageVersions,
  ListImages: listImages,
  ListSpaces: listSpaces,
  ListStudioLifecycleConfigs: listStudioLifecycleConfigs,
  ListTags: listTags,
  ListUserProfiles: listUserProfiles,
};

/** Operations that change the state: one at a time, all or nothing. */
export const writers: Readonly<Record<string, Operation<unknown>>> = {
  AddTags: addTags,
  CreateApp: createApp,
  CreateAppImageConfig: createAppImageConfig,
  CreateDomain: createDomain,
  CreateImage: createImage,
  CreateImageVersion: createImageVersion,
  CreateSpace: createSpace,
  CreateStudioLifecycleConfig: createStudioLifecycleConfig,
  CreateUserProfile: createUserProfile,
  DeleteApp: deleteApp,
  DeleteAppImageConfig: deleteAppImageConfig,
  DeleteDomain: deleteDomain,
  DeleteImage: deleteImage,
  DeleteImageVersion: deleteImageVersion,
  DeleteSpace: deleteSpace,
  DeleteStudioLifecycleConfig: deleteStudioLifecycleConfig,
  DeleteTags: deleteTags,
  DeleteUserProfile: deleteUserProfile,
  UpdateAppImageConfig: updateAppImageConfig,
  UpdateDomain: updateDomain,
  UpdateImage: updateImage,
  UpdateImageVersion: updateImageVersion,
  UpdateSpace: updateSpace,
  UpdateUserProfile: updateUserProfile,
};

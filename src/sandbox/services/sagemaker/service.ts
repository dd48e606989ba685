import { sageMakerModel } from "../../model/model.ts";
import type { Service } from "../../operation.ts";
import { jsonProtocol } from "../../protocol/json.ts";
import {
  createAppImageConfig,
  deleteAppImageConfig,
  describeAppImageConfig,
  listAppImageConfigs,
  updateAppImageConfig,
} from "./app-image-config.ts";
import { createApp, deleteApp, describeApp, listApps } from "./app.ts";
import { createDomain, createPresignedDomainUrl, deleteDomain, describeDomain, listDomains, updateDomain } from "./domain.ts";
import {
  createImageVersion,
  deleteImageVersion,
  describeImageVersion,
  listAliases,
  listImageVersions,
  updateImageVersion,
} from "./image-version.ts";
import { createImage, deleteImage, describeImage, listImages, updateImage } from "./image.ts";
import {
  createStudioLifecycleConfig,
  deleteStudioLifecycleConfig,
  describeStudioLifecycleConfig,
  listStudioLifecycleConfigs,
} from "./lifecycle-config.ts";
import { startSession } from "./session.ts";
import { createSpace, deleteSpace, describeSpace, listSpaces, updateSpace } from "./space.ts";
import { addTags, deleteTags, listTags } from "./tags.ts";
import { createUserProfile, deleteUserProfile, describeUserProfile, listUserProfiles, updateUserProfile } from "./user-profile.ts";

export const sageMaker: Service = {
  model: sageMakerModel,
  protocol: jsonProtocol("1.1"),
  prefix: "sagemaker",
  denied: "AccessDeniedException",
  invalid: "ValidationException",
  throttled: "ThrottlingException",
  readers: {
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
  },
  writers: {
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
    StartSession: startSession,
    UpdateAppImageConfig: updateAppImageConfig,
    UpdateDomain: updateDomain,
    UpdateImage: updateImage,
    UpdateImageVersion: updateImageVersion,
    UpdateSpace: updateSpace,
    UpdateUserProfile: updateUserProfile,
  },
};

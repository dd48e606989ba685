import {
  CreateUserProfileCommand,
  DeleteUserProfileCommand,
  DescribeUserProfileCommand,
  ListUserProfilesCommand,
  type SageMakerClient,
  type UserSettings as SdkUserSettings,
  UpdateUserProfileCommand,
} from "@aws-sdk/client-sagemaker";
import type { UserSettings } from "../../core/domain/domain.ts";
import type { UserProfiles } from "../../ports/studio.ts";
import { complete, items } from "../responses.ts";
import type { Call } from "../call.ts";
import { domainFilter, inDomain, paged } from "./paging.ts";

function subjectOf({ DomainId, UserProfileName }: { readonly DomainId: string; readonly UserProfileName: string }): string {
  return `user profile ${DomainId}/${UserProfileName}`;
}

/** User profiles over the SageMaker API. */
export function createUserProfiles(client: SageMakerClient, call: Call): UserProfiles {
  return {
    listUserProfiles(filter) {
      const description = {
        operation: "ListUserProfiles",
        action: "list",
        subject: `user profiles of ${inDomain(filter)}`,
      };
      return paged(
        call,
        "ListUserProfiles",
        async (page) => {
          const input = {
            ...page,
            ...domainFilter(filter),
            ...(filter.UserProfileName !== undefined && { UserProfileNameContains: filter.UserProfileName }),
          };
          const { UserProfiles, ...response } = await call(description, (options) =>
            client.send(new ListUserProfilesCommand(input), options),
          );
          return { ...response, items: items("ListUserProfiles", "UserProfiles", UserProfiles) };
        },
        (profile) => complete("ListUserProfiles", profile, "DomainId", "UserProfileName", "Status", "CreationTime"),
      );
    },

    async describeUserProfile({ DomainId, UserProfileName }) {
      const description = {
        operation: "DescribeUserProfile",
        action: "describe",
        subject: subjectOf({ DomainId, UserProfileName }),
      };
      const response = await call(description, (options) =>
        client.send(new DescribeUserProfileCommand({ DomainId, UserProfileName }), options),
      );
      return complete("DescribeUserProfile", response, "DomainId", "UserProfileName", "UserProfileArn", "Status", "CreationTime");
    },

    async updateUserProfile({ DomainId, UserProfileName }, { UserSettings }) {
      const description = {
        operation: "UpdateUserProfile",
        action: "update",
        subject: subjectOf({ DomainId, UserProfileName }),
      };
      const input = { DomainId, UserProfileName, UserSettings: settingsInput(UserSettings) };
      await call(description, (options) => client.send(new UpdateUserProfileCommand(input), options));
    },

    async createUserProfile({ UserSettings, Tags, ...key }) {
      const description = { operation: "CreateUserProfile", action: "create", subject: subjectOf(key) };
      const input = {
        ...key,
        ...(UserSettings !== undefined && { UserSettings: settingsInput(UserSettings) }),
        ...(Tags !== undefined && { Tags: [...Tags] }),
      };
      await call(description, (options) => client.send(new CreateUserProfileCommand(input), options));
    },

    async deleteUserProfile({ DomainId, UserProfileName }) {
      const description = { operation: "DeleteUserProfile", action: "delete", subject: subjectOf({ DomainId, UserProfileName }) };
      await call(description, (options) => client.send(new DeleteUserProfileCommand({ DomainId, UserProfileName }), options));
    },
  };
}

/** Settings in the SDK's types, which require mutable lists: the members are those of a describe response. */
function settingsInput(settings: UserSettings): SdkUserSettings {
  const members: object = settings;
  return members;
}

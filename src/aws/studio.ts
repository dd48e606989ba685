import {
  AddTagsCommand,
  CreatePresignedDomainUrlCommand,
  DeleteTagsCommand,
  ListTagsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { collect } from "../core/collections.ts";
import { Secret } from "../core/secret.ts";
import type { SignIn, Studio, Tags } from "../ports/studio.ts";
import { complete, items } from "./responses.ts";
import type { Call } from "./call.ts";
import type { AwsSession } from "./session.ts";
import { createApps } from "./studio/apps.ts";
import { createDomains } from "./studio/domains.ts";
import { inFull, paged } from "./studio/paging.ts";
import { createSpaces } from "./studio/spaces.ts";
import { createUserProfiles } from "./studio/user-profiles.ts";

/** The control plane of Studio in one Region, over the SageMaker API. */
export function createStudio(session: AwsSession): Studio {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  return {
    region: session.region,
    ...createDomains(client, call),
    ...createUserProfiles(client, call),
    ...createSpaces(client, call),
    ...createApps(client, call),
    ...createTags(client, call),
    ...createSignIn(client, call),
  };
}

/** Presigned URLs over the SageMaker API; each is immediately wrapped as a secret (service-facts: The Jupyter server). */
function createSignIn(client: SageMakerClient, call: Call): SignIn {
  return {
    async createPresignedDomainUrl(request) {
      const description = {
        operation: "CreatePresignedDomainUrl",
        action: "sign in as",
        subject: `user profile ${request.DomainId}/${request.UserProfileName}`,
      };
      const response = await call(description, (options) => client.send(new CreatePresignedDomainUrlCommand(request), options));
      return new Secret(complete("CreatePresignedDomainUrl", response, "AuthorizedUrl").AuthorizedUrl);
    },
  };
}

/** Tags over the SageMaker API. */
function createTags(client: SageMakerClient, call: Call): Tags {
  return {
    async listTags(arn) {
      const description = { operation: "ListTags", action: "list", subject: `tags of ${arn}` };
      // A tag may keep an app: if one cannot be read, the whole list fails.
      const tags = paged(
        inFull,
        "ListTags",
        async (page) => {
          const { Tags, ...response } = await call(description, (options) =>
            client.send(new ListTagsCommand({ ...page, ResourceArn: arn }), options),
          );
          return { ...response, items: items("ListTags", "Tags", Tags) };
        },
        (tag) => complete("ListTags", tag, "Key", "Value"),
      );
      return await collect(tags);
    },

    async addTags(arn, tags) {
      const description = { operation: "AddTags", action: "tag", subject: arn };
      await call(description, (options) => client.send(new AddTagsCommand({ ResourceArn: arn, Tags: [...tags] }), options));
    },

    async deleteTags(arn, keys) {
      const description = { operation: "DeleteTags", action: "remove tags of", subject: arn };
      await call(description, (options) => client.send(new DeleteTagsCommand({ ResourceArn: arn, TagKeys: [...keys] }), options));
    },
  };
}

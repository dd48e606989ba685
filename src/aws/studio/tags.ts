import { AddTagsCommand, DeleteTagsCommand, ListTagsCommand, type SageMakerClient } from "@aws-sdk/client-sagemaker";
import { collect } from "../../core/collections.ts";
import type { Tags } from "../../ports/studio.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { inFull, paged } from "./paging.ts";

/** Tags over the SageMaker API. */
export function createTags(client: SageMakerClient, call: Call): Tags {
  return {
    async listTags(arn) {
      const description = { operation: "ListTags", action: "list", subject: `tags of ${arn}` };
      // A tag may keep an app: without one that cannot be read, nothing is known of the rest.
      const tags = paged(
        inFull,
        "ListTags",
        async (page) => {
          const { Tags, ...answer } = await call(description, (options) =>
            client.send(new ListTagsCommand({ ...page, ResourceArn: arn }), options),
          );
          return { ...answer, items: items("ListTags", "Tags", Tags) };
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

import { AddTagsCommand, DeleteTagsCommand, ListTagsCommand, type SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Tag } from "../../core/app.ts";
import type { Tags } from "../../ports/studio.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { paged } from "./paging.ts";

/** Tags over the SageMaker API. */
export function createTags(client: SageMakerClient, call: Call): Tags {
  return {
    async listTags(arn) {
      const description = { operation: "ListTags", action: "list", subject: `tags of ${arn}` };
      const tags: Tag[] = [];
      for await (const tag of paged("ListTags", async (page) => {
        const { Tags, ...answer } = await call(description, (options) =>
          client.send(new ListTagsCommand({ ...page, ResourceArn: arn }), options),
        );
        return { ...answer, items: items("ListTags", "Tags", Tags) };
      }))
        tags.push(complete("ListTags", tag, "Key", "Value"));
      return tags;
    },

    async addTags(arn, tags) {
      const description = { operation: "AddTags", action: "tag", subject: arn };
      await call(description, (options) =>
        client.send(new AddTagsCommand({ ResourceArn: arn, Tags: [...tags] }), options),
      );
    },

    async deleteTags(arn, keys) {
      const description = { operation: "DeleteTags", action: "remove tags of", subject: arn };
      await call(description, (options) =>
        client.send(new DeleteTagsCommand({ ResourceArn: arn, TagKeys: [...keys] }), options),
      );
    },
  };
}

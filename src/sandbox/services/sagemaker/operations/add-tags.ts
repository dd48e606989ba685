import type { Operation, TagList } from "../context.ts";
import { addTagsTo, requireTaggable, tagList } from "../tagging.ts";

interface AddTagsInput {
  readonly ResourceArn: string;
  readonly Tags: TagList;
}

export const addTags: Operation<AddTagsInput> = ({ ResourceArn, Tags }, context) => {
  requireTaggable(context, ResourceArn);
  addTagsTo(context, ResourceArn, Tags);
  return { Tags: tagList(context, ResourceArn) };
};

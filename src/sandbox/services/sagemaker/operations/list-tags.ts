import type { Operation } from "../context.ts";
import { requireTaggable, tagList } from "../tagging.ts";

/** All at once: a resource has 50 tags at most, and a page has 50 at least (SageMaker API: ListTags). */
export const listTags: Operation<{ readonly ResourceArn: string }> = ({ ResourceArn }, context) => {
  requireTaggable(context, ResourceArn);
  return { Tags: tagList(context, ResourceArn) };
};

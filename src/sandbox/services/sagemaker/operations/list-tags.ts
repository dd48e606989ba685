import type { Operation } from "../context.ts";
import { invalidToken } from "../listing.ts";
import { requireTaggable, tagList } from "../tagging.ts";

/** All at once: a resource has 50 tags at most, and a page has 50 at least (SageMaker API: ListTags). */
export const listTags: Operation<{ readonly ResourceArn: string; readonly NextToken?: string }> = ({ ResourceArn, NextToken }, context) => {
  requireTaggable(context, ResourceArn);
  // No page is followed by another, so no token was ever given out.
  if (NextToken !== undefined) throw invalidToken(NextToken);
  return { Tags: tagList(context, ResourceArn) };
};

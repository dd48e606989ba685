import type { Operation } from "../context.ts";
import { requireTaggable } from "../tagging.ts";

interface DeleteTagsInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export const deleteTags: Operation<DeleteTagsInput> = ({ ResourceArn, TagKeys }, context) => {
  requireTaggable(context, ResourceArn);
  const { tags } = context.state.sagemaker;
  const kept = Object.entries(tags[ResourceArn] ?? {}).filter(([key]) => !TagKeys.includes(key));
  tags[ResourceArn] = Object.fromEntries(kept);
  return {};
};

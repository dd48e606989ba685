import type { Operation } from "../../operation.ts";
import { requireAccessPoint } from "./access-points.ts";
import { fileSystemTags, requireFileSystem } from "./file-systems.ts";
import { idIn } from "./ids.ts";
import { type TokenInput, tokenPage } from "./paging.ts";

export const listTagsForResource: Operation<TokenInput & { readonly ResourceId: string }> = (input, context) => {
  const id = idIn(input.ResourceId);
  const tags = id.startsWith("fsap-") ? requireAccessPoint(context, id).Tags : fileSystemTags(requireFileSystem(context, id));
  const { items, ...page } = tokenPage("ListTagsForResource", tags, input);
  return { Tags: items, ...page };
};

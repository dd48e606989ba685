import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { deleteVersion, requireImageVersion, type VersionReference } from "../images.ts";

export const deleteImageVersion: Operation<VersionReference> = (input, context) => {
  if ((input.Version === undefined) === (input.Alias === undefined)) {
    throw validationException("Exactly one of Version and Alias must be specified.");
  }
  deleteVersion(requireImageVersion(context, input), context);
  return {};
};

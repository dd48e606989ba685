import { validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { refuseVersionInUse } from "../custom-images.ts";
import { deleteVersion, requireImageVersion, type VersionReference } from "../images.ts";

export const deleteImageVersion: Operation<VersionReference> = (input, context) => {
  if ((input.Version === undefined) === (input.Alias === undefined)) {
    throw validationException("Exactly one of Version and Alias must be specified.");
  }
  const version = requireImageVersion(context, input);
  refuseVersionInUse(context, version, requireImageVersion(context, { ImageName: input.ImageName }).Version);
  deleteVersion(version, context);
  return {};
};

import type { Operation } from "../context.ts";
import { described, requireImageVersion, type VersionReference } from "../images.ts";

export const describeImageVersion: Operation<VersionReference> = (input, context) => described(requireImageVersion(context, input));

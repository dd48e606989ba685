import type { Operation } from "../context.ts";
import { described, requireImage } from "../images.ts";

export const describeImage: Operation<{ readonly ImageName: string }> = ({ ImageName }, context) =>
  described(requireImage(context, ImageName));

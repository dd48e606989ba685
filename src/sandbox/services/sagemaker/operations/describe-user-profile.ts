import type { Operation } from "../context.ts";
import { requireUserProfile } from "../find.ts";

interface Input {
  readonly DomainId: string;
  readonly UserProfileName: string;
}

export const describeUserProfile: Operation<Input> = (input, context) => requireUserProfile(context, input.DomainId, input.UserProfileName);

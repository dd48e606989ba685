import { validationException } from "../../../protocol/service-error.ts";
import { spaceArn } from "../arns.ts";
import type { Operation } from "../context.ts";
import { requireSpace } from "../find.ts";

interface Input {
  readonly DomainId: string;
  readonly SpaceName: string;
}

/** Without its domain a space is told missing in the other way (service-facts: Errors: DescribeSpace answers either). */
export const describeSpace: Operation<Input> = (input, context) => {
  if (context.state.sagemaker.domains[input.DomainId] === undefined) {
    throw validationException(`RecordNotFound: no such domain of Space [${spaceArn(input.DomainId, input.SpaceName)}].`);
  }
  return requireSpace(context, input.DomainId, input.SpaceName);
};

import { usageError } from "./errors.ts";
import { patterns } from "./service-model.ts";

/** Refuses what cannot be the name of a SageMaker image. */
export function checkImageName(name: string): void {
  if (patterns.ImageName.test(name) && name.length <= 63) return;
  throw usageError(`"${name}" is no image name`, { fix: "letters and digits, with single hyphens and dots between them, at most 63" });
}

/** Refuses what is neither the name of a SageMaker image nor the ARN of one. `flag` is `--image`. */
export function checkImage(text: string, flag: string): void {
  if (/^arn:aws[a-z-]*:sagemaker:[^:]+:\d{12}:image\/[a-zA-Z0-9]([-.]?[a-zA-Z0-9])*$/.test(text)) return;
  if (/^[a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62}$/.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "the name of an image, or arn:aws:sagemaker:REGION:ACCOUNT:image/NAME" });
}

/** An ARN as it is; a name is that of an image of the account and Region that `neighbour`, any SageMaker ARN, is in. */
export function imageArn(image: string, neighbour: string): string {
  const [, partition, , region, account] = neighbour.split(":");
  return image.startsWith("arn:") ? image : `arn:${partition}:sagemaker:${region}:${account}:image/${image}`;
}

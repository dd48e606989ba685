import { expect, it } from "vitest";
import { checkImage, imageArn } from "../../../src/core/image/image.ts";

const arn = "arn:aws-cn:sagemaker:cn-north-1:123456789012:image/torch";

it("a name is that of an image of the same partition, Region and account; an ARN stays", () => {
  const neighbour = "arn:aws-cn:sagemaker:cn-north-1:123456789012:domain/d-1";
  expect([imageArn("torch", neighbour), imageArn(arn, "arn:aws:sagemaker:us-east-1:1:space/d-1/s")]).toEqual([arn, arn]);
});

it.each(["torch", "torch.2", "my-image", arn])("an image name may be %s", (text) => {
  expect(() => checkImage(text, "--image")).not.toThrow();
});

it.each(["-torch", "torch-", "a/b", "torch:2", `${arn}/1`, "arn:aws:ecr:us-east-1:123456789012:image/torch", "x".repeat(64)])(
  "an image name is refused when it is %s",
  (text) => {
    expect(() => checkImage(text, "--image")).toThrow(`--image does not take "${text}"`);
  },
);

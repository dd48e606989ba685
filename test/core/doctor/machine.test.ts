import { expect, it } from "vitest";
import { regionCheck } from "../../../src/core/doctor/machine.ts";

it("a Region where SageMaker is available passes, in any partition", () => {
  expect(regionCheck("us-east-1", "--region")).toEqual({ Check: "Region", Result: "PASS", Detail: "us-east-1, from --region" });
  expect(regionCheck("cn-north-1", "AWS_REGION").Result).toBe("PASS");
});

it("an unknown Region gives a warning with the Region that was probably meant", () => {
  expect(regionCheck("eu-centrl-1", "AWS_REGION")).toEqual({
    Check: "Region",
    Result: "WARN",
    Detail: "eu-centrl-1, from AWS_REGION: SageMaker is not known to exist there",
    Fix: 'did you mean "eu-central-1"?',
  });
});

import { describe, expect, it } from "vitest";
import { roleName, sageMakerTrustPolicy, trustsSageMaker } from "../../../src/core/domain/roles.ts";

const allow = { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" };
const deny = { ...allow, Effect: "Deny" };
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("SageMaker is trusted", () => {
  it.each([
    ["by the console's policy", sageMakerTrustPolicy],
    ["by one statement without a list", JSON.stringify({ Statement: allow })],
    ["among other services", policy({ ...allow, Principal: { Service: ["glue.amazonaws.com", "sagemaker.amazonaws.com"] } })],
    ["by the second statement", policy({ ...allow, Principal: { AWS: "*" } }, allow)],
    ["with one of several actions", policy({ ...allow, Action: ["sts:TagSession", "sts:AssumeRole"] })],
    ["with an action in any case and with wildcards", policy({ ...allow, Action: "STS:assume*" })],
    ["under a condition", policy({ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } })],
    ["like everybody", policy({ ...allow, Principal: "*" })],
    ["where it is denied under a condition", policy(allow, { ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } })],
  ])("%s", (_, document) => expect(trustsSageMaker(document)).toBe(true));
});

describe("SageMaker is not trusted", () => {
  it.each([
    ["by another service's role", policy({ ...allow, Principal: { Service: "lambda.amazonaws.com" } })],
    ["by an account", policy({ ...allow, Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
    ["by a name that only begins so", policy({ ...allow, Principal: { Service: "sagemaker.amazonaws.com.example" } })],
    ["with another action", policy({ ...allow, Action: "sts:AssumeRoleWithSAML" })],
    ["where it is denied too", policy(allow, deny)],
    ["by no statement", policy()],
    ["by what is no JSON", "{"],
    ["by null", "null"],
    ["by statements that are no objects", JSON.stringify({ Statement: [null, "Allow", 1] })],
  ])("%s", (_, document) => expect(trustsSageMaker(document)).toBe(false));
});

it.each([
  ["arn:aws:iam::111122223333:role/service-role/studio", "studio"],
  ["arn:aws-cn:iam::111122223333:role/studio", "studio"],
  ["studio", "studio"],
])("the name of %s is %s", (given, name) => expect(roleName(given)).toBe(name));

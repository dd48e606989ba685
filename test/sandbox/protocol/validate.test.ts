import { describe, expect, it } from "vitest";
import { deserialize } from "../../../src/sandbox/protocol/json.ts";
import { sageMakerModel } from "../../../src/sandbox/model/model.ts";
import { validate } from "../../../src/sandbox/protocol/validate.ts";

function refusal(shape: string, value: unknown): string {
  try {
    validate(sageMakerModel, shape, deserialize(sageMakerModel, shape, value));
  } catch (error) {
    return String(error);
  }
  return "accepted";
}

const app = { DomainId: "d-abc", UserProfileName: "alice", AppType: "KernelGateway", AppName: "torch" };
const violated = (text: string) => `ServiceError: 1 validation error detected: ${text}`;

describe("a request that breaks a constraint of the model is refused in the service's words", () => {
  it.each([
    [
      "a pattern",
      { ...app, AppName: "a_b" },
      "Value 'a_b' at 'appName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    ],
    ["a missing member", { ...app, AppType: undefined }, "Value null at 'appType' failed to satisfy constraint: Member must not be null"],
    ["a member that is null", { ...app, AppType: null }, "Value null at 'appType' failed to satisfy constraint: Member must not be null"],
    [
      "a nested list member",
      {
        ...app,
        Tags: [
          { Key: "a", Value: "b" },
          { Key: "", Value: "b" },
        ],
      },
      "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "a value with a line end",
      { ...app, DomainId: "d-abc\n" },
      "Value 'd-abc\n' at 'domainId' failed to satisfy constraint: Member must satisfy regular expression pattern: d-(-*[a-z0-9]){1,61}",
    ],
  ])("%s", (_, request, text) => {
    expect(refusal("CreateAppRequest", request)).toBe(violated(text));
  });

  it("a number below and above its range", () => {
    expect(refusal("ListAppsRequest", { MaxResults: 0 })).toBe(
      violated("Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    );
    expect(refusal("ListAppsRequest", { MaxResults: 101 })).toBe(
      violated("Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"),
    );
  });

  it("a value outside its enum, with the values", () => {
    expect(refusal("ListAppsRequest", { SortOrder: "Up" })).toBe(
      violated("Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]"),
    );
  });

  it("a list that is too short, shown as the service shows it", () => {
    const refused = refusal("DeleteTagsInput", { ResourceArn: "arn:aws:sagemaker:us-east-1:111122223333:x", TagKeys: [] });
    expect(refused).toBe(
      violated("Value '[]' at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    );
  });

  it("all that is broken at once", () => {
    expect(refusal("DescribeDomainRequest", {})).toMatch(/1 validation error detected/);
    expect(refusal("DescribeAppRequest", {})).toMatch(
      /^ServiceError: 3 validation errors detected: Value null at 'domainId' .*; Value null at 'appType' .*; /,
    );
  });
});

describe("reading a request", () => {
  it("drops members that the model does not know, at every depth", () => {
    const request = { ...app, Colour: "red", ResourceSpec: { InstanceType: "ml.t3.medium", Colour: "red" } };
    expect(deserialize(sageMakerModel, "CreateAppRequest", request)).toEqual({ ...app, ResourceSpec: { InstanceType: "ml.t3.medium" } });
  });

  it("reads times in epoch seconds and in ISO 8601 as milliseconds", () => {
    expect(
      deserialize(sageMakerModel, "ListImagesRequest", { CreationTimeAfter: 1_748_865_600.25, CreationTimeBefore: "2025-06-02T12:00:00Z" }),
    ).toEqual({
      CreationTimeAfter: 1_748_865_600_250,
      CreationTimeBefore: 1_748_865_600_000,
    });
  });

  it.each([
    ["text for a number", "ListAppsRequest", { MaxResults: "10" }, "STRING_VALUE can not be converted to an Integer"],
    ["a fraction for a number", "ListAppsRequest", { MaxResults: 1.5 }, "DECIMAL_VALUE can not be converted to an Integer"],
    ["a number for text", "DescribeDomainRequest", { DomainId: 7 }, "NUMBER_VALUE can not be converted to a String"],
    ["text for a flag", "CreateAppRequest", { ...app, RecoveryMode: "yes" }, "STRING_VALUE can not be converted to a Boolean"],
    ["text for a list", "CreateAppRequest", { ...app, Tags: "a=b" }, "Expected list or null"],
    ["a list for a structure", "CreateAppRequest", { ...app, ResourceSpec: [] }, "Expected map or structure"],
    ["no time", "ListImagesRequest", { CreationTimeAfter: "soon" }, "Expected timestamp in epoch seconds"],
  ])("refuses %s", (_, shape, value, text) => {
    expect(() => deserialize(sageMakerModel, shape, value)).toThrowError(
      expect.objectContaining({ code: "SerializationException", message: text }),
    );
  });
});

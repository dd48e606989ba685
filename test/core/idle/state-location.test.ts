import { describe, expect, it } from "vitest";
import { parseStateLocation } from "../../../src/core/idle/state-location.ts";

const refused = (text: string): unknown => {
  try {
    return parseStateLocation(text, "--state");
  } catch (error) {
    return error;
  }
};

describe("where sweeps remember", () => {
  it.each([
    ["folder", { kind: "folder" }],
    ["dynamodb:studioctl-sweeps", { kind: "dynamodb", table: "studioctl-sweeps" }],
    ["dynamodb:a.b_c-1@eu-west-1", { kind: "dynamodb", table: "a.b_c-1", region: "eu-west-1" }],
    ["dynamodb:sweeps@cn-north-1", { kind: "dynamodb", table: "sweeps", region: "cn-north-1" }],
  ])("is read from %s", (text, location) => {
    expect(parseStateLocation(text, "--state")).toEqual(location);
  });

  it.each([
    ["dynamo:sweeps", '--state does not take "dynamo:sweeps"', "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["sweeps", '--state does not take "sweeps"', "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["dynamodb:", '--state: "" is not the name of a table', "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["dynamodb:ab", '--state: "ab" is not the name of a table', "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["dynamodb:my table", '--state: "my table" is not the name of a table', "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["dynamodb:sweeps@us-east-l", '--state: "us-east-l" is not a Region', 'did you mean "us-east-1"?'],
    ["dynamodb:sweeps@", '--state: "" is not a Region', "a Region as AWS writes it: dynamodb:TABLE@us-east-1"],
    [
      "dynamodb:sweeps@eu-west-1@x",
      '--state does not take "dynamodb:sweeps@eu-west-1@x"',
      "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder",
    ],
    [
      "dynamodb:arn:aws:dynamodb:eu-west-1:999988887777:table/sweeps",
      '--state does not take an ARN: "arn:aws:dynamodb:eu-west-1:999988887777:table/sweeps"',
      "dynamodb:TABLE@REGION, with --profile for another account",
    ],
  ])("is not %s", (text, message, fix) => {
    expect(refused(text)).toMatchObject({ code: "usage", message, fix });
  });
});

import { expect, it } from "vitest";
import { sageMakerRegions } from "../../../src/core/connection/regions.ts";
import { coreRegions } from "../../../scripts/model/core-regions.ts";

it("Regions are listed by partition, without invalid endpoints", () => {
  const endpoints = {
    partitions: [
      {
        partition: "aws",
        regions: { "us-east-1": {}, "eu-west-1": {}, "mars-1": {} },
        services: {
          "api.sagemaker": { endpoints: { "us-east-1": {}, "us-east-1-fips": {}, "eu-west-1": {} } },
          s3: { endpoints: { "mars-1": {} } },
        },
      },
      { partition: "aws-none", regions: { "none-1": {} }, services: {} },
    ],
  };
  expect(coreRegions(endpoints)).toContain('= {\n  "aws": [\n    "eu-west-1",\n    "us-east-1",\n  ],\n};\n');
});

it("the committed list knows the great partitions", () => {
  expect(sageMakerRegions["aws"]).toEqual(expect.arrayContaining(["us-east-1", "eu-west-1", "ap-northeast-2"]));
  expect(sageMakerRegions["aws-cn"]).toEqual(["cn-north-1", "cn-northwest-1"]);
  expect(
    Object.values(sageMakerRegions)
      .flat()
      .filter((name) => !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(name)),
  ).toEqual([]);
});

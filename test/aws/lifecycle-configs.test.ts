import {
  CreateStudioLifecycleConfigCommand,
  DeleteStudioLifecycleConfigCommand,
  DescribeStudioLifecycleConfigCommand,
  ListStudioLifecycleConfigsCommand,
  ResourceInUse,
  ResourceNotFound,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createLifecycleConfigs } from "../../src/aws/lifecycle-configs.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("us-east-1");
const service = mockClient(session.client(SageMakerClient));
const configs = createLifecycleConfigs(session);

const StudioLifecycleConfigName = "setup";
const StudioLifecycleConfigArn = "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup";
const summary = {
  StudioLifecycleConfigName,
  StudioLifecycleConfigArn,
  StudioLifecycleConfigAppType: "JupyterLab",
  CreationTime: new Date("2026-01-02T03:04:05Z"),
} as const;
const made = {
  StudioLifecycleConfigName,
  StudioLifecycleConfigAppType: "JupyterLab",
  StudioLifecycleConfigContent: "IyEvYmluL2Jhc2gK",
} as const;
const inputs = () => service.calls().map((call) => call.args[0].input);
const $metadata = { httpStatusCode: 400 };

beforeEach(() => void service.reset());

describe("lifecycle configs", () => {
  it("are listed to their last page", async () => {
    const other = { ...summary, StudioLifecycleConfigName: "other" };
    service
      .on(ListStudioLifecycleConfigsCommand)
      .resolvesOnce({ StudioLifecycleConfigs: [summary], NextToken: "2" })
      .resolvesOnce({ StudioLifecycleConfigs: [other] });
    expect(await collect(configs.listLifecycleConfigs())).toEqual([summary, other]);
    expect(inputs()).toEqual([{ MaxResults: 100 }, { MaxResults: 100, NextToken: "2" }]);
  });

  it("are described with their script, and malformed without", async () => {
    const whole = { ...summary, StudioLifecycleConfigContent: made.StudioLifecycleConfigContent };
    service.on(DescribeStudioLifecycleConfigCommand).resolvesOnce(whole).resolvesOnce(summary);
    expect(await configs.describeLifecycleConfig("setup")).toEqual(whole);
    expect(inputs()).toEqual([{ StudioLifecycleConfigName }]);
    await expect(configs.describeLifecycleConfig("setup")).rejects.toMatchObject({
      code: "malformed",
      message: expect.stringContaining("StudioLifecycleConfigContent"),
    });
  });

  it("are created as asked for, with tags where there are some", async () => {
    service.on(CreateStudioLifecycleConfigCommand).resolves({ StudioLifecycleConfigArn });
    const Tags = [{ Key: "team", Value: "nlp" }];
    expect([await configs.createLifecycleConfig(made), await configs.createLifecycleConfig({ ...made, Tags })]).toEqual([
      StudioLifecycleConfigArn,
      StudioLifecycleConfigArn,
    ]);
    expect(inputs()).toEqual([made, { ...made, Tags }]);
  });

  it("are deleted by name", async () => {
    service.on(DeleteStudioLifecycleConfigCommand).resolves({});
    await configs.deleteLifecycleConfig("setup");
    expect(inputs()).toEqual([{ StudioLifecycleConfigName }]);
  });

  it("reject with not-found, and with in-use", async () => {
    service
      .on(DescribeStudioLifecycleConfigCommand)
      .rejects(new ResourceNotFound({ message: "StudioLifecycleConfig setup does not exist.", $metadata }));
    service.on(CreateStudioLifecycleConfigCommand).rejects(new ResourceInUse({ message: "already exists", $metadata }));
    service.on(DeleteStudioLifecycleConfigCommand).rejects(new ResourceInUse({ message: "in use", $metadata }));
    await expect(configs.describeLifecycleConfig("setup")).rejects.toMatchObject({ code: "not-found" });
    await expect(configs.createLifecycleConfig(made)).rejects.toMatchObject({ code: "in-use" });
    await expect(configs.deleteLifecycleConfig("setup")).rejects.toMatchObject({ code: "in-use" });
  });
});

import {
  CreateStudioLifecycleConfigCommand,
  DeleteStudioLifecycleConfigCommand,
  DescribeStudioLifecycleConfigCommand,
  ListStudioLifecycleConfigsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { LifecycleConfigs } from "../ports/lifecycle-configs.ts";
import { complete, items } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { paged } from "./studio/paging.ts";

function subjectOf(name: string): string {
  return `lifecycle config ${name}`;
}

/** Lifecycle configs of one Region over the SageMaker API. */
export function createLifecycleConfigs(session: AwsSession): LifecycleConfigs {
  const client = session.client(SageMakerClient);
  const call = session.call("SageMaker");
  const summary = ["StudioLifecycleConfigName", "StudioLifecycleConfigArn", "StudioLifecycleConfigAppType", "CreationTime"] as const;
  return {
    listLifecycleConfigs() {
      const operation = "ListStudioLifecycleConfigs";
      const description = { operation, action: "list", subject: "lifecycle configs" };
      return paged(
        call,
        operation,
        async (page) => {
          const { StudioLifecycleConfigs, ...response } = await call(description, (options) =>
            client.send(new ListStudioLifecycleConfigsCommand(page), options),
          );
          return { ...response, items: items(operation, "StudioLifecycleConfigs", StudioLifecycleConfigs) };
        },
        (config) => complete(operation, config, ...summary),
      );
    },

    async describeLifecycleConfig(StudioLifecycleConfigName) {
      const operation = "DescribeStudioLifecycleConfig";
      const description = { operation, action: "describe", subject: subjectOf(StudioLifecycleConfigName) };
      const response = await call(description, (options) =>
        client.send(new DescribeStudioLifecycleConfigCommand({ StudioLifecycleConfigName }), options),
      );
      return complete(operation, response, ...summary, "StudioLifecycleConfigContent");
    },

    async createLifecycleConfig({ Tags, ...config }) {
      const operation = "CreateStudioLifecycleConfig";
      const description = { operation, action: "create", subject: subjectOf(config.StudioLifecycleConfigName) };
      const input = { ...config, ...(Tags !== undefined && { Tags: [...Tags] }) };
      const response = await call(description, (options) => client.send(new CreateStudioLifecycleConfigCommand(input), options));
      return complete(operation, response, "StudioLifecycleConfigArn").StudioLifecycleConfigArn;
    },

    async deleteLifecycleConfig(StudioLifecycleConfigName) {
      const description = { operation: "DeleteStudioLifecycleConfig", action: "delete", subject: subjectOf(StudioLifecycleConfigName) };
      await call(description, (options) => client.send(new DeleteStudioLifecycleConfigCommand({ StudioLifecycleConfigName }), options));
    },
  };
}

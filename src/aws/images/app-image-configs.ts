import {
  CreateAppImageConfigCommand,
  type CreateAppImageConfigCommandInput,
  DeleteAppImageConfigCommand,
  DescribeAppImageConfigCommand,
  ListAppImageConfigsCommand,
  type SageMakerClient,
  UpdateAppImageConfigCommand,
  type UpdateAppImageConfigCommandInput,
} from "@aws-sdk/client-sagemaker";
import type { AppImageConfigs } from "../../ports/images.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { paged } from "../studio/paging.ts";

function subjectOf(name: string): string {
  return `app image config ${name}`;
}

/** App image configs over the SageMaker API; they are made, changed and deleted at once (service-facts: States and lifetimes). */
export function createAppImageConfigs(client: SageMakerClient, call: Call): AppImageConfigs {
  return {
    listAppImageConfigs() {
      const description = { operation: "ListAppImageConfigs", action: "list", subject: "app image configs" };
      return paged(
        call,
        "ListAppImageConfigs",
        async (page) => {
          const { AppImageConfigs, ...answer } = await call(description, (options) =>
            client.send(new ListAppImageConfigsCommand(page), options),
          );
          return { ...answer, items: items("ListAppImageConfigs", "AppImageConfigs", AppImageConfigs) };
        },
        (config) => complete("ListAppImageConfigs", config, "AppImageConfigName", "AppImageConfigArn", "CreationTime"),
      );
    },

    async describeAppImageConfig(AppImageConfigName) {
      const description = { operation: "DescribeAppImageConfig", action: "describe", subject: subjectOf(AppImageConfigName) };
      const answer = await call(description, (options) => client.send(new DescribeAppImageConfigCommand({ AppImageConfigName }), options));
      return complete("DescribeAppImageConfig", answer, "AppImageConfigName", "AppImageConfigArn", "CreationTime");
    },

    async createAppImageConfig(config) {
      const description = { operation: "CreateAppImageConfig", action: "create", subject: subjectOf(config.AppImageConfigName) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service's form, which the SDK types as mutable
      const input = config as unknown as CreateAppImageConfigCommandInput;
      const answer = await call(description, (options) => client.send(new CreateAppImageConfigCommand(input), options));
      return complete("CreateAppImageConfig", answer, "AppImageConfigArn").AppImageConfigArn;
    },

    async updateAppImageConfig(config) {
      const description = { operation: "UpdateAppImageConfig", action: "update", subject: subjectOf(config.AppImageConfigName) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      const input = config as unknown as UpdateAppImageConfigCommandInput;
      await call(description, (options) => client.send(new UpdateAppImageConfigCommand(input), options));
    },

    async deleteAppImageConfig(AppImageConfigName) {
      const description = { operation: "DeleteAppImageConfig", action: "delete", subject: subjectOf(AppImageConfigName) };
      await call(description, (options) => client.send(new DeleteAppImageConfigCommand({ AppImageConfigName }), options));
    },
  };
}

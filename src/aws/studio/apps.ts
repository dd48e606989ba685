import {
  type AppDetails,
  type AppInstanceType,
  CreateAppCommand,
  DeleteAppCommand,
  DescribeAppCommand,
  ListAppsCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { type App, type AppDetail, type NewApp, type ResourceSpec, appKey, appReference } from "../../core/app/app.ts";
import type { AppFilter, Apps } from "../../ports/studio.ts";
import { type ServiceResponse, complete, items, malformed } from "../responses.ts";
import type { Call } from "../call.ts";
import { domainFilter, inDomain, paged } from "./paging.ts";

/** Apps over the SageMaker API. */
export function createApps(client: SageMakerClient, call: Call): Apps {
  return {
    listApps(filter) {
      const description = { operation: "ListApps", action: "list", subject: `apps of ${scope(filter)}` };
      return paged(
        call,
        "ListApps",
        async (page) => {
          const input = { ...page, ...listInput(filter) };
          const { Apps, ...response } = await call(description, (options) => client.send(new ListAppsCommand(input), options));
          return { ...response, items: items("ListApps", "Apps", Apps) };
        },
        (app) => toApp("ListApps", app),
      );
    },

    async describeApp(key) {
      const description = { operation: "DescribeApp", action: "describe", subject: `app ${appReference(key)}` };
      const response = await call(description, (options) => client.send(new DescribeAppCommand(appKey(key)), options));
      return toAppDetail(response);
    },

    async createApp(app) {
      const description = { operation: "CreateApp", action: "create", subject: `app ${appReference(app)}` };
      const response = await call(description, (options) => client.send(new CreateAppCommand(createInput(app)), options));
      return complete("CreateApp", response, "AppArn").AppArn;
    },

    async deleteApp(key) {
      const description = { operation: "DeleteApp", action: "delete", subject: `app ${appReference(key)}` };
      await call(description, (options) => client.send(new DeleteAppCommand(appKey(key)), options));
    },
  };
}

function listInput(filter: AppFilter) {
  return {
    ...domainFilter(filter),
    ...(filter.UserProfileName !== undefined && { UserProfileNameEquals: filter.UserProfileName }),
    ...(filter.SpaceName !== undefined && { SpaceNameEquals: filter.SpaceName }),
  };
}

function scope(filter: AppFilter): string {
  if (filter.UserProfileName !== undefined) return `user ${filter.UserProfileName} in ${inDomain(filter)}`;
  if (filter.SpaceName !== undefined) return `space ${filter.SpaceName} in ${inDomain(filter)}`;
  return inDomain(filter);
}

function createInput(app: NewApp) {
  return {
    ...appKey(app),
    ...(app.ResourceSpec !== undefined && { ResourceSpec: specInput(app.ResourceSpec) }),
    ...(app.RecoveryMode !== undefined && { RecoveryMode: app.RecoveryMode }),
    ...(app.Tags !== undefined && { Tags: [...app.Tags] }),
  };
}

function specInput({ InstanceType, ...spec }: ResourceSpec) {
  if (InstanceType === undefined) return spec;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service may know more types than this SDK
  return { ...spec, InstanceType: InstanceType as AppInstanceType };
}

function toApp<T extends ServiceResponse<AppDetails>>(operation: string, response: T) {
  const app = complete(operation, response, "DomainId", "AppType", "AppName", "Status", "CreationTime");
  const owners = [app.UserProfileName, app.SpaceName].filter((name) => name !== undefined);
  if (owners.length !== 1) throw malformed(operation, "single owner (UserProfileName or SpaceName)");
  return app satisfies App;
}

function toAppDetail(response: ServiceResponse<AppDetails & { AppArn?: string | undefined }>): AppDetail {
  return complete("DescribeApp", toApp("DescribeApp", response), "AppArn");
}

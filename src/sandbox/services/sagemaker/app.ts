import { type AppKey, type NewApp, type Owner, ownerOf, type ResourceSpec } from "../../../core/app/app.ts";
import { appsPerInstance } from "../../../core/app/rules.ts";
import type { JupyterState } from "../../jupyter-state.ts";
import type { Context, Operation } from "../../operation.ts";
import { resourceInUse, resourceLimitExceeded, validationException } from "../../protocol/service-error.ts";
import type { AppRecord } from "../../sagemaker-state.ts";
import { checkAppKind, checkRemoteAccess, checkStorage, lackOfCapacity, resolvedSpecification, builtInConfig } from "./app-rules.ts";
import { requireAttached } from "./custom-images.ts";
import {
  appsOf,
  isLive,
  isSpace,
  ownerArn,
  type OwnerRecord,
  requestedOwner,
  requireApp,
  requireAppOwner,
  requireDomain,
  requireInService,
} from "./find.ts";
import { type ListInput, listPage } from "./listing.ts";
import { appArn, appRecordKey, ownerKey } from "./names.ts";
import { checkAppQuotas } from "./quotas.ts";
import { appRecord } from "./records.ts";
import { checkLifecycleConfig } from "./settings.ts";
import { setTags } from "./tags.ts";
import { begin } from "./transitions.ts";

export const createApp: Operation<NewApp> = (input, context) => {
  const requested = requestedOwner(input);
  const domain = requireDomain(context, input.DomainId);
  const owner = requireAppOwner(context, input, requested);
  checkAppKind(input, owner, context.state.settings.classic);
  requireInService(domain, domain.DomainArn);
  requireInService(owner, ownerArn(owner));
  const key: AppKey = { DomainId: input.DomainId, ...nameOf(owner), AppType: input.AppType, AppName: input.AppName };
  const arn = appArn(key);
  const earlier = context.state.sagemaker.apps[appRecordKey(key)];
  if (earlier !== undefined && isLive(earlier)) throw resourceInUse(`App [${arn}] already exists.`);
  checkStorage(owner, arn, context.now);
  const specification = resolvedSpecification(input.AppType, input.ResourceSpec, owner, domain);
  requireAttached(context, key, specification, owner, domain);
  if (input.ResourceSpec?.LifecycleConfigArn !== undefined)
    checkLifecycleConfig(context, input.AppType, input.ResourceSpec.LifecycleConfigArn);
  checkRoom(context, key, requested, specification);
  checkAppQuotas(context, input.AppType, specification.InstanceType ?? "");
  checkRemoteAccess(owner, arn, specification);
  const builtIn = builtInConfig(context, input.AppType, owner, domain);
  setTags(context, arn, input.Tags);
  context.state.sagemaker.apps[appRecordKey(key)] = begin(
    appRecord({
      ...key,
      // Within 24 hours of its deletion an app of the same name is an update of it (service-facts: States and lifetimes).
      CreationTime: earlier?.CreationTime ?? context.now,
      startedAt: context.now,
      ResourceSpec: specification,
      RecoveryMode: input.RecoveryMode ?? false,
      // Recovery mode runs none (SageMaker API: RecoveryMode).
      ...(builtIn !== undefined &&
        input.RecoveryMode !== true && { BuiltInLifecycleConfigArn: builtIn, ...(context.remote && { builtInDue: true }) }),
    }),
    { through: "Pending", to: "InService", seconds: context.state.settings.transitionSeconds.appStart },
    failing(context, context.failNext ?? lackOfCapacity(context, specification)),
  );
  return { AppArn: arn };
};

/** A context whose change fails with this reason, if there is one. */
function failing(context: Context, reason: string | undefined): Context {
  return reason === undefined ? context : { ...context, failNext: reason };
}

/** The owner's name as it was created: the request may spell it in another case (service-facts: App rules). */
function nameOf(owner: OwnerRecord): Owner {
  return isSpace(owner) ? { SpaceName: owner.SpaceName } : { UserProfileName: owner.UserProfileName };
}

/** Four KernelGateway apps share one instance, the fifth is refused (service-facts: Errors and App rules). */
function checkRoom(context: Context, key: AppKey, owner: Owner, { InstanceType }: ResourceSpec): void {
  if (key.AppType !== "KernelGateway") return;
  const alike = appsOf(context, key.DomainId, owner).filter(
    (app) =>
      (app.Status === "InService" || app.Status === "Pending") &&
      app.AppType === key.AppType &&
      app.ResourceSpec.InstanceType === InstanceType,
  );
  if (alike.length < appsPerInstance) return;
  const ownerText = key.SpaceName === undefined ? `UserProfile [${key.UserProfileName}]` : `Space [${key.SpaceName}]`;
  throw resourceLimitExceeded(
    `Unable to start more Apps of AppType [${key.AppType}] and ResourceSpec(instanceType=[${InstanceType}]) for ` +
      `${ownerText}. Please delete an App with a matching AppType and ResourceSpec, then try again`,
  );
}

/** The interval of health checks of a running app, milliseconds. */
const healthCheckEvery = 60_000;

export const describeApp: Operation<AppKey> = (input, context) => {
  const app = requireApp(context, input);
  return app.Status === "InService" ? { ...healthCheck(app, context.now), ...app } : app;
};

/** A health check updates both timestamps if no user has been seen (service-facts: DescribeApp). */
function healthCheck(app: AppRecord, now: number): object {
  const checked = Math.max(app.LastModifiedTime ?? app.CreationTime, now - (now % healthCheckEvery));
  return { LastHealthCheckTimestamp: checked, LastUserActivityTimestamp: checked };
}

interface ListAppsInput extends ListInput {
  readonly DomainIdEquals?: string;
  readonly UserProfileNameEquals?: string;
  readonly SpaceNameEquals?: string;
}

export const listApps: Operation<ListAppsInput> = (input, { state }) => {
  const { DomainIdEquals: domain, UserProfileNameEquals: user, SpaceNameEquals: space } = input;
  if (user !== undefined && space !== undefined) {
    throw validationException("UserProfileNameEquals and SpaceNameEquals cannot be specified at the same time.");
  }
  const apps = Object.entries(state.sagemaker.apps).filter(
    ([, app]) =>
      (domain === undefined || app.DomainId === domain) &&
      (user === undefined || sameName(app.UserProfileName, user)) &&
      (space === undefined || sameName(app.SpaceName, space)),
  );
  const { records, ...page } = listPage(apps, input, { operation: "ListApps", order: "Ascending" });
  return { Apps: records, ...page };
};

/** Names of profiles and spaces are compared without case (service-facts: App rules). */
function sameName(name: string | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}

export const deleteApp: Operation<AppKey> = (input, context) => {
  const app = requireApp(context, input);
  const arn = app.AppArn;
  if (app.Status === "Deleted") throw validationException(`App [${arn}] has already been deleted.`);
  if (app.Status === "Failed") throw validationException(`App [${arn}] previously failed and was automatically deleted.`);
  if (app.Status === "Deleting") throw resourceInUse(`App [${arn}] is already being deleted.`);
  const seconds = context.state.settings.transitionSeconds.appStop;
  context.state.sagemaker.apps[appRecordKey(app)] = begin(app, { through: "Deleting", to: "Deleted", seconds }, context);
  forgetWork(context.state.jupyter, app);
  return undefined;
};

const serverTypes: ReadonlySet<string> = new Set(["JupyterServer", "JupyterLab", "CodeEditor"]);

/** Kernels and terminals of the app end with it: an app created later under the same name begins empty. */
function forgetWork({ servers }: JupyterState, app: AppRecord): void {
  const server = servers[ownerKey(app.DomainId, ownerOf(app))];
  if (server === undefined) return;
  if (app.AppType === "KernelGateway") {
    server.kernels = server.kernels.filter(({ appName }) => appName !== app.AppName);
    server.terminals = server.terminals.filter(({ appName }) => appName !== app.AppName);
  } else if (serverTypes.has(app.AppType)) {
    // Kernels of KernelGateway apps outlive the server that shows them.
    server.kernels = server.kernels.filter(({ appName }) => appName !== undefined);
    server.terminals = [];
    if (server.activityMonitor !== undefined) server.activityMonitor = "empty";
  }
}

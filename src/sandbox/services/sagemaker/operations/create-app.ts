import { type AppKey, type NewApp, type Owner, type ResourceSpec } from "../../../../core/app/app.ts";
import { appsPerInstance } from "../../../../core/app/slots.ts";
import { resourceInUse, resourceLimitExceeded } from "../../../protocol/service-error.ts";
import { checkAppKind, checkStorage } from "../app-rules.ts";
import { resolvedSpecification } from "../app-specification.ts";
import { appArn } from "../arns.ts";
import { checkLifecycleConfig } from "../lifecycle-config-arns.ts";
import type { Context, Operation } from "../context.ts";
import { requireAttached } from "../custom-images.ts";
import {
  appsOf,
  isLive,
  isSpace,
  type OwnerRecord,
  ownerArn,
  requestedOwner,
  requireAppOwner,
  requireDomain,
  requireInService,
} from "../find.ts";
import { appRecordKey } from "../keys.ts";
import { begin } from "../lifecycle.ts";
import { checkAppQuotas } from "../quotas.ts";
import { appRecord } from "../records.ts";
import { setTags } from "../tagging.ts";

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
  setTags(context, arn, input.Tags);
  context.state.sagemaker.apps[appRecordKey(key)] = begin(
    appRecord({
      ...key,
      // Within 24 hours of its deletion an app of the same name is an update of it (service-facts: States and lifetimes).
      CreationTime: earlier?.CreationTime ?? context.now,
      startedAt: context.now,
      ResourceSpec: specification,
      RecoveryMode: input.RecoveryMode ?? false,
    }),
    { through: "Pending", to: "InService", seconds: context.state.settings.transitionSeconds.appStart },
    context,
  );
  return { AppArn: arn };
};

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

import { resourceLimitExceeded } from "../../protocol/service-error.ts";
import type { Context } from "./context.ts";
import { isLive } from "./find.ts";

/** Account-level quotas of the sandbox: those of an account whose limits were raised (FACTS 4). */
const quotas = { domains: 5, userProfiles: 2000, spaces: 2000, runningApps: 5000, appsPerInstanceType: 1000 };

/** Accelerated and very large instances are 0 until an increase is granted (FACTS 4). */
const grantedOnRequest = /^ml\.(?:p\d|trn)|^ml\.g\d[a-z]*\.(?:12|24|48)xlarge$/;

export function checkDomainQuota(context: Context): void {
  check(context, "Total domains", quotas.domains, Object.keys(context.state.sagemaker.domains).length, "Domains");
}

export function checkUserProfileQuota(context: Context): void {
  const { userProfiles } = context.state.sagemaker;
  const name = "Maximum number of Studio user profiles allowed per account";
  check(context, name, quotas.userProfiles, Object.keys(userProfiles).length, "UserProfiles");
}

export function checkSpaceQuota(context: Context): void {
  const { spaces } = context.state.sagemaker;
  check(context, "Maximum number of Studio spaces allowed per account", quotas.spaces, Object.keys(spaces).length, "Spaces");
}

/** Two quotas bound apps: all that run, and those of one type on one instance type. `system` is not counted. */
export function checkAppQuotas(context: Context, appType: string, instanceType: string): void {
  if (instanceType === "system") return;
  const live = Object.values(context.state.sagemaker.apps).filter(isLive);
  const alike = live.filter((app) => app.AppType === appType && app.ResourceSpec.InstanceType === instanceType);
  const usual = grantedOnRequest.test(instanceType) ? 0 : quotas.appsPerInstanceType;
  check(context, `Studio ${appType} Apps running on ${instanceType} instance`, usual, alike.length, "Apps");
  check(context, "Maximum number of running Studio apps allowed per account", quotas.runningApps, live.length, "Apps");
}

function check({ state }: Context, name: string, usual: number, used: number, unit: string): void {
  const limit = state.settings.quotas?.[name] ?? usual;
  if (used < limit) return;
  throw resourceLimitExceeded(
    `The account-level service limit '${name}' is ${limit} ${unit}, with current utilization of ${used} ${unit} and a ` +
      `request delta of 1 ${unit}. Please use AWS Service Quotas to request an increase for this quota. If AWS Service ` +
      "Quotas is not available, contact AWS support to request an increase for this quota.",
  );
}

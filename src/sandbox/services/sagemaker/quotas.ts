import { instanceTypes } from "../../../core/service-model.ts";
import { resourceLimitExceeded } from "../../protocol/service-error.ts";
import type { SandboxSettings } from "../../state.ts";
import type { Context } from "../../operation.ts";
import { isLive } from "./find.ts";

/** A limit of the account, as shown by Service Quotas and enforced by the operations here. */
export interface Quota {
  readonly name: string;
  /** The value of an account with raised limits, like the sandbox's. */
  readonly usual: number;
  /** The value of a new account (service-facts: App rules). */
  readonly initial: number;
}

const domains: Quota = { name: "Total domains", usual: 5, initial: 2 };
const userProfiles: Quota = { name: "Maximum number of Studio user profiles allowed per account", usual: 2000, initial: 2 };
const spaces: Quota = { name: "Maximum number of Studio spaces allowed per account", usual: 2000, initial: 6 };
const runningApps: Quota = { name: "Maximum number of running Studio apps allowed per account", usual: 5000, initial: 40 };

/** The types of app that have a quota for each instance type (which beside the first three is inferred). */
const quotaTypes = ["KernelGateway", "JupyterLab", "CodeEditor", "TensorBoard"];

/** Types whose quotas Service Quotas names in the plural. */
const inPlural: ReadonlySet<string> = new Set(["JupyterLab", "CodeEditor"]);

/** Accelerated and very large instances are 0 until an increase is granted (service-facts: App rules). */
const grantedOnRequest = /^ml\.(?:p\d|trn)|^ml\.g\d[a-z]*\.(?:12|24|48)xlarge$/;

/** New accounts have some of the smallest only (service-facts: App rules; of other types than ml.t3.medium inferred). */
function appQuota(appType: string, instanceType: string): Quota {
  return {
    name: `Studio ${appType} Apps running on ${instanceType} ${inPlural.has(appType) ? "instances" : "instance"}`,
    usual: grantedOnRequest.test(instanceType) ? 0 : 1000,
    initial: instanceType === "ml.t3.medium" ? 2 : 0,
  };
}

/** Every quota of Studio. `system`, which JupyterServer runs on, has none. */
export const studioQuotas: readonly Quota[] = [
  domains,
  userProfiles,
  spaces,
  runningApps,
  ...quotaTypes.flatMap((appType) => instanceTypes.filter((type) => type !== "system").map((type) => appQuota(appType, type))),
];

/** The present value: the sandbox's, unless its settings contain another. */
export function limitOf({ quotas }: SandboxSettings, { name, usual }: Quota): number {
  return quotas?.[name] ?? usual;
}

export function checkDomainQuota(context: Context): void {
  check(context, domains, Object.keys(context.state.sagemaker.domains).length, "Domains");
}

export function checkUserProfileQuota(context: Context): void {
  check(context, userProfiles, Object.keys(context.state.sagemaker.userProfiles).length, "UserProfiles");
}

export function checkSpaceQuota(context: Context): void {
  check(context, spaces, Object.keys(context.state.sagemaker.spaces).length, "Spaces");
}

/** Two quotas limit apps: all that run, and those of one type on one instance type. `system` is not counted. */
export function checkAppQuotas(context: Context, appType: string, instanceType: string): void {
  if (instanceType === "system") return;
  const live = Object.values(context.state.sagemaker.apps).filter(isLive);
  const alike = live.filter((app) => app.AppType === appType && app.ResourceSpec.InstanceType === instanceType);
  if (quotaTypes.includes(appType)) check(context, appQuota(appType, instanceType), alike.length, "Apps");
  check(context, runningApps, live.length, "Apps");
}

function check({ state }: Context, quota: Quota, used: number, unit: string): void {
  const limit = limitOf(state.settings, quota);
  if (used < limit) return;
  throw resourceLimitExceeded(
    `The account-level service limit '${quota.name}' is ${limit} ${unit}, with current utilization of ${used} ${unit} and a ` +
      `request delta of 1 ${unit}. Please use AWS Service Quotas to request an increase for this quota. If AWS Service ` +
      "Quotas is not available, contact AWS support to request an increase for this quota.",
  );
}

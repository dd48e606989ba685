import { type AppDetail, type AppKey, type ResourceSpec, appReference } from "./app.ts";
import { insteadOfClassic, isClassic } from "./rules.ts";
import { restartCommand } from "./restart-command.ts";
import type { AppType } from "../service-model.ts";

/** A stop of an app by a sweep, as recorded in its receipts. */
export interface SweptStop {
  readonly app: AppKey & { readonly ResourceSpec?: ResourceSpec };
  readonly At: Date;
  readonly Run: string;
  /** Why the app was considered idle. */
  readonly Reason: string;
  /** Whether the stop was confirmed: a run that was killed records only its intent. */
  readonly isCertain: boolean;
}

/** What is known about an app whose state is to be explained. */
export interface Findings {
  readonly app: AppDetail;
  /** The last lines of its lifecycle config's log, oldest first. */
  readonly lifecycleLines: readonly string[];
  /** The last lines of its own log, oldest first. */
  readonly appLines: readonly string[];
  readonly now: Date;
  /** The last time that a sweep stopped it, if one did. */
  readonly stop?: SweptStop | undefined;
}

export interface Diagnosis {
  readonly Cause: string;
  /** What to do; the command, if a command does it. */
  readonly Fix?: string;
}

type Rule = (findings: Findings) => Diagnosis | undefined;

/** Explains the state of an app from the service's message, its log and its status. Always returns a diagnosis. */
export function diagnose(findings: Findings): Diagnosis {
  const rules = findings.app.Status === "Failed" ? failures : states;
  for (const rule of rules) {
    const diagnosis = rule(findings);
    if (diagnosis !== undefined) return diagnosis;
  }
  return { Cause: findings.app.FailureReason ?? `it is ${findings.app.Status}` };
}

const failures: readonly Rule[] = [
  // service-facts: Errors: ResourceLimitExceeded.
  ({ app }) => {
    const [, quota, limit] = /service limit '([^']+)' is (\d+)/.exec(app.FailureReason ?? "") ?? [];
    if (quota === undefined) return undefined;
    const type = app.ResourceSpec?.InstanceType;
    const which = type === undefined ? "--all" : `--type ${app.AppType} --instance-type ${type}`;
    return {
      Cause: `the quota "${quota}" is ${limit}`,
      Fix: `${isClassic(app) ? "" : "start it on another instance type, or "}ask for more, as this shows: studioctl quota ${which}`,
    };
  },
  // aws-samples/sagemaker-studio-custom-image-samples, issue 28: the only line such an app writes.
  ({ appLines }) =>
    appLines.some((line) => line.includes("exec format error"))
      ? {
          Cause: "its container was built for another kind of processor than Studio's x86_64",
          Fix: "docker build --platform linux/amd64, push it, and studioctl image attach again",
        }
      : undefined,
  // Developer guide, "Debugging Lifecycle Configurations": 5 minutes, then the start fails.
  ({ app, lifecycleLines }) => {
    if (!byScript(app, lifecycleLines)) return undefined;
    const last = lifecycleLines.at(-1);
    const said = last === undefined ? "it wrote nothing" : `the last it wrote: ${last}`;
    return {
      Cause: `its lifecycle config failed, or took longer than 5 minutes; ${said}`,
      Fix: restartOf(app, { LifecycleConfigArn: "None" }),
    };
  },
  // data-dot-all/dataall, issue 351, has the service's text.
  ({ app }) =>
    /unable to reach SageMaker Endpoint|VPC has connectivity/i.test(app.FailureReason ?? "")
      ? {
          Cause: "the SageMaker API cannot be reached from its subnets",
          Fix: `give the VPC a NAT gateway, or interface endpoints for sagemaker.api and sagemaker.runtime; studioctl domain describe ${app.DomainId} names subnets and groups`,
        }
      : undefined,
  // service-facts: Settings and images: uid, gid and kernel of an app image config are tried at launch only.
  ({ app }) => {
    const image = ownImage(app);
    if (image === undefined || !/InternalFailure|InternalServerError/.test(app.FailureReason ?? "")) return undefined;
    return {
      Cause: `the container of image ${image} did not come up: ${containerRule(app.AppType)}`,
      Fix: `studioctl image describe ${image}`,
    };
  },
];

const minute = 60_000;
/** service-facts: States and lifetimes: a start takes 10 minutes at most, a delete 20. */
const longest: Readonly<Record<string, number>> = { Pending: 10 * minute, Deleting: 20 * minute };

const states: readonly Rule[] = [
  ({ app, lifecycleLines }) => {
    const failed = lifecycleLines.findLast((line) => troubled.test(line));
    if (app.Status !== "InService" || failed === undefined) return undefined;
    return {
      Cause: `it runs, but its lifecycle config failed: ${failed}`,
      Fix: `studioctl lifecycle-config list shows where that is attached; correct it${isClassic(app) ? "" : ", and start the app again"}`,
    };
  },
  ({ app }) => (app.Status === "InService" ? { Cause: "nothing is wrong: it runs" } : undefined),
  ({ app, stop }) => (stop !== undefined && (app.Status === "Deleted" || app.Status === "Deleting") ? stoppedBySweep(stop) : undefined),
  ({ app }) => (app.Status === "Deleted" ? { Cause: "it was deleted; the service lists it for 24 hours", Fix: restartOf(app) } : undefined),
  ({ app, now }) => {
    const limit = longest[app.Status];
    if (limit === undefined) return undefined;
    // Within 24 hours of a deletion CreationTime may be that of an earlier run (service-facts: States and lifetimes).
    const late = now.getTime() - app.CreationTime.getTime() > limit;
    const what = app.Status === "Pending" ? "starting" : "being deleted";
    const usual = `that takes up to ${limit / minute} minutes`;
    if (!late) return { Cause: `it is ${what}; ${usual}` };
    return app.Status === "Pending"
      ? { Cause: `it is ${what}; ${usual}, and it was created longer ago`, Fix: `studioctl app stop ${appReference(app)}` }
      : { Cause: `it is ${what}; ${usual}, and it was created longer ago`, Fix: "wait; if it stays like this, ask AWS Support" };
  },
];

/**
 * What the container must provide: Studio Classic starts a kernel of the container as a user and group (service-facts: Settings and
 * images); JupyterLab and Code Editor are a server in the container (SageMaker developer guide: "Custom image specifications").
 */
function containerRule(type: AppType): string {
  if (type === "JupyterLab")
    return "it has to serve JupyterLab on port 8888 under /jupyterlab/default, by the entrypoint and arguments of the app image config";
  if (type === "CodeEditor")
    return "it has to serve Code Editor on port 8888 under /codeeditor/default, by the entrypoint and arguments of the app image config";
  return "the kernel, user and group in the app image config have to be its own";
}

/** Explains that a sweep stopped an app, whether or not the service still lists it. */
export function stoppedBySweep({ app, At, Reason, isCertain }: SweptStop): Diagnosis {
  const when = At.toISOString().replace(/\.\d+Z$/, "Z");
  const what = isCertain ? "auto-shutdown stopped it" : "auto-shutdown was about to stop it, and its run did not record the end,";
  return {
    Cause: `${what} at ${when}: ${Reason}`,
    Fix: restartOf(app) + (isClassic(app) ? "" : "; studioctl app keep keeps it running then"),
  };
}

/** The name of its image if the image belongs to the same account and is not shipped by AWS. */
function ownImage({ AppArn, ResourceSpec }: AppDetail): string | undefined {
  const [, , , , account] = AppArn.split(":");
  const [, , , , owner, name] = ResourceSpec?.SageMakerImageArn?.split(":") ?? [];
  return owner === account ? name?.replace(/^image\//, "") : undefined;
}

/** Words in the output of a script that failed. */
const troubled = /error|fail|not found|denied|exit/i;

/** True if the service says so, or if a script wrote something and the app itself wrote nothing. */
function byScript({ FailureReason = "", ResourceSpec }: AppDetail, lifecycleLines: readonly string[]): boolean {
  if (/lifecycle ?config|start-?up script/i.test(FailureReason)) return true;
  return ResourceSpec?.LifecycleConfigArn !== undefined && lifecycleLines.some((line) => troubled.test(line));
}

/** How to start such an app again as it last ran, or what to use if it cannot be. */
function restartOf(app: AppKey & { readonly ResourceSpec?: ResourceSpec }, change: ResourceSpec = {}): string {
  return restartCommand(app, change) ?? `AWS no longer starts Studio Classic apps; use a space: ${insteadOfClassic}`;
}

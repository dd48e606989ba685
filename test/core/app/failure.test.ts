import { describe, expect, it } from "vitest";
import type { AppDetail } from "../../../src/core/app/app.ts";
import { diagnose } from "../../../src/core/app/failure.ts";

const now = new Date("2026-03-02T12:00:00Z");
const failed: AppDetail = {
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "fit",
  Status: "Failed",
  CreationTime: new Date("2026-03-02T11:30:00Z"),
  AppArn: "arn:aws:sagemaker:us-east-1:123456789012:app/d-1/alice/kernelgateway/fit",
  ResourceSpec: { InstanceType: "ml.g5.48xlarge" },
};
const found = (app: Partial<AppDetail>, lines: { readonly app?: readonly string[]; readonly lifecycle?: readonly string[] } = {}) =>
  diagnose({ app: { ...failed, ...app }, appLines: lines.app ?? [], lifecycleLines: lines.lifecycle ?? [], now });
const { UserProfileName: _user, ...withoutUser } = failed;
const spaceApp = (more: Partial<AppDetail>): AppDetail => ({
  ...withoutUser,
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  ...more,
});
const own = { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/r-kernel" };
const shipped = { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0" };

describe("a failed start", () => {
  it("for want of quota names the quota and its value", () => {
    const FailureReason =
      "ResourceLimitExceeded: The account-level service limit 'Studio KernelGateway Apps running on ml.g5.48xlarge instance' is 0 Apps, with current utilization of 0 Apps";
    expect(found({ FailureReason })).toEqual({
      Cause: 'the quota "Studio KernelGateway Apps running on ml.g5.48xlarge instance" is 0',
      Fix: expect.stringContaining("studioctl quota --type KernelGateway --instance-type ml.g5.48xlarge"),
    });
  });

  it("of a container for another processor is known by the one line it writes", () => {
    const line = "exec /opt/.sagemakerinternal/conda/kgw_variant: exec format error";
    expect(found({ FailureReason: "InternalFailure", ResourceSpec: own }, { app: [line] })).toMatchObject({
      Cause: expect.stringContaining("x86_64"),
    });
  });

  it("by a script shows what the script wrote last, and how to start without it", () => {
    const lifecycle = ["+ pip install blacck", "ERROR: No matching distribution found for blacck"];
    for (const app of [
      { FailureReason: "LifecycleConfig failed" },
      { ResourceSpec: { LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup" } },
    ]) {
      expect(found(app, { lifecycle })).toEqual({
        Cause: expect.stringContaining("No matching distribution found for blacck"),
        Fix: expect.stringMatching(/^AWS no longer starts Studio Classic apps; use a space: studioctl space create/),
      });
    }
    const ofSpace = spaceApp({
      Status: "Failed",
      FailureReason: "LifecycleConfig failed",
      ResourceSpec: { InstanceType: "ml.g5.xlarge", LifecycleConfigArn: "arn:x" },
    });
    expect(diagnose({ app: ofSpace, appLines: [], lifecycleLines: lifecycle, now }).Fix).toBe(
      "studioctl app start --space nlp --instance-type ml.g5.xlarge --lifecycle-config none -d d-1",
    );
    expect(found({ FailureReason: "Failed to create SageMaker Studio due to start-up script failure" })).toMatchObject({
      Cause: expect.stringContaining("it wrote nothing"),
    });
  });

  it("is not blamed on a script that did its work", () => {
    expect(found({ FailureReason: "InternalFailure", ResourceSpec: { LifecycleConfigArn: "arn:x" } }, { lifecycle: ["done"] })).toEqual({
      Cause: "InternalFailure",
    });
  });

  it("from subnets without a way to the API says what is missing", () => {
    const FailureReason =
      "SageMaker studio is unable to reach SageMaker Endpoint. Please ensure your VPC has connectivity to SageMaker via Internet or VPC Endpoint";
    expect(found({ FailureReason })).toMatchObject({ Fix: expect.stringMatching(/interface endpoints.*studioctl domain describe d-1/) });
  });

  it("without more words is laid to one's own image, and not to one that AWS ships", () => {
    expect(found({ FailureReason: "InternalFailure", ResourceSpec: own })).toMatchObject({ Fix: "studioctl image describe r-kernel" });
    expect(found({ FailureReason: "InternalFailure", ResourceSpec: shipped })).toEqual({ Cause: "InternalFailure" });
  });

  it("that nothing is known of keeps the service's words, or its status", () => {
    expect(found({ FailureReason: "something new" })).toEqual({ Cause: "something new" });
    expect(found({})).toEqual({ Cause: "it is Failed" });
  });
});

describe("an app that has not failed", () => {
  it("runs, and nothing is wrong", () => {
    expect(found({ Status: "InService" })).toEqual({ Cause: "nothing is wrong: it runs" });
  });

  it("runs, and its lifecycle config did not", () => {
    const lifecycle = ["ERROR: no such package", "LifecycleConfig execution failed with non zero exit code 1", "bye"];
    expect(found({ Status: "InService" }, { lifecycle })).toEqual({
      Cause: "it runs, but its lifecycle config failed: LifecycleConfig execution failed with non zero exit code 1",
      Fix: expect.stringContaining("studioctl lifecycle-config list"),
    });
  });

  it.each([
    ["Pending", 9, undefined],
    ["Pending", 11, "studioctl app stop d-1/alice/KernelGateway/fit"],
    ["Deleting", 19, undefined],
    ["Deleting", 21, expect.stringContaining("AWS Support")],
  ] as const)("%s for %d minutes has this fix: %j", (Status, minutes, Fix) => {
    const diagnosis = found({ Status, CreationTime: new Date(now.getTime() - minutes * 60_000) });
    expect(diagnosis.Fix).toEqual(Fix);
  });

  it("Deleted, of a space, is started again as it last ran", () => {
    const ofSpace = spaceApp({
      Status: "Deleted",
      ResourceSpec: {
        InstanceType: "ml.g5.xlarge",
        SageMakerImageArn: "arn:aws:sagemaker:us-east-1:1:image/torch",
        LifecycleConfigArn: "arn:x",
      },
    });
    expect(diagnose({ app: ofSpace, appLines: [], lifecycleLines: [], now }).Fix).toBe(
      "studioctl app start --space nlp --instance-type ml.g5.xlarge --image arn:aws:sagemaker:us-east-1:1:image/torch --lifecycle-config arn:x -d d-1",
    );
  });

  it("of Studio Classic is never said to start again", () => {
    const reasons = ["", "LifecycleConfig failed", "service limit 'Studio KernelGateway Apps' is 0"];
    for (const AppType of ["KernelGateway", "JupyterServer"] as const) {
      for (const Status of ["Deleted", "Failed", "InService", "Pending", "Deleting"] as const) {
        for (const FailureReason of reasons)
          expect(found({ AppType, Status, FailureReason }, { lifecycle: ["ERROR: no"] }).Fix ?? "").not.toMatch(
            /app start|start (it|the app)/,
          );
      }
    }
  });
});

describe("an app that a sweep stopped", () => {
  const stop = { app: failed, At: new Date("2026-03-02T09:30:00.123Z"), Run: "r", Reason: "last activity 2h ago", isCertain: true };
  const why = (Status: AppDetail["Status"], more: Partial<typeof stop> = {}) =>
    diagnose({ app: { ...failed, Status }, appLines: [], lifecycleLines: [], now, stop: { ...stop, ...more } });

  it.each([["Deleted"], ["Deleting"]] as const)("says so with time and reason while it is %s", (Status) => {
    expect(why(Status)).toEqual({
      Cause: "auto-shutdown stopped it at 2026-03-02T09:30:00Z: last activity 2h ago",
      Fix: expect.stringMatching(/^AWS no longer starts Studio Classic apps/),
    });
  });

  it("of a space is started again as it last ran, and kept then", () => {
    const app = spaceApp({ Status: "Deleted", ResourceSpec: { InstanceType: "ml.g5.xlarge" } });
    const { Fix } = diagnose({ app, appLines: [], lifecycleLines: [], now, stop: { ...stop, app } });
    expect(Fix).toBe("studioctl app start --space nlp --instance-type ml.g5.xlarge -d d-1; studioctl app keep keeps it running then");
  });

  it("is not said to have stopped for certain where the run did not record its end", () => {
    expect(why("Deleted", { isCertain: false }).Cause).toMatch(/was about to stop it/);
  });

  it("runs again: nothing is said of it", () => expect(why("InService").Cause).toBe("nothing is wrong: it runs"));
});

describe("a container that did not come up", () => {
  const reason = { FailureReason: "InternalFailure", ResourceSpec: own };

  it("of Studio Classic is judged by kernel, user and group", () => expect(found(reason).Cause).toMatch(/kernel, user and group/));

  it.each([
    ["JupyterLab", "/jupyterlab/default"],
    ["CodeEditor", "/codeeditor/default"],
  ] as const)("of %s is judged by its server alone", (AppType, path) => {
    const { Cause } = found({ ...reason, AppType, AppName: "default" });
    expect(Cause).toContain(path);
    expect(Cause).not.toMatch(/kernel,|group/);
  });
});

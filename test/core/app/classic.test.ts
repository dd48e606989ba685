import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { classicWarning, isClassic } from "../../../src/core/app/classic.ts";
import { restartCommand, sameLife } from "../../../src/core/app/restart-command.ts";
import { appTypes } from "../../../src/core/service-model.ts";

const app = (AppType: App["AppType"], AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  ...(AppType === "JupyterLab" || AppType === "CodeEditor" ? { SpaceName: "nlp" } : { UserProfileName: "alice" }),
  AppType,
  AppName,
  Status: "InService",
  CreationTime: new Date(0),
  ...more,
});
const never = () => false;

describe("a warning about Studio Classic", () => {
  it("is of KernelGateway and JupyterServer, and of no other type", () => {
    expect(appTypes.filter((AppType) => isClassic({ AppType })).toSorted()).toEqual(["JupyterServer", "KernelGateway"]);
    expect(classicWarning([app("JupyterLab", "default"), app("Canvas", "default")], never)).toBeUndefined();
    expect(classicWarning([], never)).toBeUndefined();
  });

  it("is one line for all apps, that counts them and says that they may not start again", () => {
    expect(classicWarning([app("KernelGateway", "a"), app("JupyterLab", "default")], never)).toBe(
      "Studio Classic app alice/a may not start again once stopped",
    );
    const many = ["a", "b", "c", "d", "e"].map((name) => app("KernelGateway", name));
    expect(classicWarning(many, never)).toBe("5 Studio Classic apps may not start again once stopped");
  });

  it("is sure where AWS has refused to start one, in each domain concerned", () => {
    const two = [app("KernelGateway", "a"), app("JupyterServer", "default", { DomainId: "d-2" })];
    expect(classicWarning(two, () => true)).toMatch(/^2 Studio Classic apps cannot start again once stopped$/);
    expect(classicWarning(two, (id) => id === "d-1")).toMatch(/may not start again/);
  });
});

describe("the command that starts an app again", () => {
  const ResourceSpec = {
    InstanceType: "ml.g5.xlarge",
    SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/torch",
    SageMakerImageVersionArn: "arn:aws:sagemaker:us-east-1:123456789012:image-version/torch/3",
    LifecycleConfigArn: "arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup",
  };
  const { SageMakerImageVersionArn: _version, ...unversioned } = ResourceSpec;
  const { SageMakerImageArn: _image, ...byVersion } = ResourceSpec;
  const full =
    "studioctl app start --space nlp --instance-type ml.g5.xlarge --image arn:aws:sagemaker:us-east-1:123456789012:image/torch --image-version 3 " +
    "--lifecycle-config arn:aws:sagemaker:us-east-1:123456789012:studio-lifecycle-config/setup -d d-1";

  it.each([
    ["repeats instance type, image, version and lifecycle config", ResourceSpec, full],
    ["knows the image by its version too", byVersion, full],
    [
      "repeats a version by its alias",
      { ...unversioned, SageMakerImageVersionAlias: "3.2.0" },
      full.replace("--image-version 3 ", "--image-version 3.2.0 "),
    ],
    [
      "leaves out what is not known",
      { InstanceType: "ml.t3.medium" },
      "studioctl app start --space nlp --instance-type ml.t3.medium -d d-1",
    ],
    ["is the plain one where nothing is known", undefined, "studioctl app start --space nlp -d d-1"],
  ])("%s", (_, spec, command) => {
    expect(restartCommand(app("JupyterLab", "default", spec && { ResourceSpec: spec }))).toBe(command);
  });

  it("can leave a lifecycle config out", () => {
    expect(restartCommand(app("JupyterLab", "default", { ResourceSpec }), { LifecycleConfigArn: "None" })).toContain(
      "--image-version 3 --lifecycle-config none -d d-1",
    );
  });

  it.each(["KernelGateway", "JupyterServer"] as const)("is none for %s, which can no longer be started", (type) => {
    expect(restartCommand(app(type, "default"))).toBeUndefined();
  });

  it("is asked for where two lives differ", () => {
    expect([
      sameLife(ResourceSpec, { ...ResourceSpec }),
      sameLife(ResourceSpec, unversioned),
      sameLife(undefined, {}),
      sameLife({ InstanceType: "ml.t3.medium" }, {}),
    ]).toEqual([true, false, true, false]);
  });
});

import { describe, expect, it } from "vitest";
import type { App, AppType } from "../../../src/core/app/app.ts";
import { appNameFor, checkInstanceForType, checkInstanceType, checkSlots, sameSpecification } from "../../../src/core/app/rules.ts";
import { patterns } from "../../../src/core/service-model.ts";

const usage = (message: RegExp | string, fix: RegExp = /./) =>
  expect.objectContaining({ code: "usage", message: expect.stringMatching(message), fix: expect.stringMatching(fix) });

describe("the name of an app", () => {
  it.each<AppType>(["JupyterServer", "JupyterLab", "CodeEditor"])("of type %s is default", (type) => {
    expect(appNameFor(type, undefined, {})).toBe("default");
    expect(appNameFor(type, "default", {})).toBe("default");
    expect(() => appNameFor(type, "mine", {})).toThrow(usage(/cannot be named "mine"/));
  });

  it("is as requested where the type leaves it free", () => {
    expect(appNameFor("KernelGateway", "churn-2", {})).toBe("churn-2");
  });

  it("is made from what it runs, the same each time, and one that the service takes", () => {
    const spec = { InstanceType: "ml.g4dn.xlarge", SageMakerImageArn: "arn:aws:sagemaker:us-east-1:1:image/pytorch-1.13-gpu-py39" };
    expect(appNameFor("KernelGateway", undefined, spec)).toBe("pytorch-1-13-gpu-py39-ml-g4dn-xlarge");
    expect(appNameFor("KernelGateway", undefined, {})).toBe("kernel-gateway-ml-t3-medium");
    const long = appNameFor("KernelGateway", undefined, {
      SageMakerImageArn: `arn:aws:sagemaker:us-east-1:1:image/${"long-".repeat(20)}x`,
    });
    expect(long).toMatch(patterns.AppName);
    expect(long.length).toBeLessThanOrEqual(63);
  });

  it.each(["-churn", "churn-", "my app", "a".repeat(64), "a.b", ""])("is refused when it is %j", (name) => {
    expect(() => appNameFor("KernelGateway", name, {})).toThrow(usage(/is not a valid app name/));
  });
});

describe("an instance type", () => {
  it("is one the service knows, else the nearest is proposed", () => {
    expect(() => checkInstanceType("ml.m5.large", "--instance-type")).not.toThrow();
    expect(() => checkInstanceType("ml.m5.lage", "--instance-type")).toThrow(
      usage(/--instance-type: .*"ml\.m5\.lage"/, /did you mean "ml\.m5\.large"/),
    );
    expect(() => checkInstanceType("big", "--instance-type")).toThrow(usage(/"big"/, /look like ml\.t3\.medium/));
  });

  it("is system for JupyterServer and for nothing else", () => {
    expect(() => checkInstanceForType("JupyterServer", "system")).not.toThrow();
    expect(() => checkInstanceForType("KernelGateway", "ml.t3.medium")).not.toThrow();
    expect(() => checkInstanceForType("KernelGateway", undefined)).not.toThrow();
    expect(() => checkInstanceForType("JupyterServer", "ml.t3.medium")).toThrow(usage(/JupyterServer app cannot run on "ml\.t3\.medium"/));
    expect(() => checkInstanceForType("KernelGateway", "system")).toThrow(usage(/KernelGateway app cannot run on "system"/));
  });
});

/** One more app of alice on ml.t3.medium, where a person would rather have an ml.t3.large. */
const check = (apps: readonly App[], limit = 4): void =>
  checkSlots(apps, { UserProfileName: "alice" }, "ml.t3.medium", limit, (roomy) =>
    ["ml.t3.large", "ml.t3.medium"].filter((type) => roomy.some((one) => one === type)),
  );

describe("a full instance", () => {
  const four: App[] = ["one", "two", "three", "four"].map((AppName) => ({
    DomainId: "d-1",
    UserProfileName: "alice",
    AppType: "KernelGateway",
    AppName,
    Status: AppName === "four" ? "Pending" : "InService",
    CreationTime: new Date("2026-03-01T00:00:00Z"),
    ResourceSpec: { InstanceType: "ml.t3.medium" },
  }));

  it("refuses a fifth app, names the four and proposes only types with room", () => {
    expect(() => check(four)).toThrow(
      expect.objectContaining({
        code: "limit-exceeded",
        message: "alice already runs 4 KernelGateway apps on ml.t3.medium, and at most 4 can share an instance",
        why: "one (InService), two (InService), three (InService), four (Pending)",
        fix: expect.stringMatching(
          /^start on another instance type: --instance-type ml\.t3\.large; or stop one, which might not start again: studioctl app stop d-1\/alice\/KernelGateway\/one$/,
        ),
      }),
    );
  });

  it("takes a fourth, and a fifth where the limit is five", () => {
    expect(() => check(four.slice(1))).not.toThrow();
    expect(() => check(four, 5)).not.toThrow();
  });
});

it("what a request leaves open fits any running app; what it names has to be the same", () => {
  const key = { DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway", AppName: "churn" } as const;
  const running: App = {
    ...key,
    Status: "InService",
    CreationTime: new Date("2026-03-01T00:00:00Z"),
    ResourceSpec: { InstanceType: "ml.t3.medium", SageMakerImageArn: "arn:image" },
  };
  expect(sameSpecification(running, key)).toBe(true);
  expect(sameSpecification(running, { ...key, ResourceSpec: { InstanceType: "ml.t3.medium" } })).toBe(true);
  expect(sameSpecification(running, { ...key, ResourceSpec: { InstanceType: "ml.m5.large" } })).toBe(false);
  expect(sameSpecification(running, { ...key, ResourceSpec: { LifecycleConfigArn: "arn:config" } })).toBe(false);
});

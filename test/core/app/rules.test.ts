import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { App, AppStatus, AppType } from "../../../src/core/app/app.ts";
import { restartCommand, sameLife } from "../../../src/core/app/restart-command.ts";
import {
  appNameFor,
  checkInstanceForType,
  checkInstanceType,
  checkSlots,
  classicWarning,
  isClassic,
  sameOwner,
  sameSpecification,
  slots,
} from "../../../src/core/app/rules.ts";
import { appStatuses, appTypes, patterns } from "../../../src/core/service-model.ts";

const alice = { UserProfileName: "alice" };
const gateway = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  ...alice,
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});

it.each<[string, Partial<App>, boolean]>([
  ["in service", {}, true],
  ["pending", { Status: "Pending" }, true],
  ["being deleted", { Status: "Deleting" }, false],
  ["failed", { Status: "Failed" }, false],
  ["deleted", { Status: "Deleted" }, false],
  ["on another instance type", { ResourceSpec: { InstanceType: "ml.m5.large" } }, false],
  ["of another type", { AppType: "JupyterServer" }, false],
  ["of a user whose name differs in case only", { UserProfileName: "Alice" }, true],
])("an app %s: holds a place? %#", (_what, more, holds) => {
  expect(slots([gateway("one", more)], alice, "ml.t3.medium")).toMatchObject({ limit: 4, free: holds ? 3 : 4 });
});

it("an app of another user holds no place of alice's, nor that of a space called alice", () => {
  const ben = { ...gateway("one"), UserProfileName: "ben" };
  const { UserProfileName: _user, ...ofNobody } = gateway("one");
  expect(slots([ben, { ...ofNobody, SpaceName: "alice" }], alice, "ml.t3.medium").taken).toEqual([]);
});

it("free places are never negative, and with those taken make the limit or more", () => {
  const apps = fc.array(
    fc.record({
      Status: fc.constantFrom<AppStatus>(...appStatuses),
      AppType: fc.constantFrom(...appTypes),
      type: fc.constantFrom("ml.t3.medium", "ml.m5.large"),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(apps, fc.integer({ min: 1, max: 6 }), (list, limit) => {
      const all = list.map(({ Status, AppType, type }, i) =>
        gateway(`app-${i}`, { Status, AppType, ResourceSpec: { InstanceType: type } }),
      );
      const { free, taken } = slots(all, alice, "ml.t3.medium", limit);
      expect(free).toBe(Math.max(0, limit - taken.length));
      expect(taken.every(({ Status }) => Status === "InService" || Status === "Pending")).toBe(true);
    }),
  );
});

it("owners compare without case, but a space is not a user", () => {
  expect(sameOwner({ UserProfileName: "Alice" }, alice)).toBe(true);
  expect(sameOwner({ SpaceName: "alice" }, alice)).toBe(false);
});

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

  it("the restart command is shown if two runs differ", () => {
    expect([
      sameLife(ResourceSpec, { ...ResourceSpec }),
      sameLife(ResourceSpec, unversioned),
      sameLife(undefined, {}),
      sameLife({ InstanceType: "ml.t3.medium" }, {}),
    ]).toEqual([true, false, true, false]);
  });
});

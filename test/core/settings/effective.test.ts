import { expect, it } from "vitest";
import type { Domain, IdleSettings, UserProfile, UserSettings } from "../../../src/core/domain/domain.ts";
import { defaultInstanceType, effectiveSettings } from "../../../src/core/settings/effective.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const profileWith = (UserSettings: UserSettings): UserProfile => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  UserProfileArn: "arn",
  Status: "InService",
  CreationTime,
  UserSettings,
});
const domainWith = (DefaultUserSettings: UserSettings): Domain => ({
  DomainId: "d-1",
  DomainName: "research",
  DomainArn: "arn",
  Status: "InService",
  CreationTime,
  AuthMode: "IAM",
  DefaultUserSettings,
});
const gateway = (InstanceType: string): UserSettings => ({ KernelGatewayAppSettings: { DefaultResourceSpec: { InstanceType } } });
const lab = (IdleSettings: IdleSettings): UserSettings => ({ JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings } } });

it.each([
  ["the profile's", gateway("ml.m5.large"), gateway("ml.c5.large"), "ml.m5.large", "profile"],
  ["else the domain's", {}, gateway("ml.c5.large"), "ml.c5.large", "domain"],
  ["else the service's", {}, {}, "ml.t3.medium", "service"],
])("an instance type is %s", (_what, profile, domain, Value, From) => {
  expect(effectiveSettings(profileWith(profile), domainWith(domain))).toEqual([{ Setting: "KernelGateway instance", Value, From }]);
  expect(defaultInstanceType(profileWith(profile), domainWith(domain))).toBe(Value);
});

it.each<[IdleSettings, string | undefined]>([
  [{ LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 90 }, "after 90 minutes"],
  [{ LifecycleManagement: "ENABLED" }, "on"],
  [{ LifecycleManagement: "DISABLED", IdleTimeoutInMinutes: 90 }, "off"],
  [{ IdleTimeoutInMinutes: 90 }, undefined],
])("idle shutdown %j is shown as %s", (settings, told) => {
  const found = effectiveSettings(profileWith({}), domainWith(lab(settings))).find(({ Setting }) => Setting === "JupyterLab idle shutdown");
  expect(found?.Value).toBe(told);
});

it("the execution role of the profile overrides that of the domain", () => {
  const [role] = effectiveSettings(profileWith({ ExecutionRole: "arn:own" }), domainWith({ ExecutionRole: "arn:default" }));
  expect(role).toEqual({ Setting: "Execution role", Value: "arn:own", From: "profile" });
});

it("the security groups of the profile are added to those of the domain, and its other settings override", () => {
  const found = effectiveSettings(
    profileWith({ SecurityGroups: ["sg-own"], DefaultLandingUri: "app:JupyterServer:" }),
    domainWith({ SecurityGroups: ["sg-1", "sg-2"], DefaultLandingUri: "studio::", StudioWebPortal: "ENABLED" }),
  );
  expect(found.slice(1)).toEqual([
    { Setting: "Security groups", Value: "sg-1, sg-2", From: "domain" },
    { Setting: "Security groups", Value: "sg-own", From: "profile" },
    { Setting: "Landing page", Value: "app:JupyterServer:", From: "profile" },
    { Setting: "Studio portal", Value: "ENABLED", From: "domain" },
  ]);
});

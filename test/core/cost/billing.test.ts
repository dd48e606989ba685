import { expect, it } from "vitest";
import { type BilledApp, instanceKey } from "../../../src/core/cost/billing.ts";

const one: BilledApp = {
  Region: "us-east-1",
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "one",
  InstanceType: "ml.t3.medium",
};
const { UserProfileName: _user, ...ofNobody } = one;

it.each<[string, BilledApp]>([
  ["another name", { ...one, AppName: "two" }],
  ["another case of the user", { ...one, UserProfileName: "Alice" }],
])("KernelGateway apps share an instance in spite of %s", (_what, other) => {
  expect(instanceKey(other)).toBe(instanceKey(one));
});

it.each<[string, BilledApp]>([
  ["another instance type", { ...one, InstanceType: "ml.m5.large" }],
  ["another user", { ...one, UserProfileName: "ben" }],
  ["a space of the user's name", { ...ofNobody, SpaceName: "alice" }],
  ["another domain", { ...one, DomainId: "d-2" }],
  ["another Region", { ...one, Region: "eu-west-1" }],
  ["another type of app", { ...one, AppType: "JupyterServer" }],
])("%s means another instance", (_what, other) => {
  expect(instanceKey(other)).not.toBe(instanceKey(one));
});

it("apps of other types, and those whose instance type is not known, have one each", () => {
  const lab: BilledApp = { ...ofNobody, SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" };
  expect(instanceKey(lab)).not.toBe(instanceKey({ ...lab, AppName: "other" }));
  expect(instanceKey({ ...one, InstanceType: undefined })).not.toBe(instanceKey({ ...one, AppName: "two", InstanceType: undefined }));
});

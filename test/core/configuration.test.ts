import { expect, it } from "vitest";
import { type Settings, settingsInForce } from "../../src/core/configuration.ts";

const all: Settings = { domain: "research", profile: "prod", region: "eu-west-1", output: "json", color: "never", timeout: "5m" };
const here = { sandbox: false, profile: undefined };

it("takes all settings where nothing else says", () => {
  expect(settingsInForce(all, {}, here)).toEqual(all);
});

it.each([
  ["domain", { STUDIOCTL_DOMAIN: "d-1" }],
  ["region", { AWS_REGION: "us-east-1" }],
  ["region", { AWS_DEFAULT_REGION: "us-east-1" }],
  ["color", { NO_COLOR: "1" }],
  ["color", { FORCE_COLOR: "1" }],
] as const)("leaves %s to a variable that says it", (key, env) => {
  const { [key]: _, ...others } = all;
  expect(settingsInForce(all, env, here)).toEqual(others);
});

it("takes an empty variable for one that is not set", () => {
  expect(settingsInForce(all, { STUDIOCTL_DOMAIN: "" }, here)).toEqual(all);
});

it("names nothing of an account inside the sandbox", () => {
  expect(settingsInForce(all, {}, { ...here, sandbox: true })).toEqual({ output: "json", color: "never", timeout: "5m" });
});

it.each([
  ["another profile is named", {}, "dev"],
  ["a variable names another profile", { AWS_PROFILE: "dev" }, undefined],
  ["the credentials are in the environment", { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE" }, undefined],
] as const)("keeps the domain and Region of its profile to itself where %s", (_, env, profile) => {
  expect(settingsInForce(all, env, { sandbox: false, profile })).not.toHaveProperty("domain");
  expect(settingsInForce(all, env, { sandbox: false, profile })).not.toHaveProperty("region");
});

it("keeps domain and Region with the same profile, however it is named", () => {
  expect(settingsInForce(all, { AWS_PROFILE: "prod" }, here)).toMatchObject({ domain: "research", region: "eu-west-1" });
  expect(settingsInForce(all, {}, { sandbox: false, profile: "prod" })).toMatchObject({ domain: "research", region: "eu-west-1" });
});

it("takes a domain that stands beside no profile, whatever the profile", () => {
  expect(settingsInForce({ domain: "research" }, {}, { sandbox: false, profile: "dev" })).toEqual({ domain: "research" });
});
